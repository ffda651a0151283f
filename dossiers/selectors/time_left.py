"""Time left of many dossiers, told from what stands on them, without folding each history."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dossiers.models import Dossier, DossierEvent
from dossiers.selectors.clock import time_limit
from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock import ClockKind, TimeLeft, time_left
from procedures.domain.limits import TimeLimit
from procedures.domain.zone import local

_COUNTED_FROM = [ClockKind.START.value, ClockKind.ARRIVE.value, ClockKind.RESTART.value]


@dataclass(frozen=True, slots=True)
class CachedClock:
    """What `time_left` needs to know of a clock; moments are local."""

    limit: TimeLimit
    due_at: datetime
    late_from: datetime
    run_started_at: datetime


def with_run_start(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Annotated with the moment from which the present run is counted, for `time_left_of`."""
    starts = DossierEvent.objects.filter(dossier=OuterRef("pk"), clock__in=_COUNTED_FROM)
    began = Subquery(starts.order_by("-sequence").values("at")[:1])
    return dossiers.annotate(run_started_at=Coalesce(began, "received_at"))


def time_left_of(dossier: Dossier, calendar: WorkCalendar, *, at: datetime) -> TimeLeft | None:
    """Time left, or how late, of a dossier read by `with_run_start`; None while its clock stands still."""
    if not dossier.is_open or dossier.due_at is None or dossier.late_from is None:
        return None
    clock = CachedClock(
        limit=time_limit(dossier),
        due_at=local(dossier.due_at),
        late_from=local(dossier.late_from),
        run_started_at=local(dossier.run_started_at),
    )
    return time_left(clock, calendar, at=at)
