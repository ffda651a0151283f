"""`/api/v1/registers/`: the yearly registers of one-stop units (form 06), read, printed and closed."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.answers import agency_told, officer_told
from agencies.api.moments import told
from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.domain.tokens import Scope
from agencies.models import Agency
from dossiers.api import schema_books as schema
from dossiers.api.books import BookDoor, pdf
from dossiers.domain.refusals import ActRefused
from dossiers.models import RegisterYear
from dossiers.selectors.register import (
    closed_register,
    may_close_register,
    register_entries,
    register_units,
    register_years,
)
from dossiers.services.register import close_register, print_register
from procedures.domain.zone import local_day

BY_NUMBER = Order("register_number")
COLUMNS = (
    "register_number",
    "ref",
    "code",
    "state",
    "procedure__code",
    "procedure_version__name",
    "agency__code",
    "agency__name",
    "received_at",
    "original_due_at",
    "due_at",
    "settled_at",
    "returned_at",
    "applicant__name",
    "applicant__address",
    "applicant__phone",
)


class RegisterUnits(BookDoor):
    """One-stop units whose registers the caller reads."""

    @extend_schema(**schema.REGISTER_UNITS)
    def get(self, request: Request) -> Response:
        Query(request, ())
        return Response({"results": [agency_told(unit) for unit in register_units(self.roles)]})


class Registers(BookDoor):
    """The years of one unit."""

    @extend_schema(**schema.REGISTERS)
    def get(self, request: Request, unit: str) -> Response:
        Query(request, ())
        found = self.unit(unit)
        years = sorted({*register_years(found), local_day(self.now).year}, reverse=True)
        closed = {
            each.year: each
            for each in RegisterYear.objects.filter(unit=found)
            .select_related("closed_by")
            .defer("pdf")
        }
        return Response({"results": [_year(found, year, closed.get(year)) for year in years]})


class RegisterEntries(BookDoor):
    """The entries of a year by number."""

    @extend_schema(**schema.REGISTER_ENTRIES)
    def get(self, request: Request, unit: str, year: int) -> Response:
        query = Query.of_page(request, "q")
        entries = register_entries(self.unit(unit), year, words=query.text("q"))
        tell = partial(entry_told, with_applicant=self.may_read)
        return Response(page(request, query, entries.values(*COLUMNS), BY_NUMBER, tell))


class RegisterClosing(BookDoor):
    """The head closes a year that is over, for good."""

    @extend_schema(**schema.CLOSE_REGISTER)
    def post(self, request: Request, unit: str, year: int) -> Response:
        found = self.unit(unit)
        if not may_close_register(self.roles, found):
            raise ActRefused("not_head_of_register")
        done = close_register(actor=self.actor, at=self.now, unit_id=found.pk, year=year)
        status = HTTPStatus.OK if done else HTTPStatus.ACCEPTED
        return Response(_year(found, year, closed_register(found, year)), status=status)


class RegisterPdf(BookDoor):
    """Form 06 of a year, or of some days of it."""

    read_scope = Scope.DOCUMENTS_READ

    @extend_schema(**schema.REGISTER_PDF)
    def get(self, request: Request, unit: str, year: int) -> HttpResponse:
        query = Query(request, ("first_day", "last_day"))
        found = self.unit(unit)
        if not self.may_read:
            raise ActRefused("no_documents")
        first, last = query.day("first_day"), query.day("last_day")
        content = print_register(
            found,
            first_day=_in_year(first or date(year, 1, 1), year, "first_day"),
            last_day=_in_year(last or date(year, 12, 31), year, "last_day"),
            at=self.now,
        )
        return pdf(content, f"{found.code}-06-{year}")


def entry_told(row: Mapping[str, Any], *, with_applicant: bool) -> dict[str, Any]:
    """An entry of the register; the applicant is null for who reads dossiers without what lies in them."""
    applicant = {name: row[f"applicant__{name}"] for name in ("name", "address", "phone")}
    return {
        "number": row["register_number"],
        "dossier": str(row["ref"]),
        "dossier_code": row["code"],
        "state": row["state"],
        "procedure": row["procedure__code"],
        "procedure_name": row["procedure_version__name"],
        "agency": row["agency__code"],
        "agency_name": row["agency__name"],
        "received_at": told(row["received_at"]),
        "original_due_at": told(row["original_due_at"]),
        "due_at": told(row["due_at"]),
        "settled_at": told(row["settled_at"]),
        "returned_at": told(row["returned_at"]),
        "applicant": applicant if with_applicant and applicant["name"] is not None else None,
    }


def _year(unit: Agency, year: int, closed: RegisterYear | None) -> dict[str, Any]:
    return {
        "unit": unit.code,
        "year": year,
        "closed_at": told(closed.closed_at) if closed else None,
        "closed_by": officer_told(closed.closed_by) if closed else None,
        "entries": closed.entries if closed else None,
        "sha256": closed.sha256 if closed else None,
    }


def _in_year(day: date, year: int, name: str) -> date:
    if day.year != year:
        raise ActRefused("bad_span", field=name)
    return day
