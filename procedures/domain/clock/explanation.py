"""Why a due moment is what it is: the steps that led to it, and each day counted or passed over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock.measures import (
    CalendarDays,
    ClockTime,
    Measure,
    OfficeTime,
    Pause,
    Target,
)
from procedures.domain.limits import LimitUnit
from procedures.domain.office_hours import OfficeHours
from procedures.domain.rulesets import RuleSet

CIVIL_CODE = "91/2015/QH13"


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a law, by the law's number."""

    law: str
    number: str


class Step:
    """One reason, by code, with the values its sentence needs and the article it rests on."""

    __slots__ = ("article", "code", "params")

    def __init__(self, code: str, article: Article | None = None, **params: Any) -> None:
        self.code = code
        self.article = article
        self.params = params

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Step):
            return NotImplemented
        mine, theirs = (self.code, self.article), (other.code, other.article)
        return mine == theirs and self.params == other.params

    def __hash__(self) -> int:
        return hash((self.code, self.article))

    def __repr__(self) -> str:
        return f"Step({self.code!r}, {self.article!r}, {self.params!r})"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day passed over: `weekend`, `holiday`, `held` or `settled`; a holiday by its name."""

    date: date
    why: str
    name: str = ""


def decree_article(ruleset: RuleSet, number: str) -> Article:
    """An article of the rule set's decree; both decrees number these articles alike."""
    return Article(ruleset.decree, number)


def civil_code(number: str) -> Article:
    """An article of the Civil Code 2015, which says how time limits are counted."""
    return Article(CIVIL_CODE, number)


def ground_steps(measure: Measure[Any], target: Target[Any]) -> Iterator[Step]:
    """The rules of counting that a unit brings with it, and the end they give to a run."""
    unit, start = measure.limit.unit, measure.start
    yield Step("limit", value=measure.limit.value, unit=unit.value)
    if unit is LimitUnit.CLOCK_HOUR:
        yield Step("hours_by_the_clock", civil_code("147.1"), at=start)
    elif unit is LimitUnit.WORKING_HOUR:
        yield Step("hours_of_office_time", at=start)
    elif unit.is_counted_in_days:
        yield Step("event_day_not_counted", civil_code("147.2"), date=start.date())
        if isinstance(measure, CalendarDays) and target.exact < target.at.date():
            name = measure.calendar.name(target.exact)
            yield Step("rolled", civil_code("148.5"), date=target.exact, name=name)
    yield Step("due", at=target.at)


def days_told(
    measure: Measure[Any], pauses: list[Pause], last: date, target: Target[Any] | None
) -> tuple[tuple[date, ...], tuple[Skipped, ...]]:
    """Each day of a run counted, and each passed over with the reason, up to `last`."""
    measured_in_days = measure.limit.unit.is_counted_in_days
    first = measure.start.date().toordinal() + measured_in_days
    days = list(map(date.fromordinal, range(first, last.toordinal() + 1)))
    if isinstance(measure, ClockTime):
        return tuple(days), ()
    reasons = _Reasons(measure, pauses, target)
    counted: list[date] = []
    skipped: list[Skipped] = []
    for day in days:
        why = reasons.why(day)
        if why is None:
            counted.append(day)
        elif why:
            skipped.append(Skipped(day, why, measure.calendar.name(day)))
    return tuple(counted), tuple(skipped)


class _Reasons:
    """Why a day of one run does not count: a word, the empty word for no part in it, None if it counts."""

    def __init__(
        self, measure: Measure[Any], pauses: list[Pause], target: Target[Any] | None
    ) -> None:
        self.measure = measure
        self.calendar: WorkCalendar = measure.calendar
        self.pauses = pauses
        self.target = target
        self.first_day = measure.start.date()
        self.is_in_a_row = isinstance(measure, CalendarDays)

    def why(self, day: date) -> str | None:
        if self.is_in_a_row:
            return self._why_in_a_row(day)
        off = self.calendar.day_off(day)
        if off is not None:
            return off
        return self._why_of_office_day(day) if self.pauses or day == self.first_day else None

    def _why_in_a_row(self, day: date) -> str | None:
        for pause in self.pauses:
            if pause.begin.date() < day <= pause.end.date():
                return pause.why
        if self.target is not None and day >= self.target.exact:
            return self.calendar.day_off(day)
        return None

    def _why_of_office_day(self, day: date) -> str | None:
        hours = self.calendar.office_hours(day)
        begin = self.measure.start if day == self.first_day else None
        gone = hours.elapsed(begin.time()) if begin and isinstance(self.measure, OfficeTime) else 0
        if gone == hours.length:
            return ""
        touching = [p for p in self.pauses if p.begin.date() <= day <= p.end.date()]
        lost = sum(_share(pause, day, hours, begin) for pause in touching)
        return touching[-1].why if touching and gone + lost >= hours.length else None


def _share(pause: Pause, day: date, hours: OfficeHours, begin: datetime | None) -> int:
    """Office time of a day that a pause takes."""
    first = max(pause.begin, begin) if begin else pause.begin
    before = hours.elapsed(first.time()) if first.date() == day else 0
    after = hours.elapsed(pause.end.time()) if pause.end.date() == day else hours.length
    return max(after - before, 0)
