"""`/api/v1/fees/`: what a one-stop unit has taken on a day, and the fees of one dossier."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.answers import officer_told
from agencies.api.moments import told
from agencies.api.problems import bad_parameter
from agencies.api.queries import Query
from agencies.models import Agency
from dossiers.api import schema_books as schema
from dossiers.api.books import BookDoor, pdf
from dossiers.api.single import DossierDoor
from dossiers.models import FeeLine
from dossiers.selectors.fees import EARLIEST, day_sheet, totals_by_officer
from dossiers.services.day_sheet import print_day_sheet
from procedures.domain.zone import local_day


class DaySheetDoor(BookDoor):
    """A door to the sheet of one unit's day."""

    def asked(self, request: Request) -> tuple[Agency, date]:
        """The unit and day asked for, else the caller's first unit and today."""
        query = Query(request, ("unit", "day"))
        today = local_day(self.now)
        day = query.day("day") or today
        if not EARLIEST <= day <= today:
            raise bad_parameter("bad_filter", "day")
        return self.unit(query.text("unit")), day


class DaySheet(DaySheetDoor):
    """The day's lines in the order of their receipts, and what each officer took."""

    @extend_schema(**schema.DAY_SHEET)
    def get(self, request: Request) -> Response:
        unit, day = self.asked(request)
        lines = day_sheet(unit, day)
        return Response(
            {
                "unit": unit.code,
                "unit_name": unit.name,
                "day": day.isoformat(),
                "lines": [_of_sheet(line) for line in lines],
                "officers": [
                    {"officer": total.officer, "lines": total.lines, "amount": total.amount}
                    for total in totals_by_officer(lines)
                ],
                "total": sum(line.amount for line in lines),
            }
        )


class DaySheetPdf(DaySheetDoor):
    """The sheet to print, as of this moment."""

    @extend_schema(**schema.DAY_SHEET_PDF)
    def get(self, request: Request) -> HttpResponse:
        unit, day = self.asked(request)
        content = print_day_sheet(unit, day=day, at=self.now)
        return pdf(content, f"{unit.code}-fees-{day:%Y-%m-%d}")


class DossierFees(DossierDoor):
    """What was asked for on a dossier, and with which receipts it was paid."""

    @extend_schema(**schema.DOSSIER_FEES)
    def get(self, request: Request, key: str) -> Response:
        lines = self.dossier(key).fees.select_related("taken_by", "taken_at_unit").order_by("pk")
        return Response({"results": [fee_told(line) for line in lines]})


def fee_told(line: FeeLine) -> dict[str, Any]:
    """A fee asked for and, once paid, its receipt; nothing personal stands in it."""
    return {
        "name": line.name,
        "amount": line.amount,
        "requested_at": told(line.requested_at),
        "paid_at": told(line.paid_at),
        "receipt_number": line.receipt_number,
        "stage": line.stage,
        "taken_at": line.taken_at_unit.code if line.taken_at_unit else None,
        "taken_by": officer_told(line.taken_by),
    }


def _of_sheet(line: FeeLine) -> dict[str, Any]:
    dossier = line.dossier
    return {
        "receipt_number": line.receipt_number,
        "dossier": str(dossier.ref),
        "dossier_code": dossier.code,
        "procedure_name": dossier.procedure_version.name,
        "name": line.name,
        "amount": line.amount,
        "paid_at": told(line.paid_at),
        "taken_by": officer_told(line.taken_by),
    }
