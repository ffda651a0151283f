"""Calendars and shorthand for the tests of the clock."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path

from procedures.domain.calendar import WorkCalendar
from procedures.domain.calendar_file import CalendarRow, calendar_of, parse_calendar
from procedures.domain.clock import ClockEvent, ClockKind
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.zone import OFFICE_ZONE

SHIPPED = Path(__file__).parents[3] / "procedures" / "data" / "calendar.csv"


@cache
def official() -> WorkCalendar:
    """The calendar the project ships, with Nghệ An's office hours."""
    return calendar_of(parse_calendar(SHIPPED.read_text(encoding="utf-8-sig")), version=1)


def official_but_closed(*days: str) -> WorkCalendar:
    """The shipped calendar with more days off."""
    rows = parse_calendar(SHIPPED.read_text(encoding="utf-8-sig"))
    more = [CalendarRow(day(text), False, "Nghỉ đột xuất", "1/TB-X", "") for text in days]
    return calendar_of([*rows, *more], version=2)


def moment(text: str) -> datetime:
    """`2026-11-19T16:40` on the office's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def day(text: str) -> date:
    return date.fromisoformat(text)


def limit(text: str) -> TimeLimit:
    """`5 working_day`."""
    value, unit = text.split()
    return TimeLimit(int(value), LimitUnit(unit))


def events(words: str | Iterable[str]) -> list[ClockEvent]:
    """`stop@2026-11-23T09:00 extend@AT>UNTIL`, parted by blanks."""
    told = words.split() if isinstance(words, str) else words
    return [_event(word) for word in told]


def _event(word: str) -> ClockEvent:
    kind, _, moments = word.partition("@")
    at, _, until = moments.partition(">")
    return ClockEvent(ClockKind(kind), moment(at), moment(until) if until else None)
