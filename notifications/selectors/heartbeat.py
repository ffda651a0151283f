"""Whether the sweep runs: never run is unknown, not down."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from notifications.models import SweepRun

#: Three missed turns of the ten-minute schedule.
PATIENCE = timedelta(minutes=30)


class Pulse(StrEnum):
    """`late`: no sweep has finished for longer than `PATIENCE`."""

    UNKNOWN = "unknown"
    ALIVE = "alive"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The pulse and when the last sweep finished."""

    pulse: Pulse
    finished_at: datetime | None


def heartbeat(*, at: datetime) -> Heartbeat:
    """The pulse at a moment, by the database's record of finished sweeps."""
    finished = SweepRun.objects.exclude(finished_at=None).order_by("-finished_at")
    last = finished.values_list("finished_at", flat=True).first()
    if last is None:
        return Heartbeat(Pulse.UNKNOWN, None)
    return Heartbeat(Pulse.ALIVE if at - last <= PATIENCE else Pulse.LATE, last)
