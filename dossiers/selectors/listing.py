"""Lists of dossiers for doors that tell many: narrowed by what is asked, read as columns and not as objects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from agencies.models import Agency, Officer
from agencies.selectors import RoleSet
from dossiers.lifecycle import OPEN_STATES
from dossiers.models import Dossier
from dossiers.selectors.finding import named, search_dossiers
from dossiers.selectors.visibility import visible_to
from procedures.models import ProcedureVersion

Row = dict[str, Any]

#: What is told of a dossier itself. Names are asked for apart: to plan a join of eight tables takes
#: the server two hundred times as long as to run it.
COLUMNS = (
    "id",
    "ref",
    "code",
    "state",
    "version",
    "procedure_version_id",
    "case",
    "channel",
    "result_delivery",
    "receiving_unit_id",
    "agency_id",
    "unit_id",
    "officer_id",
    "forwarded_to_id",
    "external_id",
    "step",
    "run",
    "ruleset",
    "limit_value",
    "limit_unit",
    "submitted_at",
    "received_at",
    "arrived_at",
    "transfer_due_at",
    "due_at",
    "original_due_at",
    "late_from",
    "late_since",
    "due_is_provisional",
    "reappointed_at",
    "settled_at",
    "returned_at",
    "closed_at",
    "outcome",
    "result",
)
APPLICANT_COLUMNS = (
    "applicant__kind",
    "applicant__name",
    "applicant__identity_number",
    "applicant__address",
    "applicant__phone",
    "applicant__email",
    "applicant__notify_by",
    "applicant__subject",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list is narrowed by; empty or None asks nothing. Agencies and procedures by code."""

    states: Sequence[str] = ()
    agencies: Sequence[str] = ()
    procedures: Sequence[str] = ()
    due_before: datetime | None = None
    overdue: bool | None = None
    words: str = ""
    external_ids: Sequence[str] = ()
    #: Whose numbers these are: another submitter may have given the same.
    submitter: Officer | None = None


def late_at(at: datetime) -> Q:
    """Late at a moment, as `Dossier.is_overdue` says it of one."""
    running_late = Q(
        state__in=[state.value for state in OPEN_STATES], due_at__isnull=False, late_from__lte=at
    )
    return Q(late_since__isnull=False) | running_late


def narrowed(dossiers: QuerySet[Dossier], asked: Asked, *, at: datetime) -> QuerySet[Dossier]:
    """The dossiers that answer to everything asked."""
    filters: dict[str, Any] = {
        "state__in": asked.states,
        "agency__code__in": asked.agencies,
        "procedure__code__in": asked.procedures,
        "due_at__lt": asked.due_before,
    }
    if asked.external_ids:
        filters |= {"external_id__in": asked.external_ids, "submitted_by": asked.submitter}
    found = dossiers.filter(**{name: value for name, value in filters.items() if value})
    if asked.overdue is not None:
        found = found.filter(late_at(at)) if asked.overdue else found.exclude(late_at(at))
    return search_dossiers(found, asked.words)


def as_rows(
    dossiers: QuerySet[Dossier],
    *,
    at: datetime,
    with_applicant: bool,
    columns: Sequence[str] = COLUMNS + APPLICANT_COLUMNS,
) -> QuerySet[Dossier, Row]:
    """Each dossier as a dictionary of its columns, or of some, with `overdue` as of the moment."""
    if not with_applicant:
        columns = [column for column in columns if column not in APPLICANT_COLUMNS]
    rows: QuerySet[Dossier, Row] = dossiers.annotate(overdue=late_at(at)).values(
        *columns, "overdue"
    )
    return rows


def with_names(rows: Sequence[Row]) -> list[Row]:
    """The rows with the names and codes of procedures, agencies and officers they have (three queries at most)."""
    agencies = _named(
        Agency,
        rows,
        *("receiving_unit_id", "agency_id", "unit_id", "forwarded_to_id"),
        columns=("code", "name"),
    )
    versions = _named(
        ProcedureVersion,
        rows,
        "procedure_version_id",
        columns=("procedure__code", "name", "number"),
    )
    officers = _named(Officer, rows, "officer_id", columns=("username", "full_name"))
    return [
        {
            **row,
            "procedure": versions.get(row.get("procedure_version_id")),
            "receiving_unit": agencies.get(row.get("receiving_unit_id")),
            "agency": agencies.get(row.get("agency_id")),
            "unit": agencies.get(row.get("unit_id")),
            "forwarded_to": agencies.get(row.get("forwarded_to_id")),
            "officer": officers.get(row.get("officer_id")),
        }
        for row in rows
    ]


def _named(
    model: type[Model], rows: Sequence[Row], *keys: str, columns: tuple[str, ...]
) -> dict[int | None, Row]:
    wanted = {row.get(key) for row in rows for key in keys} - {None}
    if not wanted:
        return {}
    found = model._default_manager.filter(pk__in=wanted).values("pk", *columns)
    return {each["pk"]: each for each in found}


def row_for(
    officer: Officer, key: str, *, at: datetime, roles: RoleSet, with_applicant: bool
) -> Row | None:
    """The columns of the dossier with a code or reference, if the officer may see it."""
    seen = visible_to(officer, at=at, roles=roles).filter(named(key))
    found = as_rows(seen, at=at, with_applicant=with_applicant).order_by()[:1]
    return next(iter(with_names(list(found))), None)


def row_of(dossier: Dossier, *, at: datetime) -> Row:
    """The columns of a dossier that the caller has just acted on, as it holds them, without the applicant."""
    row = {column: getattr(dossier, column) for column in COLUMNS}
    return with_names([{**row, "overdue": dossier.is_overdue(at)}])[0]
