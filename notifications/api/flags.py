"""`/api/v1/overdue-flags/`: the evidence of lateness, and who was told of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.answers import officer_of
from agencies.api.moments import told
from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from dossiers.domain.refusals import ActRefused
from dossiers.selectors.finding import of_dossiers
from notifications.api import flag_schema as schema
from notifications.models import CloseReason, Escalation, OverdueFlag
from notifications.selectors import flags_for

NEWEST = Order("id", descending=True)
COLUMNS = (
    "id",
    "dossier__ref",
    "dossier__code",
    "run",
    "appointment",
    "due_at",
    "late_from",
    "detected_at",
    "agency__code",
    "agency__name",
    "unit__code",
    "unit__name",
    "officer__username",
    "officer__full_name",
    "step",
    "notice_in_time",
    "is_violation",
    "closed_at",
    "closed_why",
)
Row = Mapping[str, Any]


class FlagDoor(OfficerDoor):
    """A door to the flags of the dossiers the caller may see."""

    def flags(self) -> QuerySet[OverdueFlag]:
        return flags_for(self.officer, at=self.now)


class FlagList(FlagDoor):
    """Flags, the newest first."""

    @extend_schema(**schema.FLAG_LIST)
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, "open", "agency", "closed_why", "violation", "dossier")
        found = self.flags()
        if (is_open := query.flag("open")) is not None:
            found = found.filter(closed_at__isnull=is_open)
        if agencies := query.texts("agency"):
            found = found.filter(agency__code__in=agencies)
        if reasons := query.choices("closed_why", CloseReason.values):
            found = found.filter(closed_why__in=reasons)
        if (is_violation := query.flag("violation")) is not None:
            found = found.filter(is_violation=is_violation)
        if keys := query.texts("dossier"):
            found = found.filter(of_dossiers(keys))
        rows = found.values(*COLUMNS)
        return Response(page(request, query, rows, NEWEST, flag_told, read=with_rungs))


class FlagDetail(FlagDoor):
    """One flag."""

    @extend_schema(**schema.FLAG_DETAIL)
    def get(self, request: Request, flag_id: int) -> Response:
        Query(request, ())
        rows = with_rungs(list(self.flags().filter(pk=flag_id).values(*COLUMNS)))
        if not rows:
            raise ActRefused("unknown_flag")
        return Response(flag_told(rows[0]))


def with_rungs(rows: Sequence[Row]) -> list[Row]:
    """The flags with the rungs of the ladder that were told of each (one query)."""
    told_of: dict[int, list[Row]] = {row["id"]: [] for row in rows}
    escalations = Escalation.objects.filter(flag__in=told_of).order_by("escalated_at", "pk")
    for each in escalations.values("flag_id", "rung", "escalated_at"):
        told_of[each["flag_id"]].append(each)
    return [{**row, "escalations": told_of[row["id"]]} for row in rows]


def flag_told(row: Row) -> dict[str, Any]:
    """Since when it was late, where it lay, whether notice was given, and whom the ladder told."""
    return {
        "id": row["id"],
        "dossier": str(row["dossier__ref"]),
        "dossier_code": row["dossier__code"],
        "run": row["run"],
        "appointment": row["appointment"],
        "due_at": told(row["due_at"]),
        "late_from": told(row["late_from"]),
        "detected_at": told(row["detected_at"]),
        "agency": row["agency__code"],
        "agency_name": row["agency__name"],
        "unit": row["unit__code"],
        "unit_name": row["unit__name"],
        "officer": officer_of(row, "officer"),
        "step": row["step"],
        "notice_in_time": row["notice_in_time"],
        "is_violation": row["is_violation"],
        "open": row["closed_at"] is None,
        "closed_at": told(row["closed_at"]),
        "closed_why": row["closed_why"],
        "escalations": [
            {"rung": each["rung"], "at": told(each["escalated_at"])} for each in row["escalations"]
        ],
    }
