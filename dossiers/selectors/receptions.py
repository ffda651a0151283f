"""What a counter has been receiving lately, and how it keeps the limit of submissions."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from agencies.models import Agency
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier, Violation
from dossiers.selectors.time_left import CachedClock
from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock import TimeLeft, time_left
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.rulesets import ruleset_by_code
from procedures.domain.zone import local

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
    missed = Exists(
        Violation.objects.filter(
            dossier=OuterRef("pk"),
            kind=Violation.Kind.RECEPTION_LATE,
            due_at=OuterRef("reception_due_at"),
        )
    )
    found = (
        ended.annotate(missed=missed)
        .order_by("receiving_unit__code")
        .values_list("receiving_unit__code", "receiving_unit__name")
        .annotate(
            in_time=Count("pk", filter=~Q(state=DossierState.SUBMITTED) & Q(missed=False)),
            late=Count("pk", filter=Q(missed=True)),
        )
    )
    return [ReceptionFigure(*row) for row in found]
