"""`/api/v1/outages/`: times a one-stop unit worked on paper, approved by its head, and what was received in them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.answers import officer_of
from agencies.api.fields import moment, read_fields, short, text
from agencies.api.moments import told
from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from dossiers.api import schema_outages as schema
from dossiers.domain.refusals import ActRefused
from dossiers.models import Outage
from dossiers.selectors import visible_to
from dossiers.selectors.outages import (
    is_open_for_entry,
    last_day_of_entry,
    outages_for,
    receptions_on_paper,
    units_to_approve,
)
from dossiers.selectors.register import register_units
from dossiers.services.outages import approve_outage, withdraw_outage
from procedures.selectors import one_calendar

NEWEST = Order("id", descending=True)
BY_MOMENT = Order("id", moment="at")
COLUMNS = (
    "id",
    "unit_id",
    "unit__code",
    "unit__name",
    "began_at",
    "ended_at",
    "reason",
    "approved_by__username",
    "approved_by__full_name",
    "approved_at",
    "receptions",
)
RECEPTION_COLUMNS = (
    "id",
    "at",
    "facts__entered_at",
    "dossier__ref",
    "dossier__code",
    "dossier__state",
    "actor__username",
    "actor__full_name",
)
APPROVAL = {"unit": short, "began_at": moment, "ended_at": moment, "reason": text}


class OutageDoor(OfficerDoor):
    """A door to the outages of units whose register the caller reads, or at whose head the caller stands."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not (register_units(self.roles).exists() or units_to_approve(self.roles).exists()):
            raise PermissionDenied

    def outages(self) -> QuerySet[Outage]:
        return outages_for(self.roles)

    def outage(self, outage_id: int) -> Outage:
        """Refuses `unknown_outage`."""
        found = self.outages().filter(pk=outage_id).first()
        if found is None:
            raise ActRefused("unknown_outage")
        return found

    def tell(self, row: Mapping[str, Any]) -> dict[str, Any]:
        outage = Outage(ended_at=row["ended_at"])
        return {
            **outage_told(row),
            "enter_until": last_day_of_entry(outage).isoformat(),
            "open_for_entry": is_open_for_entry(outage, at=self.now),
        }

    def whole(self, outage_id: int, *, code: int = status.HTTP_200_OK) -> Response:
        found = self.outage(outage_id)
        row = self.outages().values(*COLUMNS).get(pk=found.pk)
        return Response(self.tell(row), status=code)


class OutageList(OutageDoor):
    """Outages, the newest approval first; POST approves one."""

    @extend_schema(**schema.OUTAGE_LIST)
    @one_calendar()
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, "unit")
        found = self.outages()
        if units := query.texts("unit"):
            found = found.filter(unit__code__in=units)
        return Response(page(request, query, found.values(*COLUMNS), NEWEST, self.tell))

    @extend_schema(**schema.APPROVE_OUTAGE)
    def post(self, request: Request) -> Response:
        given = read_fields(request.data, APPROVAL)
        unit = units_to_approve(self.roles).filter(code=given["unit"]).first()
        if unit is None:
            raise ActRefused("not_head_of_one_stop")
        outage = approve_outage(actor=self.actor, at=self.now, **(given | {"unit": unit}))
        return self.whole(outage.pk, code=status.HTTP_201_CREATED)


class OutageDetail(OutageDoor):
    """One outage."""

    @extend_schema(**schema.OUTAGE_DETAIL)
    def get(self, request: Request, outage_id: int) -> Response:
        Query(request, ())
        return self.whole(outage_id)


class OutageReceptions(OutageDoor):
    """What was received on paper in it, of the dossiers the caller may see."""

    @extend_schema(**schema.OUTAGE_RECEPTIONS)
    def get(self, request: Request, outage_id: int) -> Response:
        query = Query.of_page(request)
        seen = visible_to(self.officer, at=self.now, roles=self.roles)
        rows = receptions_on_paper(self.outage(outage_id), seen).values(*RECEPTION_COLUMNS)
        return Response(page(request, query, rows, BY_MOMENT, reception_told))


class OutageWithdrawal(OutageDoor):
    """The head takes an approval back on which no reception rests."""

    @extend_schema(**schema.WITHDRAW_OUTAGE)
    def post(self, request: Request, outage_id: int) -> Response:
        as_it_was = self.whole(outage_id)
        withdraw_outage(actor=self.actor, outage_id=outage_id, at=self.now)
        return as_it_was


def outage_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """From when to when, why, who approved it, and how many receptions rest on it."""
    return {
        "id": row["id"],
        "unit": row["unit__code"],
        "unit_name": row["unit__name"],
        "began_at": told(row["began_at"]),
        "ended_at": told(row["ended_at"]),
        "reason": row["reason"],
        "approved_by": officer_of(row, "approved_by"),
        "approved_at": told(row["approved_at"]),
        "receptions": row["receptions"],
    }


def reception_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A reception on paper: its true moment, when and by whom it was entered, where it stands now."""
    return {
        "dossier": str(row["dossier__ref"]),
        "dossier_code": row["dossier__code"],
        "state": row["dossier__state"],
        "received_at": told(row["at"]),
        "entered_at": row["facts__entered_at"],
        "entered_by": officer_of(row, "actor"),
    }
