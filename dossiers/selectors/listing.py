"""Lists of dossiers for doors that tell many: narrowed by what is asked, read as columns and not as objects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from agencies.models import Officer
from agencies.selectors import RoleSet
from dossiers.lifecycle import OPEN_STATES
from dossiers.models import Dossier
from dossiers.selectors.finding import named, search_dossiers
from dossiers.selectors.visibility import visible_to

#: What is told of a dossier, by its path from the dossier; joined, never fetched one by one.
COLUMNS = (
    "id",
    "ref",
    "code",
    "state",
    "version",
    "procedure__code",
    "procedure_version__name",
    "procedure_version__number",
    "case",
    "channel",
    "result_delivery",
    "receiving_unit__code",
    "receiving_unit__name",
    "agency__code",
    "agency__name",
    "unit__code",
    "unit__name",
    "officer__username",
    "officer__full_name",
    "step",
    "run",
    "ruleset",
    "limit_value",
    "limit_unit",
    "submitted_at",
    "received_at",
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
    found = dossiers.filter(**{name: value for name, value in filters.items() if value})
    if asked.overdue is not None:
        found = found.filter(late_at(at)) if asked.overdue else found.exclude(late_at(at))
    return search_dossiers(found, asked.words)


def as_rows(
    dossiers: QuerySet[Dossier], *, at: datetime, with_applicant: bool
) -> QuerySet[Dossier, dict[str, Any]]:
    """Each dossier as a dictionary of its columns, with `overdue` as of the moment."""
    columns = COLUMNS + APPLICANT_COLUMNS if with_applicant else COLUMNS
    return dossiers.annotate(overdue=late_at(at)).values(*columns, "overdue")


def row_for(
    officer: Officer, key: str, *, at: datetime, roles: RoleSet, with_applicant: bool
) -> dict[str, Any] | None:
    """The columns of the dossier with a code or reference, if the officer may see it (one query)."""
    seen = visible_to(officer, at=at, roles=roles).filter(named(key))
    return as_rows(seen, at=at, with_applicant=with_applicant).first()


def row_of(dossier_id: int, *, at: datetime) -> dict[str, Any]:
    """The columns of a dossier that the caller has just acted on, without the applicant."""
    return as_rows(Dossier.objects.filter(pk=dossier_id), at=at, with_applicant=False).get()
