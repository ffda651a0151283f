"""The heartbeat of the periodic jobs, told to those who answer for the system running."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from agencies.admin.permissions import may_watch_system
from notifications.selectors import JobBeat, job_beats
from notifications.selectors.heartbeat import Pulse
from reports.selectors.jobs import Watched


@dataclass(frozen=True, slots=True)
class LateJob:
    """A job that has not come to its end for too long."""

    label: str
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Jobs:
    """What the page says of them; `newest` is the moment of the last run that ended."""

    late: list[LateJob]
    unknown: list[str]
    newest: datetime | None


def jobs_told(request: HttpRequest, watched: Watched, *, at: datetime) -> Jobs | None:
    """The jobs' pulse at a moment; None for those it does not concern."""
    if not may_watch_system(request):
        return None
    beats = job_beats(watched.patience, at=at)
    finished = [each.beat.finished_at for each in beats if each.beat.finished_at]
    return Jobs(
        late=[
            LateJob(_label(watched, each), each.beat.finished_at)
            for each in beats
            if each.beat.pulse is Pulse.LATE
        ],
        unknown=[_label(watched, each) for each in beats if each.beat.pulse is Pulse.UNKNOWN],
        newest=max(finished, default=None),
    )


def _label(watched: Watched, beat: JobBeat) -> str:
    return str(watched.labels[beat.name])
