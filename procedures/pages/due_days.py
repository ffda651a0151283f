"""Each day between handing in and the return date: whether it counts and why, and the months as tables."""

from calendar import MONDAY, Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
class Cell:
    """A field of a month's table; `day` is None outside the time from handing in to the due day."""

    date: date
    day: Day | None


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its weeks from Monday; None stands for a day of the month before or after."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]


def days_of(answer: Due, departures: Mapping[date, CalendarDay]) -> list[Day]:
    """Every day from the one the limit starts on to the due day.

    `departures` say by which notice a day is off or worked. Empty while the clock stands still.
    """
    if answer.due_at is None:
        return []
    skipped = {each.date: each for each in answer.skipped}
    numbers = {day: number for number, day in enumerate(answer.counted, start=1)}
    first, last = answer.run_started_at.date(), answer.due_at.date()
    return [
        _day(day, answer, skipped.get(day), numbers.get(day), departures.get(day))
        for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    ]


def months_of(days: Sequence[Day]) -> list[Month]:
    """The months that the days lie in, as tables."""
    by_date = {day.date: day for day in days}
    firsts = sorted({day.date.replace(day=1) for day in days})
    return [_month(first, by_date) for first in firsts]


def _day(
    day: date,
    answer: Due,
    skipped: Skipped | None,
    number: int | None,
    noted: CalendarDay | None,
) -> Day:
    if skipped is not None:
        return Day(day, Mark.SKIPPED, why=_with_notice(skip_reason(skipped), noted))
    if number is None:
        return Day(day, Mark.START, why=_no_part(answer))
    return Day(
        day,
        Mark.COUNTED,
        number=number if answer.limit.unit in NUMBERED else 0,
        why=_with_notice(noted.name, noted) if noted else "",
        is_due=answer.due_at is not None and day == answer.due_at.date(),
    )


def _no_part(answer: Due) -> str:
    """Why the first day has no part in the limit."""
    if answer.limit.unit.is_counted_in_days:
        return gettext("the day itself does not count")
    return gettext("no office time left on this day")


def _with_notice(reason: str, noted: CalendarDay | None) -> str:
    """The reason, with the official notice it rests on where one is known."""
    if noted is None or not noted.notice:
        return reason
    notice = gettext("by %(notice)s") % {"notice": noted.notice}
    return f"{reason} ({notice})"


def _month(first: date, days: Mapping[date, Day]) -> Month:
    weeks = Calendar(MONDAY).monthdatescalendar(first.year, first.month)
    return Month(
        first=first,
        weeks=tuple(
            tuple(Cell(day, days.get(day)) if day.month == first.month else None for day in week)
            for week in weeks
        ),
    )
