"""Each day between handing in and the return date: whether it counts and why, and the months as tables."""

from calendar import MONDAY, Calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from django.utils.translation import gettext

from procedures.domain.clock import Due, Skipped
from procedures.domain.limits import LimitUnit
from procedures.models import CalendarDay
from procedures.wording import skip_reason

#: Units whose days are numbered as they are counted.
NUMBERED = (LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY)


class Mark(StrEnum):
    """What a day is to the limit."""

    START = "start"
    COUNTED = "counted"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Day:
    """A day; `number` is its place among those counted, 0 where these have none."""

    date: date
    mark: Mark
    number: int = 0
    why: str = ""
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar, by weeks from Monday; None stands for a day of another month."""

    first: date
    weeks: tuple[tuple["Cell", ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a month's table; without a date it is another month's, without a day none of the limit's."""

    date: date | None
    day: Day | None


def days_of(answer: Due, departures: Mapping[date, CalendarDay]) -> list[Day]:
    """Every day of the run up to the due day; `departures` say by which notice a day is off or worked."""
    if answer.due_at is None:
        return []
    skipped = {each.date: each for each in answer.skipped}
    numbers = {day: number for number, day in enumerate(answer.counted, start=1)}
    first, last = answer.run_started_at.date(), answer.due_at.date()
    days = []
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        noted = departures.get(day)
        if day in skipped:
            days.append(Day(day, Mark.SKIPPED, why=_with_notice(_reason(skipped[day]), noted)))
        elif day in numbers:
            number = numbers[day] if answer.limit.unit in NUMBERED else 0
            why = _with_notice(noted.name, noted) if noted else ""
            days.append(Day(day, Mark.COUNTED, number=number, why=why, is_due=day == last))
        else:
            days.append(Day(day, Mark.START, why=_start_reason(answer)))
    return days
