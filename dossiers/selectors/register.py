"""The register of a one-stop unit: who may read it, its entries, and its lines as form 06 prints them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT

from agencies.domain.roles import COUNTER_ROLES, Role
from agencies.models import Agency
from agencies.selectors import RoleSet
from dossiers.forms import RegisterLine
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier, DossierEvent, FormCounter, HandOver, RegisterYear
from dossiers.selectors.finding import search_dossiers
from procedures.domain.zone import day_start

S = DossierState

#: The register's book among an agency's counters of papers.
BOOK = "06"
_LEFT = (HandOver.Kind.TRANSFER, HandOver.Kind.FORWARD)
#: How a dossier left the office without a result.
_ENDED = {S.WITHDRAWN: "withdrawn", S.STOPPED: "stopped"}


def register_units(roles: RoleSet) -> QuerySet[Agency]:
    """One-stop units whose register the officer may read: the own ones, or with oversight every one."""
    own = roles.nodes(*COUNTER_ROLES) | roles.homes(*COUNTER_ROLES)
    watches = roles.has(Role.OVERSIGHT)
    if not (own or watches):
        return Agency.objects.none()
    units = Agency.objects.one_stop().order_by("code")
    return units if watches else units.filter(pk__in=own)


def may_close_register(roles: RoleSet, unit: Agency) -> bool:
    """The head of the one-stop unit closes its register, by right (Circular 01/2018/TT-VPCP, art. 10.2)."""
    return any(
        held.role == Role.CENTRE_HEAD and held.delegation is None and held.home_id == unit.home_id
        for held in roles.capacities
    )


def register_years(unit: Agency) -> list[int]:
    """The years in which the unit has entered dossiers, the latest first: those of whose book a number was drawn."""
    books = FormCounter.objects.filter(agency=unit, kind=BOOK, last__gt=0)
    return list(books.order_by("-year").values_list("year", flat=True))


def closed_register(unit: Agency, year: int) -> RegisterYear | None:
    """The closing of a year's register, without its file; None while it is open."""
    found = RegisterYear.objects.filter(unit=unit, year=year).select_related("closed_by")
    return found.defer("pdf").first()


def register_entries(unit: Agency, year: int, *, words: str = "") -> QuerySet[Dossier]:
    """The dossiers of a year's register by number; narrowed by words of the name, or a code."""
    entered = Dossier.objects.filter(receiving_unit=unit, register_year=year)
    return search_dossiers(entered, words).order_by("register_number")


def entries_received(unit: Agency, year: int, first: date, last: date) -> QuerySet[Dossier]:
    """Those of them received from one day to another, both included."""
    return register_entries(unit, year).filter(
        received_at__gte=day_start(first), received_at__lt=day_start(last + timedelta(days=1))
    )


def register_lines(unit: Agency, year: int, first: date, last: date) -> tuple[RegisterLine, ...]:
    """The lines of the dossiers received from one day to another, both included (two queries).

    A dossier transferred several times, after a supplement, shows the first transfer and the last result.
    """
    rows = list(_rows(unit, year, first, last))
    moved = _moved(row["id"] for row in rows)
    nothing: dict[str, Any] = {"left": None, "back": None}
    return tuple(_line(row, moved.get(row["id"], nothing)) for row in rows)


def _rows(unit: Agency, year: int, first: date, last: date) -> Iterable[dict[str, Any]]:
    handed_out = DossierEvent.objects.filter(dossier=OuterRef("pk"), act="return_result")
    return (
        entries_received(unit, year, first, last)
        .annotate(
            how=Subquery(
                handed_out.order_by("-sequence").annotate(way=KT("facts__how")).values("way")[:1]
            )
        )
        .values(
            *("id", "register_number", "code", "state", "outcome", "run", "how"),
            *("received_at", "due_at", "original_due_at", "reappointed_at"),
            *("returned_at", "closed_at", "settled_at"),
            "procedure_version__name",
            "agency__name",
            "applicant__name",
            "applicant__address",
            "applicant__phone",
        )
    )


def _moved(dossier_ids: Iterable[int]) -> dict[int, dict[str, datetime | None]]:
    """When each dossier first left the one-stop unit, and when its result came back last."""
    found = (
        HandOver.objects.filter(dossier_id__in=list(dossier_ids))
        .values("dossier_id")
        .annotate(
            left=Min("at", filter=Q(kind__in=_LEFT)),
            back=Max("at", filter=Q(kind=HandOver.Kind.RESULT)),
        )
    )
    return {row["dossier_id"]: row for row in found}


def _line(row: dict[str, Any], moved: dict[str, Any]) -> RegisterLine:
    ended = _ENDED.get(row["state"], "")
    address = (row["applicant__address"], row["applicant__phone"])
    return RegisterLine(
        number=row["register_number"],
        code=row["code"],
        procedure=row["procedure_version__name"],
        applicant=row["applicant__name"] or "",
        address="\n".join(text for text in address if text),
        lead_agency=row["agency__name"],
        received_at=row["received_at"],
        due_at=row["due_at"] or row["original_due_at"],
        first_due_at=row["original_due_at"] if row["reappointed_at"] else None,
        transferred_at=moved["left"],
        result_at=moved["back"] or row["settled_at"],
        returned_at=row["returned_at"],
        how=row["how"] or "",
        ending=ended or ("refused" if row["outcome"] == "refused" else ""),
        ended_at=row["closed_at"] if ended else None,
        restarted=row["run"] > 1,
    )
