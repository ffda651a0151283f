"""`/api/v1/changes/`: every act on the dossiers the caller may see, from a cursor on."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from dossiers.api import schema_changes as schema
from dossiers.api.answers import event_told
from dossiers.models import DossierEvent
from dossiers.selectors.changes import Horizon, Place, changes_for, horizon_in_order

_NAMED = ("dossier", "actor", "machine", "delegation__giver", "agency")


class Changes(OfficerDoor):
    """Oldest first; what is behind a cursor stays behind it, and nothing comes in before it."""

    @extend_schema(**schema.CHANGES)
    def get(self, request: Request) -> Response:
        query = Query(request, ("after", "page_size", "agency", "procedure"))
        reach = horizon_in_order()
        after = reach.place_of(query.text("after"), field="after")
        found = changes_for(
            self.officer, at=self.now, to=reach, after=after, roles=self.roles
        ).select_related(*_NAMED)
        if agencies := query.texts("agency"):
            found = found.filter(dossier__agency__code__in=agencies)
        if procedures := query.texts("procedure"):
            found = found.filter(dossier__procedure__code__in=procedures)
        events = list(found[: query.page_size + 1])
        told = [_change_told(event, reach) for event in events[: query.page_size]]
        more = len(events) > len(told)
        # What began a moment ago may count as ours for as long: no cursor goes back for it.
        end = max(reach.place, after or reach.place)
        return Response(
            {
                "changes": told,
                "next": told[-1]["cursor"] if more else reach.cursor_of(end),
                "more": more,
            }
        )


def _change_told(event: DossierEvent, reach: Horizon) -> dict[str, Any]:
    """A line of the history without its texts, and which dossier it is of."""
    line = event_told(event, with_texts=False)
    del line["texts"]
    return {
        "cursor": reach.cursor_of(Place(event.written_in, event.pk)),
        "ref": str(event.dossier.ref),
        "code": event.dossier.code,
        "version": event.dossier.version,
        **line,
    }
