"""Pages of a long list whose exact length nobody needs."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class CappedPaginator(Paginator):
    """Counts no further than `most_counted`: whoever has more narrows the list instead of leafing."""

    template_name = "admin/batches/pagination.html"
    most_counted = 1_000

    @cached_property
    def count(self) -> int:
        return min(self.counted_to_the_cap, self.most_counted)

    @cached_property
    def counted_to_the_cap(self) -> int:
        return self.object_list.order_by().values("pk")[: self.most_counted + 1].count()

    @property
    def is_capped(self) -> bool:
        return self.counted_to_the_cap > self.most_counted
