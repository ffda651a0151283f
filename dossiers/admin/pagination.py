"""Pages of a long list whose exact length nobody needs."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

from dossiers.selectors.worklists import MOST_COUNTED


class CappedPaginator(Paginator):
    """Counts no further than `MOST_COUNTED`: whoever has more narrows the list instead of leafing."""

    template_name = "admin/dossiers/pagination.html"
    counts_dossiers = True

    @cached_property
    def count(self) -> int:
        return min(self.counted_to_the_cap, MOST_COUNTED)

    @cached_property
    def counted_to_the_cap(self) -> int:
        return self.object_list.order_by().values("pk")[: MOST_COUNTED + 1].count()

    @property
    def is_capped(self) -> bool:
        return self.counted_to_the_cap > MOST_COUNTED


class RowsPaginator(CappedPaginator):
    """Of rows of which a dossier may have several."""

    counts_dossiers = False
