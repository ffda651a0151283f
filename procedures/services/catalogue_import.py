"""Taking over an export of the catalogue: each row is accounted for, a change opens a version.

The import runs in one transaction under an advisory lock, so that two at once give what one
after the other would.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import structlog
from django.db import connection, transaction

from agencies.domain.roles import Role
from agencies.models import Agency
from procedures.domain.clock import StartRule
from procedures.domain.portal import PortalProcedure, counted_facts, parse_procedure
from procedures.domain.portal_fields import RowRejected
from procedures.models import Procedure, ProcedureVersion
from procedures.services.catalogue_writing import NewVersion, write_versions

logger = structlog.get_logger(__name__)

#: The export names no day of entry into force, so the first version known counts from the first
#: day of the calendar; later versions count from the day of their import.
FIRST_KNOWN_DAY = date(2018, 1, 1)
CATALOGUE_LOCK = 7_061_001

Rows = Iterable[object]
Progress = Callable[[Rows], Rows]


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    NEW_VERSION = "new_version"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RowReport:
    """One row of the file (counted from 1), what became of it and why."""

    row: int
    code: str
    outcome: Outcome
    reason: str = ""
    field: str = ""
    detail: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueImport:
    """The whole report: a line per row, and how often the file leaves something open."""

    reports: tuple[RowReport, ...]
    facts: dict[str, int] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        found = Counter(report.outcome for report in self.reports)
        return {outcome.value: found[outcome] for outcome in Outcome}


@dataclass(frozen=True, slots=True)
class _Known:
    """The catalogue as it stands when the import holds the lock."""

    agencies: dict[str, Agency]
    procedures: dict[str, Procedure]
    newest: dict[str, ProcedureVersion]


def import_catalogue(
    rows: Sequence[object],
    *,
    on: date,
    keep_existing: bool = False,
    progress: Progress = iter,
) -> CatalogueImport:
    """Take over the rows; what cannot be read is reported and the rest kept.

    A new procedure gets version 1; changed content closes the open version on day `on` and opens
    the next; running dossiers keep theirs. Settling agency, steps and the other own settings pass
    from version to version unless the row has them. `keep_existing` leaves known procedures alone.
    """
    parsed: list[tuple[int, PortalProcedure]] = []
    reports: list[RowReport] = []
    for number, row in enumerate(progress(rows), start=1):
        try:
            parsed.append((number, parse_procedure(row)))
        except RowRejected as error:
            reports.append(_rejection(number, _code_of(row), error))
    with transaction.atomic():
        _wait_for_turn()
        reports += _take_over(parsed, on=on, keep_existing=keep_existing)
    report = CatalogueImport(
        tuple(sorted(reports, key=lambda each: each.row)),
        counted_facts(procedure for _, procedure in parsed),
    )
    logger.info("catalogue_imported", **report.counts())
    return report


def _take_over(
    parsed: list[tuple[int, PortalProcedure]], *, on: date, keep_existing: bool
) -> list[RowReport]:
    known = _known([procedure.code for _, procedure in parsed])
    first_rows: dict[str, int] = {}
    reports, fresh = [], []
    for number, procedure in parsed:
        try:
            _refuse_second_row(procedure.code, first_rows, number)
            outcome, version = _plan(procedure, known, on=on, keep_existing=keep_existing)
        except RowRejected as error:
            reports.append(_rejection(number, procedure.code, error))
            continue
        if version is not None:
            fresh.append(version)
        reports.append(RowReport(number, procedure.code, outcome, remarks=procedure.remarks))
    write_versions(fresh)
    return reports


def _plan(
    procedure: PortalProcedure, known: _Known, *, on: date, keep_existing: bool
) -> tuple[Outcome, NewVersion | None]:
    """What the row asks for; raises `RowRejected` where the catalogue cannot follow it."""
    digest = procedure.digest()
    newest = known.newest.get(procedure.code)
    if newest is None:
        _refuse_unknown_words(procedure, known)
        subject = known.procedures.get(procedure.code) or Procedure(code=procedure.code)
        first_day = procedure.valid_from or FIRST_KNOWN_DAY
        return Outcome.CREATED, NewVersion(procedure, digest, first_day, known.agencies, subject)
    if keep_existing:
        return Outcome.KEPT, None
    if newest.content_digest == digest:
        return Outcome.UNCHANGED, None
    _refuse_unknown_words(procedure, known)
    closed_on = newest.procedure.closed_on
    if closed_on is not None and closed_on <= on:
        raise RowRejected("procedure_closed", "ma_thu_tuc", closed_on.isoformat())
    if newest.valid_to is not None and newest.valid_to > on:
        raise RowRejected("newer_version_exists", "ma_thu_tuc", newest.valid_to.isoformat())
    if newest.valid_from > on:
        raise RowRejected("newer_version_exists", "ma_thu_tuc", newest.valid_from.isoformat())
    return Outcome.NEW_VERSION, NewVersion(
        procedure, digest, on, known.agencies, newest.procedure, replaces=newest
    )


def _refuse_second_row(code: str, first_rows: dict[str, int], number: int) -> None:
    first = first_rows.setdefault(code, number)
    if first != number:
        raise RowRejected("code_twice", "ma_thu_tuc", f"{code}, {first}")


def _refuse_unknown_words(procedure: PortalProcedure, known: _Known) -> None:
    agency, rule = procedure.settling_agency, procedure.start_rule
    if agency and agency not in known.agencies:
        raise RowRejected("unknown_agency", "co_quan_giai_quyet", agency)
    if rule and rule not in set(StartRule):
        raise RowRejected("unknown_start_rule", "quy_tac_tinh", rule)
    for step in procedure.steps or ():
        if step.role and step.role not in set(Role):
            raise RowRejected("unknown_role", "quy_trinh_noi_bo", step.role)


def _known(codes: list[str]) -> _Known:
    newest = (
        ProcedureVersion.objects.filter(procedure__code__in=codes)
        .select_related("procedure", "settling_agency")
        .prefetch_related("steps")
        .order_by("procedure_id", "-number")
        .distinct("procedure_id")
    )
    return _Known(
        agencies={agency.code: agency for agency in Agency.objects.all()},
        procedures={p.code: p for p in Procedure.objects.filter(code__in=codes)},
        newest={version.procedure.code: version for version in newest},
    )


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CATALOGUE_LOCK])


def _code_of(row: object) -> str:
    code = row.get("ma_thu_tuc") if isinstance(row, dict) else None
    return code[:80] if isinstance(code, str) else ""


def _rejection(number: int, code: str, error: RowRejected) -> RowReport:
    return RowReport(number, code, Outcome.REJECTED, error.code, error.field, error.detail)
