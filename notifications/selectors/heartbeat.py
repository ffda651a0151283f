"""Whether the sweep and the other periodic jobs run: never run is unknown, not down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from notifications.models import JobRun, SweepRun

#: Three missed turns of the ten-minute schedule.
PATIENCE = timedelta(minutes=30)
#: The task whose runs `SweepRun` records, whoever starts them.
SWEEP_TASK = "notifications.sweep"


class Pulse(StrEnum):
    """`late`: no run has finished for longer than is patiently waited for."""

    UNKNOWN = "unknown"
    ALIVE = "alive"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The pulse and when the last run finished."""

    pulse: Pulse
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobBeat:
    """The heartbeat of one job, with its last failure if no run has succeeded since."""

    name: str
    beat: Heartbeat
    failed_at: datetime | None = None
    error: str = ""


def heartbeat(*, at: datetime) -> Heartbeat:
    """The sweep's pulse at a moment, by the database's record of finished sweeps."""
    return _beat(_last_sweep(), PATIENCE, at)


def job_beats(patience: Mapping[str, timedelta], *, at: datetime) -> list[JobBeat]:
    """The heartbeat of each of the jobs named, which are given so long for a run."""
    runs = {run.name: run for run in JobRun.objects.filter(name__in=patience)}
    return [_job_beat(name, runs.get(name), allowed, at) for name, allowed in patience.items()]


def _job_beat(name: str, run: JobRun | None, allowed: timedelta, at: datetime) -> JobBeat:
    finished = [_last_sweep()] if name == SWEEP_TASK else []
    if run is None:
        return JobBeat(name, _beat(max(filter(None, finished), default=None), allowed, at))
    last = max(filter(None, [*finished, run.finished_at]), default=None)
    beat = _beat(last, allowed, at)
    if last is None and at - run.started_at > allowed:
        beat = Heartbeat(Pulse.LATE, None)  # it starts and never comes to its end
    return JobBeat(name, beat, run.failed_at if run.error else None, run.error)


def _beat(last: datetime | None, allowed: timedelta, at: datetime) -> Heartbeat:
    if last is None:
        return Heartbeat(Pulse.UNKNOWN, None)
    return Heartbeat(Pulse.ALIVE if at - last <= allowed else Pulse.LATE, last)


def _last_sweep() -> datetime | None:
    finished = SweepRun.objects.exclude(finished_at=None).order_by("-finished_at")
    return finished.values_list("finished_at", flat=True).first()
