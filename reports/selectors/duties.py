"""What should have been done and was not: one number each, as the clock stands."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from dossiers.selectors.announcements import Standing, announcements_for, standing
from dossiers.selectors.feedback import feedback_for
from dossiers.selectors.figures import Figure, counted
from dossiers.selectors.violations import violations_for
from notifications.models import DelayNotice
from notifications.selectors.apologies import owed_after_settling, without_apology
from notifications.selectors.visible import missing_at
from procedures.domain.zone import day_start, local_day
from reports.selectors.scope import Scope

#: Days over which duties missed are counted, as in the list of them.
VIOLATION_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """How many of each: dossiers, notices, submissions, announcements, violations, feedback.

    `telling_late` is None where one agency is asked for: telling is the one-stop unit's duty.
    """

    without_apology: int
    owed_after_settling: int
    notices_missing: int
    unanswered: int
    telling_late: int | None
    violations: int
    feedback_open: int
    feedback_late: int


def duties(scope: Scope) -> Duties:
    """The numbers of the officer's scope (a fixed number of queries)."""
    feedback = _feedback(scope)
    return Duties(
        without_apology=without_apology(scope.standing(), at=scope.at).count(),
        owed_after_settling=owed_after_settling(scope.standing()).count(),
        notices_missing=_notices_missing(scope),
        unanswered=scope.standing().filter(counted(Figure.UNANSWERED, at=scope.at)).count(),
        telling_late=_telling_late(scope),
        violations=_violations(scope),
        feedback_open=feedback["open"],
        feedback_late=feedback["late"],
    )


def _of_agency(scope: Scope) -> Q:
    return Q(agency=scope.agency) if scope.agency else Q()


def _notices_missing(scope: Scope) -> int:
    notices = DelayNotice.objects.filter(dossier__in=scope.standing())
    return notices.filter(missing_at(scope.at), _of_agency(scope)).count()


def _telling_late(scope: Scope) -> int | None:
    if scope.agency:
        return None
    announcements = announcements_for(scope.officer, at=scope.at, roles=scope.roles)
    return announcements.filter(standing(Standing.LATE, at=scope.at)).count()


def _violations(scope: Scope) -> int:
    since = day_start(local_day(scope.at) - timedelta(days=VIOLATION_DAYS))
    found = violations_for(scope.officer, at=scope.at, roles=scope.roles)
    return found.filter(_of_agency(scope), found_at__gte=since).count()


def _feedback(scope: Scope) -> dict[str, int]:
    waiting = feedback_for(scope.officer, at=scope.at, roles=scope.roles).filter(
        _of_agency(scope), answered_at__isnull=True
    )
    numbers: dict[str, int] = waiting.aggregate(
        open=Count("pk"), late=Count("pk", filter=Q(answer_by__lt=scope.at))
    )
    return numbers
