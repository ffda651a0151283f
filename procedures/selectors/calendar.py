"""The working calendar as the database holds it, built once per edition."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from functools import lru_cache

from agencies.selectors.prepared import Prepared
from procedures.domain.calendar import WorkCalendar
from procedures.domain.office_hours import NGHE_AN_HOURS, Season, SeasonalHours
from procedures.domain.office_hours import OfficeHours as DayHours
from procedures.models import CalendarDay, CalendarEdition, CalendarYear, DayKind, OfficeHours

#: Seasons are days of the year; a leap year has them all.
LEAP_YEAR = 2024

_held: ContextVar[WorkCalendar | None] = ContextVar("held_calendar", default=None)


def work_calendar() -> WorkCalendar:
    """The calendar of the latest edition; one query when this process has built it before.

    Without any edition it covers no year, and every start is refused as lying before it.
    """
    return _held.get() or _latest()


@contextmanager
def one_calendar() -> Iterator[WorkCalendar]:
    """Within it the calendar is read once: all that belongs to one act is counted under one edition."""
    calendar = work_calendar()
    token = _held.set(calendar)
    try:
        yield calendar
    finally:
        _held.reset(token)


def _latest() -> WorkCalendar:
    editions = _LATEST()
    return _built(*editions[0]) if editions else WorkCalendar({}, years={})


_LATEST = Prepared(
    lambda: CalendarEdition.objects.order_by("-number").values_list("number", "digest")[:1]
)


def departures(first: date, last: date) -> dict[date, CalendarDay]:
    """Days from `first` to `last`, both included, that depart from the ordinary week, by their date."""
    return {day.date: day for day in CalendarDay.objects.filter(date__range=(first, last))}


@lru_cache(maxsize=4)
def _built(number: int, digest: str) -> WorkCalendar:
    """The digest is part of the key: numbers begin anew in another database."""
    days = list(CalendarDay.objects.values_list("date", "kind", "name"))
    return WorkCalendar(
        closed={day: name for day, kind, name in days if kind == DayKind.CLOSED},
        worked=frozenset(day for day, kind, _ in days if kind == DayKind.WORKED),
        hours=_seasonal_hours(),
        years=dict(CalendarYear.objects.values_list("year", "status")),
        version=number,
    )


def _seasonal_hours() -> SeasonalHours:
    rows = list(OfficeHours.objects.order_by("from_month", "from_day"))
    if not rows:
        return NGHE_AN_HOURS
    followers = [*rows[1:], rows[0]]
    return SeasonalHours(
        Season(
            first=(row.from_month, row.from_day),
            last=_day_before(follower.from_month, follower.from_day),
            hours=_hours(row),
        )
        for row, follower in zip(rows, followers, strict=True)
    )


def _day_before(month: int, day: int) -> tuple[int, int]:
    before = date(LEAP_YEAR, month, day) - timedelta(days=1)
    return before.month, before.day


def _hours(row: OfficeHours) -> DayHours:
    return DayHours(
        (
            (row.morning_open, row.morning_close),
            (row.afternoon_open, row.afternoon_close),
        )
    )
