"""A question to the clock as text: read from JSON or a command line, answered as plain JSON values.

A naive moment is Vietnam's; answers are in +07:00. `holidays` or `worked` replaces both stored
lists (the missing one is empty) and covers every year; `hours` replaces only the office hours.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, TypeVar

from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock import ClockError, ClockEvent, ClockKind, Due, StartRule, Step, due
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.office_hours import OfficeHours, SeasonalHours
from procedures.domain.rulesets import ND61_2018, RULESETS, RuleSet

KEYS = frozenset(
    {
        "received",
        "limit",
        "unit",
        "holidays",
        "worked",
        "hours",
        "events",
        "as_of",
        "ruleset",
        "start_rule",
    }
)
SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)
Choice = TypeVar("Choice", LimitUnit, StartRule, ClockKind)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; `days` holds closed and worked days where the question brings its own."""

    received: datetime
    limit: TimeLimit
    events: tuple[ClockEvent, ...]
    as_of: datetime | None
    days: tuple[frozenset[date], frozenset[date]] | None
    hours: OfficeHours | None
    ruleset: RuleSet
    start_rule: StartRule

    def answer(self, calendar: WorkCalendar) -> Due:
        """The clock's answer by a calendar, usually the one `calendar` gives."""
        return due(
            self.received,
            self.limit,
            calendar,
            self.events,
            self.as_of,
            ruleset=self.ruleset,
            start_rule=self.start_rule,
        )

    def calendar(self, stored: Callable[[], WorkCalendar]) -> WorkCalendar:
        """The calendar to answer by; the stored one is fetched only if the question leans on it.

        Raises `ClockError` (`day_both_ways`).
        """
        needs_stored = self.days is None or self.hours is None
        return _calendar(stored() if needs_stored else None, self.days, self.hours)


def read_question(values: Any) -> Question:
    """A question from JSON values.

    Raises `ClockError`: `not_an_object`, `unknown_key`, `missing_key`, `bad_moment`, `bad_date`,
    `bad_list`, `bad_limit`, `unknown_unit`, `bad_hours`, `bad_event`, `unknown_event`,
    `unknown_ruleset`, `unknown_start_rule`, and what an event refuses.
    """
    if not isinstance(values, Mapping):
        raise ClockError("not_an_object")
    given = {key: value for key, value in values.items() if value is not None}
    if strange := sorted(str(key) for key in given.keys() - KEYS):
        raise ClockError("unknown_key", key=strange[0])
    as_of = given.get("as_of")
    return Question(
        received=_moment(_needed(given, "received"), "received"),
        limit=_limit(given),
        events=tuple(_event(event) for event in _listed(given, "events")),
        as_of=None if as_of is None else _moment(as_of, "as_of"),
        days=_days(given),
        hours=_hours(given["hours"]) if "hours" in given else None,
        ruleset=_ruleset(given.get("ruleset", ND61_2018.code)),
        start_rule=_choice(StartRule, given.get("start_rule", "ordinary"), "unknown_start_rule"),
    )


def answer_as_json(answer: Due) -> dict[str, Any]:
    """An answer as JSON values; amounts are exact fractions of the limit's unit as text (`5/2`)."""
    return {
        "due_at": _told(answer.due_at),
        "late_from": _told(answer.late_from),
        "original_due_at": _told(answer.original_due_at),
        "limit": answer.limit.value,
        "unit": answer.limit.unit.value,
        "counted": [day.isoformat() for day in answer.counted],
        "skipped": [_skipped(s.date, s.why, s.name) for s in answer.skipped],
        "provisional": answer.provisional,
        "pending": answer.pending,
        "running": answer.running,
        "ended_at": _told(answer.ended_at),
        "run": answer.run,
        "appointment": answer.appointment,
        "budget": str(answer.budget),
        "used": str(answer.used),
        "remaining": str(answer.remaining),
        "calendar_version": answer.calendar_version,
        "explanation": [_step(step) for step in answer.steps],
    }


def _skipped(day: date, why: str, name: str) -> dict[str, str]:
    told = {"date": day.isoformat(), "why": str(why)}
    return {**told, "name": name} if name else told


def _step(step: Step) -> dict[str, Any]:
    told = {"code": step.code, **{name: _told(value) for name, value in step.params.items()}}
    if step.article is None:
        return told
    return {**told, "law": step.article.law, "article": step.article.number}


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value


def _needed(given: Mapping[str, Any], key: str) -> Any:
    if key not in given:
        raise ClockError("missing_key", key=key)
    return given[key]


def _moment(value: Any, key: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ClockError("bad_moment", key=key, value=value) from None


def _limit(given: Mapping[str, Any]) -> TimeLimit:
    unit = _choice(LimitUnit, _needed(given, "unit"), "unknown_unit")
    value = given.get("limit", 1) if unit is LimitUnit.SAME_DAY else _needed(given, "limit")
    if isinstance(value, bool) or not isinstance(value, int):
        raise ClockError("bad_limit", value=value)
    try:
        return TimeLimit(value, unit)
    except ValueError:
        raise ClockError("bad_limit", value=value) from None


def _listed(given: Mapping[str, Any], key: str) -> list[Any]:
    value = given.get(key, [])
    if not isinstance(value, list):
        raise ClockError("bad_list", key=key)
    return value


def _event(value: Any) -> ClockEvent:
    if not isinstance(value, list) or len(value) not in (2, 3):
        raise ClockError("bad_event", value=value)
    kind = _choice(ClockKind, value[0], "unknown_event")
    moments = [_moment(moment, "events") for moment in value[1:]]
    return ClockEvent(kind, *moments)


def _days(given: Mapping[str, Any]) -> tuple[frozenset[date], frozenset[date]] | None:
    if "holidays" not in given and "worked" not in given:
        return None
    holidays, worked = (
        frozenset(_date(day, key) for day in _listed(given, key)) for key in ("holidays", "worked")
    )
    return holidays, worked


def _date(value: Any, key: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ClockError("bad_date", key=key, value=value) from None


@lru_cache(maxsize=64)
def _spans(text: str) -> OfficeHours:
    spans = []
    for part in text.split(","):
        found = SPAN.fullmatch(part.strip())
        if found is None:
            raise ValueError(part)
        first_hour, first_minute, last_hour, last_minute = map(int, found.groups())
        spans.append((time(first_hour, first_minute), time(last_hour, last_minute)))
    return OfficeHours(tuple(spans))


def _hours(value: Any) -> OfficeHours:
    try:
        return _spans(value)
    except (TypeError, ValueError, AttributeError):
        raise ClockError("bad_hours", value=value) from None


def _ruleset(value: Any) -> RuleSet:
    if not isinstance(value, str) or value not in RULESETS:
        raise ClockError("unknown_ruleset", value=value)
    return RULESETS[value]


def _choice(choices: type[Choice], value: Any, code: str) -> Choice:
    try:
        return choices(value)
    except (TypeError, ValueError):
        raise ClockError(code, value=value) from None


@lru_cache(maxsize=64)
def _calendar(
    stored: WorkCalendar | None,
    days: tuple[frozenset[date], frozenset[date]] | None,
    hours: OfficeHours | None,
) -> WorkCalendar:
    seasons = None if hours is None else SeasonalHours.all_year(hours)
    if days is None:
        assert stored is not None  # noqa: S101 -- fetched whenever the question brings no days
        return stored if seasons is None else stored.with_hours(seasons)
    closed, worked = days
    if both := closed & worked:
        raise ClockError("day_both_ways", day=min(both))
    if seasons is None:
        assert stored is not None  # noqa: S101 -- fetched whenever the question brings no hours
        seasons = stored.hours
    return WorkCalendar(dict.fromkeys(closed, ""), worked, seasons)
