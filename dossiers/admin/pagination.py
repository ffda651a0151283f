"""Pages of a list of dossiers."""

from django.core.paginator import Page
from django.utils.functional import cached_property

from agencies.selectors.prepared import Parameter, PreparedRows
from batches.admin.pagination import CappedPaginator
from dossiers.models import Dossier
from dossiers.selectors.time_left import with_run_start
from dossiers.selectors.worklists import MOST_COUNTED


class DossiersPaginator(CappedPaginator):
    """Ends where the number of a pile ends."""

    template_name = "admin/dossiers/pagination.html"
    most_counted = MOST_COUNTED


#: What the columns tell of a dossier itself, and what its time left is reckoned from: half of what it has.
_TOLD = (
    "ref",
    "code",
    "state",
    "channel",
    "procedure",
    "procedure_version",
    "agency",
    "unit",
    "officer",
    "ruleset",
    "limit_value",
    "limit_unit",
    "submitted_at",
    "reception_due_at",
    "received_at",
    "transfer_due_at",
    "due_at",
    "due_is_provisional",
    "late_from",
    "late_since",
    "settled_at",
    "outcome",
    "result",
)
_ROWS = PreparedRows(
    lambda: with_run_start(Dossier.objects.filter(pk__any=Parameter("keys")).only(*_TOLD))
)


class WorklistPaginator(DossiersPaginator):
    """Asks for the keys up to the cap at once, in the list's order; the rows of a page come `with_run_start`.

    To number a pile the database reads so many anyway; asked for twice, the question is written twice.
    """

    @cached_property
    def _keys(self) -> list[int]:
        return list(self.object_list.values_list("pk", flat=True)[: self.most_counted + 1])

    @cached_property
    def counted_to_the_cap(self) -> int:
        return len(self._keys)

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = self._keys[first : min(first + self.per_page, self.count)]
        found = {dossier.pk: dossier for dossier in (_ROWS(keys=keys) if keys else ())}
        return self._get_page([found[key] for key in keys if key in found], number, self)
