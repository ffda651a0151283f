"""`/api/v1/changes/`: every act on the dossiers the caller may see, from a cursor on."""

import re
from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.problems import Problem, bad_parameter
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from dossiers.api import schema_changes as schema
from dossiers.api.answers import event_told
from dossiers.models import DossierEvent
from dossiers.selectors.changes import Horizon, Place, changes_for, horizon

#: Instead of a cursor: nothing that has happened so far.
NOW = "now"
_CURSOR = re.compile(r"(\d{1,20}-[0-9A-F]{8})\.(\d{1,18})\.(\d{1,18})", re.ASCII)
_NAMED = ("dossier", "actor", "machine", "delegation__giver", "agency")


class Changes(OfficerDoor):
    """Oldest first; what is behind a cursor stays behind it, and nothing comes in before it."""

    @extend_schema(**schema.CHANGES)
    def get(self, request: Request) -> Response:
        query = Query(request, ("after", "page_size", "agency", "procedure"))
        reach = horizon()
        if not reach.is_in_order:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "changes_out_of_order")
        after = read_cursor(query.text("after"), reach, name="after")
        found = changes_for(
            self.officer, at=self.now, to=reach, after=after, roles=self.roles
        ).select_related(*_NAMED)
        if agencies := query.texts("agency"):
            found = found.filter(dossier__agency__code__in=agencies)
        if procedures := query.texts("procedure"):
            found = found.filter(dossier__procedure__code__in=procedures)
        events = list(found[: query.page_size + 1])
        return Response(_page(events, query.page_size, reach))


def read_cursor(text: str, reach: Horizon, *, name: str) -> Place | None:
    """The place a cursor names, None for the beginning; refuses `bad_cursor` (400), `cursor_gone` (410)."""
    if not text:
        return None
    if text == NOW:
        return reach.place
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise bad_parameter("bad_cursor", name)
    place = Place(int(found[2]), int(found[3]))
    if found[1] != reach.line or not reach.has_had(place):
        raise Problem(HTTPStatus.GONE, "cursor_gone")
    return place


def cursor_of(place: Place, reach: Horizon) -> str:
    """A place as text that callers hand back unread."""
    return f"{reach.line}.{place.written_in}.{place.event_id}"


def _page(events: list[DossierEvent], size: int, reach: Horizon) -> dict[str, Any]:
    told = [_change_told(event, reach) for event in events[:size]]
    more = len(events) > size
    return {
        "changes": told,
        "next": told[-1]["cursor"] if more else cursor_of(reach.place, reach),
        "more": more,
    }


def _change_told(event: DossierEvent, reach: Horizon) -> dict[str, Any]:
    """A line of the history without its texts, and which dossier it is of."""
    line = event_told(event, with_texts=False)
    del line["texts"]
    return {
        "cursor": cursor_of(Place(event.written_in, event.pk), reach),
        "ref": str(event.dossier.ref),
        "code": event.dossier.code,
        "version": event.dossier.version,
        **line,
    }
