"""Pages of a list of dossiers."""

from batches.admin.pagination import CappedPaginator
from dossiers.selectors.worklists import MOST_COUNTED


class DossiersPaginator(CappedPaginator):
    """Ends where the number of a pile ends."""

    template_name = "admin/dossiers/pagination.html"
    most_counted = MOST_COUNTED
