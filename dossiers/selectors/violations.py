"""Duties missed: which an officer answers for or watches over, and how many of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from agencies.models import Officer
from agencies.selectors import RoleSet
from dossiers.models import Violation
from dossiers.selectors.visibility import visible_to


@dataclass(frozen=True, slots=True)
class ViolationCount:
    """How often an agency failed one duty."""

    agency_code: str
    agency_name: str
    kind: Violation.Kind
    count: int


def violations_for(
    officer: Officer, *, at: datetime, roles: RoleSet | None = None
) -> QuerySet[Violation]:
    """The violations on the dossiers an officer may see."""
    return Violation.objects.filter(dossier__in=visible_to(officer, at=at, roles=roles))


def count_violations(
    violations: QuerySet[Violation],
    *,
    since: datetime,
    until: datetime,
    kinds: Iterable[Violation.Kind] = tuple(Violation.Kind),
) -> list[ViolationCount]:
    """Those found from `since` to before `until`, by agency at fault and kind; nothing where there is none."""
    found = (
        violations.filter(found_at__gte=since, found_at__lt=until, kind__in=list(kinds))
        .order_by("agency__code", "kind")
        .values_list("agency__code", "agency__name", "kind")
        .annotate(count=Count("pk"))
    )
    return [
        ViolationCount(code, name, Violation.Kind(kind), count) for code, name, kind, count in found
    ]
