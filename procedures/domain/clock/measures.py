"""How each unit measures: where a limit ends, what a pause adds, how much of it is used.

A measure belongs to one run of the clock and begins at the moment from which the run counts. All
moments are local, all amounts exact.
"""

from abc import ABC, abstractmethod
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil
from typing import Any, Generic, TypeVar

from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock.events import StartRule
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.office_hours import HOUR, MICROSECOND
from procedures.domain.rulesets import DueMode
from procedures.domain.zone import day_start

#: What a unit counts in: positions, days or moments.
Exact = TypeVar("Exact", Fraction, date, datetime)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Target(Generic[Exact]):
    """Where a run ends: the due moment people are told, and the exact end the sums go on from."""

    at: datetime
    exact: Exact


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count: held, or between settling and reopening."""

    begin: datetime
    end: datetime
    why: str


class Measure(ABC, Generic[Exact]):
    """One unit's arithmetic over one run, counted from `start`."""

    def __init__(
        self,
        limit: TimeLimit,
        calendar: WorkCalendar,
        start: datetime,
        *,
        due_mode: DueMode = DueMode.END_OF_DAY,
    ) -> None:
        self.limit = limit
        self.calendar = calendar
        self.start = start
        self.due_mode = due_mode

    @abstractmethod
    def first(self) -> Target[Exact]:
        """The end of the whole limit."""

    @abstractmethod
    def moved(self, target: Target[Exact], pause: Pause) -> Target[Exact]:
        """The end after a pause: what the pause took is given back."""

    @abstractmethod
    def extended(self, until: datetime) -> Target[Exact]:
        """The end set to a moment, from which later pauses go on."""

    @abstractmethod
    def with_a_day_left(self, target: Target[Exact], at: datetime) -> Target[Exact]:
        """The end, or one working day after a moment if that is later (Decree 61/2018/NĐ-CP, art. 21.1)."""

    @abstractmethod
    def granted(self, target: Target[Exact], pauses: Iterable[Pause]) -> Fraction:
        """How much time there is in all up to the end: the limit, unless the end was set otherwise."""

    @abstractmethod
    def used(self, at: datetime, pauses: Iterable[Pause], target: Target[Exact]) -> Fraction:
        """How much time has gone by, in the limit's own unit; more than granted once late."""

    def late_from(self, target: Target[Exact]) -> datetime:
        """From which moment it is late: the end of the due day (Civil Code 2015, art. 148.6), or the due minute."""
        if self.limit.unit.is_counted_in_days:
            return day_start(target.at.date() + DAY)
        return target.at

    def _clipped(self, moment: datetime) -> datetime:
        return max(moment, self.start)

    def _due_on(self, day: date, *, is_rolled: bool = False) -> datetime:
        """When people are told to come on the last day: at closing, or at the hour of reception.

        The hour of a reception on a closed day says nothing, nor does it on a day that stands in
        for a closed one, which is granted whole (Civil Code 2015, art. 148.5).
        """
        closing = self.calendar.closing(day)
        has_hour = not is_rolled and self.calendar.is_working(self.start.date())
        if self.due_mode is DueMode.END_OF_DAY or not has_hour:
            return closing
        same_hour = datetime.combine(day, self.start.time(), closing.tzinfo)
        return min(max(same_hour, self.calendar.opening(day)), closing)


class WorkingDays(Measure[Fraction]):
    """Each working day counts 1, a part of it its share of office time; due at closing.

    The day of the event does not count (Civil Code 2015, art. 147.2).
    """

    def first(self) -> Target[Fraction]:
        return self._ending(self._origin + self.limit.budget)

    def moved(self, target: Target[Fraction], pause: Pause) -> Target[Fraction]:
        lost = self._lost(pause)
        return self._ending(target.exact + lost) if lost else target

    def extended(self, until: datetime) -> Target[Fraction]:
        return Target(until, Fraction(self.calendar.count(until.date())))

    def with_a_day_left(self, target: Target[Fraction], at: datetime) -> Target[Fraction]:
        position = self.calendar.count(at.date()) + 1
        least = Target(
            self.calendar.closing(self.calendar.working_day(position)), Fraction(position)
        )
        return max(target, least, key=lambda t: t.at)

    def granted(self, target: Target[Fraction], pauses: Iterable[Pause]) -> Fraction:
        return target.exact - self._origin - sum(self._lost(pause) for pause in pauses)

    def used(self, at: datetime, pauses: Iterable[Pause], target: Target[Fraction]) -> Fraction:
        return self._elapsed(at) - sum(self._lost(pause) for pause in pauses)

    @property
    def _origin(self) -> int:
        return self.calendar.count(self.start.date())

    def _elapsed(self, moment: datetime) -> Fraction:
        return max(self.calendar.position(moment) - self._origin, Fraction())

    def _lost(self, pause: Pause) -> Fraction:
        return self._elapsed(pause.end) - self._elapsed(pause.begin)

    def _ending(self, position: Fraction) -> Target[Fraction]:
        return Target(self._due_on(self.calendar.working_day(ceil(position))), position)


class CalendarDays(Measure[date]):
    """Days or months in a row; a last day that is closed rolls forward (Civil Code 2015, art. 148).

    Months end on the day of the same number, or on the month's last. Each pause adds the days from
    the one on which it began to the one on which it ended.
    """

    def first(self) -> Target[date]:
        return self._rolled(self._unpaused_end())

    def moved(self, target: Target[date], pause: Pause) -> Target[date]:
        """Later by the days of the pause; whoever was not late before it is not late by it.

        A pause may begin on the days by which a closed last day was rolled forward: the sum alone
        would then end before the pause does.
        """
        lost = self._lost(pause)
        if not lost:
            return target
        end = target.exact + timedelta(days=lost)
        return self._rolled(end, at_least=pause.end.date())

    def extended(self, until: datetime) -> Target[date]:
        return Target(until, until.date())

    def with_a_day_left(self, target: Target[date], at: datetime) -> Target[date]:
        day = self.calendar.working_day_after(at.date())
        return max(target, Target(self.calendar.closing(day), day), key=lambda t: t.at)

    def granted(self, target: Target[date], pauses: Iterable[Pause]) -> Fraction:
        lost = sum(self._lost(pause) for pause in pauses)
        return self._in_unit(self._elapsed(target.exact) - lost)

    def used(self, at: datetime, pauses: Iterable[Pause], target: Target[date]) -> Fraction:
        """Whole days gone by, of a month its share of the days of the run.

        A day is gone when it is over. The last one is not over before the day is that stands in
        for it where it is closed.
        """
        today = at.date()
        begun = self._elapsed(today) - sum(self._lost(pause) for pause in pauses)
        rolled = (min(today, target.at.date()) - target.exact).days
        return self._in_unit(max(begun - max(rolled, 0) - 1, 0))

    def _elapsed(self, day: date) -> int:
        return max((day - self.start.date()).days, 0)

    def _lost(self, pause: Pause) -> int:
        return self._elapsed(pause.end.date()) - self._elapsed(pause.begin.date())

    def _in_unit(self, days: int) -> Fraction:
        if self.limit.unit is not LimitUnit.MONTH:
            return Fraction(days)
        return self.limit.budget * Fraction(days, (self._unpaused_end() - self.start.date()).days)

    def _unpaused_end(self) -> date:
        day = self.start.date()
        if self.limit.unit is not LimitUnit.MONTH:
            return day + timedelta(days=self.limit.value)
        years, month = divmod(day.month - 1 + self.limit.value, 12)
        last = monthrange(day.year + years, month + 1)[1]
        return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))

    def _rolled(self, day: date, *, at_least: date = date.min) -> Target[date]:
        last = self.calendar.working_day_from(max(day, at_least))
        return Target(self._due_on(last, is_rolled=last != day), day)


class Hours(Measure[datetime]):
    """What hours and same-day limits share: their end is a moment, not a day."""

    budget: int

    def first(self) -> Target[datetime]:
        return self._at(self._after(self.start, self.budget))

    def moved(self, target: Target[datetime], pause: Pause) -> Target[datetime]:
        return self._at(self._after(target.exact, self._between(pause.begin, pause.end)))

    def extended(self, until: datetime) -> Target[datetime]:
        return self._at(until)

    def with_a_day_left(self, target: Target[datetime], at: datetime) -> Target[datetime]:
        return max(target, self._at(self.calendar.moment(self.calendar.position(at) + 1)),
                   key=lambda t: t.at)  # fmt: skip

    def granted(self, target: Target[datetime], pauses: Iterable[Pause]) -> Fraction:
        return self.used(target.exact, pauses, target)

    def used(self, at: datetime, pauses: Iterable[Pause], target: Target[datetime]) -> Fraction:
        lost = sum(self._between(pause.begin, pause.end) for pause in pauses)
        return self.limit.budget * Fraction(self._between(self.start, at) - lost, self.budget)

    def _between(self, begin: datetime, end: datetime) -> int:
        return self._elapsed(self._clipped(begin), self._clipped(end))

    def _at(self, moment: datetime) -> Target[datetime]:
        return Target(moment, moment)

    @abstractmethod
    def _elapsed(self, begin: datetime, end: datetime) -> int:
        """Microseconds that count between two moments."""

    @abstractmethod
    def _after(self, begin: datetime, duration: int) -> datetime:
        """The moment at which so many microseconds have counted."""


class OfficeTime(Hours):
    """Hours that run only while the office is open, from the event or the next opening."""

    def __init__(
        self, limit: TimeLimit, calendar: WorkCalendar, start: datetime, **rules: Any
    ) -> None:
        super().__init__(limit, calendar, start, **rules)
        self.budget = self._whole()

    def _whole(self) -> int:
        if self.limit.unit is LimitUnit.SAME_DAY:
            return self.calendar.office_time(self.start, self.calendar.closing(self.start.date()))
        return self.limit.value * HOUR

    def _elapsed(self, begin: datetime, end: datetime) -> int:
        return self.calendar.office_time(begin, end)

    def _after(self, begin: datetime, duration: int) -> datetime:
        return self.calendar.after_office_time(begin, duration)


class ClockTime(Hours):
    """Hours by the clock, day and night, from the minute of the event (Civil Code 2015, art. 147.1)."""

    def __init__(
        self, limit: TimeLimit, calendar: WorkCalendar, start: datetime, **rules: Any
    ) -> None:
        super().__init__(limit, calendar, start, **rules)
        self.budget = limit.value * HOUR

    def _elapsed(self, begin: datetime, end: datetime) -> int:
        return (end - begin) // MICROSECOND

    def _after(self, begin: datetime, duration: int) -> datetime:
        return begin + duration * MICROSECOND


MEASURES: dict[LimitUnit, type[WorkingDays | CalendarDays | OfficeTime | ClockTime]] = {
    LimitUnit.WORKING_DAY: WorkingDays,
    LimitUnit.CALENDAR_DAY: CalendarDays,
    LimitUnit.MONTH: CalendarDays,
    LimitUnit.WORKING_HOUR: OfficeTime,
    LimitUnit.SAME_DAY: OfficeTime,
    LimitUnit.CLOCK_HOUR: ClockTime,
}


def counted_from(
    moment: datetime, *, unit: LimitUnit, calendar: WorkCalendar, rule: StartRule, cutoff: time
) -> datetime:
    """The moment a run counts from: its own, or the opening of the next working day.

    Deferred are a same-day limit, and any limit under `StartRule.AFTER_CUTOFF`, received after the
    cut-off or on a closed day; a same-day limit also once the office has closed. Hours by the clock,
    deferred like that, do not run before opening either: who came the evening before is not later.
    """
    same_day = unit is LimitUnit.SAME_DAY
    if not same_day and rule is StartRule.ORDINARY:
        return moment
    in_time = calendar.is_working(moment.date()) and moment.time() <= cutoff
    if in_time and not (same_day and moment >= calendar.closing(moment.date())):
        if unit is LimitUnit.CLOCK_HOUR:
            return max(moment, calendar.opening(moment.date()))
        return moment
    return calendar.opening(calendar.working_day_after(moment.date()))
