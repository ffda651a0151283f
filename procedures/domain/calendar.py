"""The working calendar: which days count, which do not and why, and when the office is open.

Positions on it are exact. A working day is worth 1 whatever its hours, a part of it the share of
its office time gone by; working days are counted from the first day of the year 1, by arithmetic
on weeks corrected by the days that depart from them, so that any year can be asked for.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil

from procedures.domain.office_hours import NGHE_AN_HOURS, OfficeHours, SeasonalHours
from procedures.domain.zone import OFFICE_ZONE, day_start

SATURDAY = 5


class YearStatus(StrEnum):
    """What a year's holidays rest on; a year the calendar does not cover is absent."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    ABSENT = "absent"


class DayOff(StrEnum):
    """Why a day is not worked."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class WorkCalendar:
    """Monday to Friday worked, except the `closed` days; of weekends only the `worked` days.

    `closed` gives each day's name, `years` the status of each covered year; without `years` every
    year counts as covered and confirmed. Raises `ValueError` for a day both closed and worked.
    Immutable: may be shared and cached.
    """

    __slots__ = ("_closed", "_closed_weekdays", "_worked", "_worked_weekends", "_years", "hours",
                 "version")  # fmt: skip

    def __init__(
        self,
        closed: Mapping[date, str],
        worked: Collection[date] = (),
        hours: SeasonalHours = NGHE_AN_HOURS,
        years: Mapping[int, str] | None = None,
        version: int = 0,
    ) -> None:
        self._closed = dict(closed)
        self._worked = frozenset(worked)
        if both := self._worked & self._closed.keys():
            raise ValueError(f"{min(both).isoformat()} is both closed and worked.")
        self.hours = hours
        self.version = version
        self._years = None if years is None else {y: YearStatus(s) for y, s in years.items()}
        self._closed_weekdays = sorted(
            day.toordinal() for day in self._closed if day.weekday() < SATURDAY
        )
        self._worked_weekends = sorted(
            day.toordinal() for day in self._worked if day.weekday() >= SATURDAY
        )

    def with_hours(self, hours: SeasonalHours) -> "WorkCalendar":
        """The same days with other office hours."""
        return WorkCalendar(self._closed, self._worked, hours, self._years, self.version)

    def span_of_change(self, other: "WorkCalendar") -> tuple[date, date] | None:
        """First and last day that count otherwise in another calendar; None where all count alike.

        Other office hours may touch any day. Names and the status of years move no date.
        """
        if self.hours.seasons != other.hours.seasons:
            return date.min, date.max
        changed = {*self._closed_weekdays} ^ {*other._closed_weekdays}
        changed |= {*self._worked_weekends} ^ {*other._worked_weekends}
        if not changed:
            return None
        return date.fromordinal(min(changed)), date.fromordinal(max(changed))

    @property
    def first_year(self) -> int | None:
        """First covered year; None where every year is covered. Raises `LookupError` where none is."""
        if self._years is None:
            return None
        if not self._years:
            raise LookupError("The calendar covers no year.")
        return min(self._years)

    def status(self, year: int) -> YearStatus:
        if self._years is None:
            return YearStatus.CONFIRMED
        return self._years.get(year, YearStatus.ABSENT)

    def day_off(self, day: date) -> DayOff | None:
        """Why the day is not worked; None for a working day."""
        if day in self._closed:
            return DayOff.HOLIDAY
        if day.weekday() >= SATURDAY and day not in self._worked:
            return DayOff.WEEKEND
        return None

    def is_working(self, day: date) -> bool:
        return self.day_off(day) is None

    def name(self, day: date) -> str:
        """Name of a closed day as the calendar gives it; empty for any other."""
        return self._closed.get(day, "")

    def count(self, day: date) -> int:
        """Working days up to and including the day."""
        ordinal = day.toordinal()
        weeks, rest = divmod(ordinal, 7)  # ordinal 1 is a Monday
        return (
            5 * weeks
            + min(rest, 5)
            - bisect_right(self._closed_weekdays, ordinal)
            + bisect_right(self._worked_weekends, ordinal)
        )

    def working_day(self, number: int) -> date:
        """The working day up to which `number` are counted: `count`'s inverse."""
        weeks, rest = divmod(number - 1, 5)
        return self._working_day_near(date.fromordinal(7 * weeks + rest + 1), number)

    def working_day_after(self, day: date, days: int = 1) -> date:
        """The working day so many after a day, which itself does not count."""
        return self._working_day_near(day + timedelta(days=days * 7 // 5), self.count(day) + days)

    def working_day_by(self, day: date) -> date:
        """The day itself if worked, else the last working day before it."""
        return self.working_day(self.count(day))

    def working_day_from(self, day: date) -> date:
        """The day itself if worked, else the next working day."""
        return day if self.is_working(day) else self.working_day_after(day)

    def office_hours(self, day: date) -> OfficeHours:
        """The hours of a working day's season; a closed day has the hours it would have had."""
        return self.hours.on(day)

    def opening(self, day: date) -> datetime:
        return datetime.combine(day, self.hours.on(day).opening, OFFICE_ZONE)

    def closing(self, day: date) -> datetime:
        return datetime.combine(day, self.hours.on(day).closing, OFFICE_ZONE)

    def position(self, moment: datetime) -> Fraction:
        """Working days gone by up to a local moment, its own day in shares of its office time."""
        day = moment.date()
        number = self.count(day)
        if not self.is_working(day):
            return Fraction(number)
        hours = self.hours.on(day)
        return number - 1 + Fraction(hours.elapsed(moment.time()), hours.length)

    def moment(self, position: Fraction) -> datetime:
        """The earliest moment at which a position is reached: `position`'s inverse."""
        day = self.working_day(ceil(position))
        hours = self.hours.on(day)
        share = position - (ceil(position) - 1)
        return day_start(day) + hours.reached(ceil(share * hours.length))

    def office_time(self, start: datetime, end: datetime) -> int:
        """Office time between two local moments, in microseconds; 0 when they are backwards."""
        if end <= start:
            return 0
        whole_days = self._office_time_of_days(start.date(), end.date())
        return whole_days - self._elapsed(start) + self._elapsed(end)

    def after_office_time(self, start: datetime, duration: int) -> datetime:
        """The earliest moment at which so much office time has gone by since a local moment."""
        if not duration:
            return start
        due = self._elapsed(start) + duration
        day = self.working_day_from(start.date())
        while due > self.hours.on(day).length:
            due -= self.hours.on(day).length
            day = self.working_day_after(day)
        return day_start(day) + self.hours.on(day).reached(due)

    def _working_day_near(self, day: date, number: int) -> date:
        """The working day of a number, sought from a day that is not far off."""
        while missing := number - self.count(day):
            day += timedelta(days=missing)  # never too far: a day adds at most one
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def _office_time_of_days(self, first: date, last: date) -> int:
        """Office time from the beginning of one day to the beginning of another."""
        before = timedelta(days=1)
        if self.hours.length is not None:
            return self.hours.length * (self.count(last - before) - self.count(first - before))
        total, day = 0, self.working_day_from(first)
        while day < last:
            total += self.hours.on(day).length
            day = self.working_day_after(day)
        return total

    def _elapsed(self, moment: datetime) -> int:
        """Office time of a moment's own day gone by; none on a closed day."""
        day = moment.date()
        return self.hours.on(day).elapsed(moment.time()) if self.is_working(day) else 0
