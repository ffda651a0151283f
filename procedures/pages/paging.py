"""Pages of the public catalogue, counted no further than anybody leafs."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

PAGE_SIZE = 20
#: A province offers some 2,000 procedures; whoever finds more narrows the search.
MOST_COUNTED = 3_000


class CataloguePaginator(Paginator):
    """Counts up to `MOST_COUNTED` rows; there is no page beyond them."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by().values("pk")[:MOST_COUNTED].count()
