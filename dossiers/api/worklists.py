"""`/api/v1/worklists/`: the piles of the caller's desk, counted; each is a filter of the list of dossiers."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.moments import told
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from dossiers.api import schema_desk as schema
from dossiers.selectors.worklists import LIMITS, MOST_COUNTED, UNCOUNTED, Desk, Worklist


class Worklists(OfficerDoor):
    """Whose turn it is, as on the first page of the desk."""

    @extend_schema(**schema.WORKLISTS)
    def get(self, request: Request) -> Response:
        Query(request, ())
        desk = Desk(self.officer, self.roles, self.now)
        return Response({"results": [_pile(desk, name) for name in desk.worklists]})


def _pile(desk: Desk, name: Worklist) -> dict[str, Any]:
    count = None if name in UNCOUNTED else desk.count(name)
    first = desk.first_moment(name, LIMITS[name]) if count and name in LIMITS else None
    return {
        "work": name.value,
        "count": count if count is None else min(count, MOST_COUNTED),
        "more": count is not None and count > MOST_COUNTED,
        "first_limit": told(first),
    }
