"""`/api/v1/announcements/`: what the one-stop unit has to tell applicants, and what it has told them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.moments import told
from agencies.api.pages import Order, page
from agencies.api.problems import Problem
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.tokens import Scope
from dossiers.api import schema_duties as schema
from dossiers.domain.refusals import ActRefused
from dossiers.models import Announcement
from dossiers.selectors import may_read_documents
from dossiers.selectors.announcements import (
    Standing,
    announcements_for,
    standing,
    what_is_said,
)
from dossiers.selectors.finding import of_dossiers
from dossiers.wording import sentence

#: The first to be told comes first, as on the list of the desk.
BY_MOMENT = Order("id", moment="tell_by")
COLUMNS = (
    "id",
    "dossier__ref",
    "dossier__code",
    "dossier__receiving_unit__code",
    "kind",
    "occasion",
    "said_by__code",
    "said_by__name",
    "planned_at",
    "tell_by",
    "told_at",
    "told_by__username",
    "told_by__full_name",
    "how",
    "dropped_at",
    "dropped_why",
)


class AnnouncementList(OfficerDoor):
    """Of the dossiers the caller may see; telling itself is an act of the dossier."""

    @extend_schema(**schema.ANNOUNCEMENT_LIST)
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, "state", "kind", "agency", "receiving_unit", "dossier")
        found = announcements_for(self.officer, at=self.now, roles=self.roles)
        if query.text("state"):
            which = Standing(query.choice("state", list(Standing), ""))
            found = found.filter(standing(which, at=self.now))
        if kinds := query.choices("kind", Announcement.Kind.values):
            found = found.filter(kind__in=kinds)
        if agencies := query.texts("agency"):
            found = found.filter(said_by__code__in=agencies)
        if units := query.texts("receiving_unit"):
            found = found.filter(dossier__receiving_unit__code__in=units)
        if keys := query.texts("dossier"):
            found = found.filter(of_dossiers(keys))
        return Response(page(request, query, found.values(*COLUMNS), BY_MOMENT, announcement_told))


class AnnouncementDetail(OfficerDoor):
    """One of them, with what is to be read out to the applicant."""

    @extend_schema(**schema.ANNOUNCEMENT_DETAIL)
    def get(self, request: Request, announcement_id: int) -> Response:
        Query(request, ())
        seen = announcements_for(self.officer, at=self.now, roles=self.roles)
        found = seen.filter(pk=announcement_id).first()
        if found is None:
            raise _unknown()
        row = Announcement.objects.values(*COLUMNS).get(pk=found.pk)
        reads = self.actor.may(Scope.DOCUMENTS_READ) and may_read_documents(
            self.officer, at=self.now, roles=self.roles
        )
        return Response({**announcement_told(row), "said": _said(found) if reads else None})


def _unknown() -> Problem:
    """Not there: as a fact of an act it is refused with another status."""
    refusal = ActRefused("unknown_announcement")
    return Problem(HTTPStatus.NOT_FOUND, refusal.code, detail=sentence(refusal))


def _said(announcement: Announcement) -> dict[str, Any]:
    said = what_is_said(announcement)
    return {"items": list(said.items), "reason": said.reason, "until": told(said.until)}


def announcement_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Something to tell, without what lies in the dossier."""
    teller = None
    if row["told_by__username"] is not None:
        teller = {"username": row["told_by__username"], "name": row["told_by__full_name"]}
    return {
        "id": row["id"],
        "dossier": str(row["dossier__ref"]),
        "dossier_code": row["dossier__code"],
        "receiving_unit": row["dossier__receiving_unit__code"],
        "kind": row["kind"],
        "occasion": row["occasion"],
        "said_by": row["said_by__code"],
        "said_by_name": row["said_by__name"],
        "said_at": told(row["planned_at"]),
        "tell_by": told(row["tell_by"]),
        "open": row["told_at"] is None and row["dropped_at"] is None,
        "told_at": told(row["told_at"]),
        "told_by": teller,
        "how": row["how"],
        "dropped_at": told(row["dropped_at"]),
        "dropped_why": row["dropped_why"],
    }
