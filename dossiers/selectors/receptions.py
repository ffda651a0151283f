"""What a counter has been receiving lately, and how it keeps the limit of submissions."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from agencies.models import Agency
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier, Violation
from dossiers.selectors.time_left import CachedClock
from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock import TimeLeft, time_left
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.rulesets import ruleset_by_code
from procedures.domain.zone import local

S = DossierState
#: How far back is looked.
LAST_DOSSIERS = 200


def recent_procedures(units: Iterable[Agency]) -> list[int]:
    """Keys of the procedures among the last dossiers of units, what they receive most often first."""
    latest = (
        Dossier.objects.filter(receiving_unit__in=units)
        .order_by("-pk")
        .values_list("procedure_id", flat=True)[:LAST_DOSSIERS]
    )
    return [procedure for procedure, _times in Counter(latest).most_common()]


def reception_left(dossier: Dossier, calendar: WorkCalendar, *, at: datetime) -> TimeLeft | None:
    """Working hours left to answer a submission, or how late it is; None once it has been answered."""
    if dossier.state != DossierState.SUBMITTED or dossier.reception_due_at is None:
        return None
    due_at = local(dossier.reception_due_at)
    hours = ruleset_by_code(dossier.ruleset).reception_hours_of(dossier.channel)
    clock = CachedClock(
        limit=TimeLimit(hours, LimitUnit.WORKING_HOUR),
        due_at=due_at,
        late_from=due_at,
        run_started_at=local(dossier.submitted_at or dossier.reception_due_at),
    )
    return time_left(clock, calendar, at=at)


@dataclass(frozen=True, slots=True)
class ReceptionFigure:
    """Submissions of one unit whose limit ended in a period."""

    unit_code: str
    unit_name: str
    in_time: int
    late: int

    @property
    def all(self) -> int:
        return self.in_time + self.late


def reception_figures(
    *, since: datetime, until: datetime, units: Collection[int] | None = None
) -> list[ReceptionFigure]:
    """By receiving unit, submissions to be answered from `since` to before `until`: in time, late or not at all.

    The last limit of each submission counts; one that came back from its applicant has had another
    before, whose lateness stands among the violations. What is still waiting in time is left out.
    """
    ended = Dossier.objects.filter(reception_due_at__gte=since, reception_due_at__lt=until)
    if units is not None:
        ended = ended.filter(receiving_unit__in=units)
    missed = Violation.objects.filter(
        kind=Violation.Kind.RECEPTION_LATE,
        due_at=F("dossier__reception_due_at"),
        dossier__in=ended,
    )
    late = _by_unit(missed, "dossier__receiving_unit", answered=~Q(dossier__state=S.SUBMITTED))
    found = _by_unit(ended, "receiving_unit", answered=~Q(state=S.SUBMITTED))
    units_named = Agency.objects.filter(pk__in=found).order_by("code")
    return [
        ReceptionFigure(
            code, name, in_time=found[pk][1] - late.get(pk, (0, 0))[1], late=late.get(pk, (0, 0))[0]
        )
        for pk, code, name in units_named.values_list("pk", "code", "name")
    ]


def _by_unit(rows: QuerySet[Any], unit: str, *, answered: Q) -> dict[int, tuple[int, int]]:
    """How many rows each unit has, and how many of them are of dossiers answered since."""
    counted = rows.order_by().values_list(unit)
    return {
        pk: (every, done)
        for pk, every, done in counted.annotate(
            every=Count("pk"), done=Count("pk", filter=answered)
        )
    }
