"""Long lists in pages that follow a key, not an offset: page one thousand costs what page one does."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.request import Request

from agencies.api.problems import bad_parameter
from agencies.api.queries import Query

Row = Mapping[str, Any]
LARGEST_KEY = 2**63 - 1
#: So far a list is counted; what is longer is told as this long and more.
MOST_COUNTED = 10_000


class Order:
    """An order of a list: a unique column, or a moment with a unique column behind it.

    `descending` turns the unique column round; with a moment in front both ascend.
    """

    def __init__(
        self,
        key: str,
        *,
        moment: str = "",
        descending: bool = False,
        key_type: type[int] | type[str] = int,
    ) -> None:
        self.key, self.moment, self.descending = key, moment, descending
        self.key_type = key_type

    @property
    def columns(self) -> tuple[str, ...]:
        key = f"-{self.key}" if self.descending else self.key
        return (self.moment, key) if self.moment else (key,)

    def cursor_of(self, row: Row) -> str:
        """The place of a row, as text that callers hand back unread."""
        place = [row[self.key]]
        if self.moment:
            place.insert(0, row[self.moment].isoformat())
        return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")

    def after(self, cursor: str) -> Q:
        """Rows behind the cursor; refuses `bad_cursor`."""
        *moments, key = _place(cursor, 2 if self.moment else 1)
        if not _is_key(key, self.key_type):
            raise bad_parameter("bad_cursor", "cursor")
        behind = Q(**{f"{self.key}__{'lt' if self.descending else 'gt'}": key})
        if not moments:
            return behind
        moment = _moment(moments[0])
        # Written so that an index on (moment, key) is entered at the cursor.
        return Q(**{f"{self.moment}__gte": moment}) & (Q(**{f"{self.moment}__gt": moment}) | behind)


def page(
    request: Request,
    query: Query,
    rows: QuerySet[Any, Any],
    order: Order,
    tell: Callable[[Row], dict[str, Any]],
    *,
    read: Callable[[QuerySet[Any, Any]], Sequence[Row]] = list,
) -> dict[str, Any]:
    """One page of rows (dictionaries of columns), each told, and the address of the next page.

    With the length of the whole list where the query asks for it (one query more). `read` makes
    rows of the queryset of a page where that is not one of dictionaries.
    """
    cursor, size = query.text("cursor"), query.page_size
    counted = _counted(rows) if query.flag("count") else {}
    if cursor:
        rows = rows.filter(order.after(cursor))
    found = read(rows.order_by(*order.columns)[: size + 1])
    shown = found[:size]
    next_address = None
    if len(found) > size:
        next_address = _address(request, order.cursor_of(shown[-1]))
    return {"next": next_address, **counted, "results": [tell(row) for row in shown]}


def _counted(rows: QuerySet[Any, Any]) -> dict[str, Any]:
    found = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
    return {"count": min(found, MOST_COUNTED), "count_is_capped": found > MOST_COUNTED}


def _address(request: Request, cursor: str) -> str:
    parameters = request.query_params.copy()
    parameters["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")


def _place(cursor: str, length: int) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise bad_parameter("bad_cursor", "cursor") from None
    if not isinstance(place, list) or len(place) != length:
        raise bad_parameter("bad_cursor", "cursor")
    return place


def _is_key(key: Any, key_type: type[int] | type[str]) -> bool:
    if type(key) is not key_type:
        return False
    return key.isprintable() if isinstance(key, str) else 0 <= key <= LARGEST_KEY


def _moment(text: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise bad_parameter("bad_cursor", "cursor") from None
    if moment.tzinfo is None or not 1900 <= moment.year <= 2200:
        raise bad_parameter("bad_cursor", "cursor")
    return moment
