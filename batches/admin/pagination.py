"""Pages of a long list whose exact length nobody needs."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.views import ChangeList


class CappedList(ChangeList):
    """A list that never offers to show what lies beyond its filters."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.full_result_count = self.result_count


class CappedPaginator(Paginator):
    """Counts no further than `most_counted`: whoever has more narrows the list instead of leafing."""

    template_name = "admin/batches/pagination.html"
    most_counted = 1_000

    @cached_property
    def count(self) -> int:
        return min(self.counted_to_the_cap, self.most_counted)

    @cached_property
    def counted_to_the_cap(self) -> int:
        """In the list's order, by the index that pages it: without one PostgreSQL begins with the oldest rows."""
        return self.object_list.values("pk")[: self.most_counted + 1].count()

    @property
    def is_capped(self) -> bool:
        return self.counted_to_the_cap > self.most_counted


class KeysPaginator(CappedPaginator):
    """Finds the keys of a page before its rows.

    With all that a row shows joined to it, PostgreSQL joins every row of the list and sorts them,
    to throw all but one page away.
    """

    def _get_page(self, rows: Any, number: int, paginator: Paginator) -> Page:
        keys = list(rows.values_list("pk", flat=True))
        return super()._get_page(self.object_list.filter(pk__in=keys), number, paginator)
