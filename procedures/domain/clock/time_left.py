"""How much time is left, or how late it is, in the words people count in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock.events import office_moment
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.office_hours import HOUR

#: Hours of a working day as offices reckon them: an hour is an eighth of a working day.
HOURS_A_DAY = 8
MINUTE = HOUR // 60
#: Units told in hours and minutes, never in days.
TOLD_IN_HOURS = frozenset({LimitUnit.WORKING_HOUR, LimitUnit.CLOCK_HOUR, LimitUnit.SAME_DAY})


class Told(Protocol):
    """What is asked of a clock's answer: `Due` has it, and so has what lists keep of one. Moments are local."""

    @property
    def limit(self) -> TimeLimit: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def late_from(self) -> datetime | None: ...
    @property
    def run_started_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Whole days, hours and minutes to the due moment, or past it when `late`; rounded down."""

    late: bool
    days: int = 0
    hours: int = 0
    minutes: int = 0


def time_left(answer: Told, calendar: WorkCalendar, *, at: datetime) -> TimeLeft | None:
    """Time left at a moment, in the limit's own unit; None while the clock stands still.

    Working days and hours run in office time, days and months by the calendar. It is late from
    `late_from` on, which for limits in days comes after the due moment: in between none is left.
    """
    due_at, late_from = answer.due_at, answer.late_from
    if due_at is None or late_from is None:
        return None
    now = office_moment(at)
    late = now >= late_from
    unit = answer.limit.unit
    if unit is LimitUnit.WORKING_DAY:
        return _in_working_days(calendar, answer, now, late=late)
    first, last = (due_at, now) if late else (now, max(now, due_at))
    if unit in TOLD_IN_HOURS:
        clock_time = (last - first) // timedelta(microseconds=1)
        is_office = unit is not LimitUnit.CLOCK_HOUR
        amount = calendar.office_time(first, last) if is_office else clock_time
        return TimeLeft(late, hours=amount // HOUR, minutes=amount % HOUR // MINUTE)
    days = (last.date() - first.date()).days
    if days:
        return TimeLeft(late, days=days)
    minutes = (last - first) // timedelta(minutes=1)
    return TimeLeft(late, hours=minutes // 60, minutes=minutes % 60)


def _in_working_days(
    calendar: WorkCalendar, answer: Told, now: datetime, *, late: bool
) -> TimeLeft:
    assert answer.due_at is not None  # noqa: S101 -- told by the caller
    # The day of reception does not count: on it the whole limit is still left.
    origin = Fraction(calendar.count(answer.run_started_at.date()))
    reached = max(_position(calendar, now), origin)
    due = max(_position(calendar, answer.due_at), origin)
    eighths = max(reached - due if late else due - reached, Fraction()) * HOURS_A_DAY
    days, hours = divmod(int(eighths), HOURS_A_DAY)
    minutes = 0 if days or hours else int(eighths * 60)
    return TimeLeft(late, days, hours, minutes)


@lru_cache(maxsize=1024)
def _position(calendar: WorkCalendar, moment: datetime) -> Fraction:
    """In a list every row asks for the same moment, and most are due at the close of some day."""
    return calendar.position(moment)
