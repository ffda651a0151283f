"""Lists of dossiers for doors that tell many: narrowed by what is asked, read as columns and not as objects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Model, Q, QuerySet

from agencies.models import Agency, Officer
from agencies.selectors import RoleSet
from agencies.selectors.prepared import Keys, Prepared
from agencies.selectors.remembered import named
from dossiers.domain.lateness import is_late
from dossiers.lifecycle import OPEN_STATES
from dossiers.models import Dossier
from dossiers.selectors.finding import named as called
from dossiers.selectors.visibility import visible_to
from procedures.models import ProcedureVersion

Row = dict[str, Any]

#: What is told of a dossier itself. Names come from memory: to plan a join of eight tables takes the
#: server two hundred times as long as to run it.
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
    """What a list is narrowed by; empty or None asks nothing. Procedures by code."""

    states: Sequence[str] = ()
    procedures: Sequence[str] = ()
    due_before: datetime | None = None
    overdue: bool | None = None
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
        "procedure__code__in": asked.procedures,
        "due_at__lt": asked.due_before,
    }
    if asked.external_ids:
        filters |= {"external_id__in": asked.external_ids, "submitted_by": asked.submitter}
    found = dossiers.filter(**{name: value for name, value in filters.items() if value})
    if asked.overdue is not None:
        found = found.filter(late_at(at)) if asked.overdue else found.exclude(late_at(at))
    return found


def read_rows(
    dossiers: QuerySet[Dossier],
    *,
    at: datetime,
    with_applicant: bool,
    columns: Sequence[str] = COLUMNS + APPLICANT_COLUMNS,
) -> list[Row]:
    """Each dossier, in order, as a dictionary of its columns, or of some, with names and `overdue` as of the moment.

    One query; one more a minute for each kind of names.
    """
    asked = dict.fromkeys([*columns, *_OF_LATENESS])
    if not with_applicant:
        asked = dict.fromkeys(column for column in asked if column not in APPLICANT_COLUMNS)
    order = tuple(map(str, dossiers.query.order_by or ("pk",)))
    found = _statement(tuple(asked), order)(page=dossiers.values("pk"))
    rows = [dict(zip(asked, values, strict=True)) for values in found]
    for row in rows:
        row["overdue"] = _is_late(row, at)
    return _with_names(rows)


#: Columns by which a row is known to be late.
_OF_LATENESS = ("state", "due_at", "late_from", "late_since")
_OPEN = frozenset(state.value for state in OPEN_STATES)


def _is_late(row: Row, at: datetime) -> bool:
    late = {name: row[name] for name in ("due_at", "late_from", "late_since")}
    return is_late(runs=row["state"] in _OPEN, at=at, **late)


@lru_cache(maxsize=64)
def _statement(columns: tuple[str, ...], order: tuple[str, ...]) -> Prepared:
    """The columns of the dossiers of a page. Which they are is asked inside it: that question the ORM writes each time anew."""
    page = Dossier.objects.filter(pk__in=Keys("page"))
    return Prepared(lambda: page.order_by(*order).values_list(*columns))


def _with_names(rows: list[Row]) -> list[Row]:
    """The rows with the names and codes of procedures, agencies and officers they have."""
    nodes = _those(Agency, rows, *_NODES.values(), columns=("code", "name"))
    versions = _those(
        ProcedureVersion,
        rows,
        "procedure_version_id",
        columns=("procedure__code", "name", "number"),
    )
    officers = _those(Officer, rows, "officer_id", columns=("username", "full_name"))
    for row in rows:
        row["procedure"] = versions.get(row.get("procedure_version_id"))
        row["officer"] = officers.get(row.get("officer_id"))
        for name, key in _NODES.items():
            row[name] = nodes.get(row.get(key))
    return rows


_NODES = {
    "receiving_unit": "receiving_unit_id",
    "agency": "agency_id",
    "unit": "unit_id",
    "forwarded_to": "forwarded_to_id",
}


def _those(
    model: type[Model], rows: Sequence[Row], *keys: str, columns: tuple[str, ...]
) -> Mapping[int | None, Row]:
    wanted = {row.get(key) for row in rows for key in keys} - {None}
    return named(model, wanted, columns)


def row_for(
    officer: Officer, key: str, *, at: datetime, roles: RoleSet, with_applicant: bool
) -> Row | None:
    """The columns of the dossier with a code or reference, if the officer may see it."""
    seen = visible_to(officer, at=at, roles=roles).filter(called(key))
    return next(iter(read_rows(seen, at=at, with_applicant=with_applicant)), None)


def row_of(dossier: Dossier, *, at: datetime) -> Row:
    """The columns of a dossier that the caller has just acted on, as it holds them, without the applicant."""
    row = {column: getattr(dossier, column) for column in COLUMNS}
    return _with_names([{**row, "overdue": dossier.is_overdue(at)}])[0]
