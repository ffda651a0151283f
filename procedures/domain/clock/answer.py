"""The one question to the clock: when is it due, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from procedures.domain.calendar import WorkCalendar, YearStatus
from procedures.domain.clock.events import (
    ClockError,
    ClockEvent,
    StartRule,
    happened,
    office_moment,
)
from procedures.domain.clock.explanation import Skipped, Step, days_told
from procedures.domain.clock.fold import Clock, ClockState
from procedures.domain.clock.measures import Target
from procedures.domain.limits import TimeLimit
from procedures.domain.rulesets import ND61_2018, RuleSet
from procedures.domain.zone import local


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a dossier is due, and how that came about; moments are local.

    `due_at` is the moment people are told, `late_from` the one from which it is late; both are
    None while the clock stands still. A run begins with reception or a restart; within one,
    `original_due_at` never changes and `appointment` is 0, or 1 once the return date was re-set.
    `used` and `remaining` are exact, in the limit's unit, and add up to `budget`, which is the
    limit unless re-appointment or reopening set another end.
    """

    limit: TimeLimit
    due_at: datetime | None
    late_from: datetime | None
    original_due_at: datetime
    run: int
    run_started_at: datetime
    appointment: int
    running: bool
    pending: bool
    ended_at: datetime | None
    provisional: bool
    calendar_version: int
    counted: tuple[date, ...]
    skipped: tuple[Skipped, ...]
    steps: tuple[Step, ...]
    budget: Fraction
    used: Fraction

    @property
    def remaining(self) -> Fraction:
        return self.budget - self.used

    def is_overdue(self, at: datetime) -> bool:
        """Whether the clock runs and the moment is not before `late_from`."""
        return self.running and self.late_from is not None and local(at) >= self.late_from

    @property
    def ended_late(self) -> bool:
        """Whether it was ended at or after `late_from`; on time is before."""
        if self.ended_at is None or self.late_from is None:
            return False
        return self.ended_at >= self.late_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """What of `Due` is kept on a dossier; names mean the same."""

    due_at: datetime | None
    late_from: datetime | None
    original_due_at: datetime
    run_started_at: datetime
    provisional: bool
    calendar_version: int


def due(
    start: datetime,
    limit: TimeLimit,
    calendar: WorkCalendar,
    events: Iterable[ClockEvent] = (),
    as_of: datetime | None = None,
    *,
    ruleset: RuleSet = ND61_2018,
    start_rule: StartRule = StartRule.ORDINARY,
    recorded: bool = False,
) -> Due:
    """When a dossier received at `start` is due, after what has happened to it up to `as_of`.

    Naive moments are Vietnam's. With `as_of`, a clock that stands still is answered as if it went
    on at that moment, marked `pending`; without it there is no due moment, and `used` is told as
    of the last event. `recorded` events stand in a history: a return date once promised is not
    refused because a later edition of the calendar overtook it. Raises `ClockError`: `before_calendar`, `no_calendar`, `as_of_before_start`,
    `out_of_range`, and for events `before_start`, `out_of_order`, `already_started`, `ended`,
    `not_ended`, `already_stopped`, `not_stopped`, `already_held`, `not_held`, `not_running`,
    `nothing_to_revoke`, `arrival_not_counted`, `already_arrived`, `date_promised`,
    `already_extended`, `not_later`.
    Source: Civil Code 2015, art. 147 and 148; Decree 61/2018/NĐ-CP, art. 19.4, 19.9 and 21.1.
    """
    start = office_moment(start)
    now = None if as_of is None else office_moment(as_of)
    _refuse_uncovered(start, calendar)
    if now is not None and now < start:
        raise ClockError("as_of_before_start", at=now, start=start)
    clock = Clock(limit, calendar, ruleset, StartRule(start_rule), start, recorded=recorded)
    last = start
    for event in happened(events, start, now):
        clock.apply(event)
        last = event.at
    return _answer(clock, last=last, now=now)


def dates_of_recorded(
    start: datetime,
    limit: TimeLimit,
    calendar: WorkCalendar,
    events: Iterable[ClockEvent],
    *,
    ruleset: RuleSet,
    start_rule: StartRule,
) -> Dates:
    """The dates of a recorded history and nothing else: for whoever asks of very many.

    The same fold as `due`, without its explanation. Raises `ClockError` as `due` does.
    """
    start = office_moment(start)
    _refuse_uncovered(start, calendar)
    clock = Clock(limit, calendar, ruleset, start_rule, start, recorded=True)
    for event in happened(events, start, None):
        clock.apply(event)
    run = clock.run
    target = run.target if clock.has_due_moment else None
    return Dates(
        due_at=target.at if target else None,
        late_from=run.late_from if target else None,
        original_due_at=run.first_due_at,
        run_started_at=run.opened_at,
        provisional=bool(_unsure_years(clock, run.opened_at, target)),
        calendar_version=calendar.version,
    )


def end_of_recorded(
    start: datetime,
    limit: TimeLimit,
    calendar: WorkCalendar,
    events: Iterable[ClockEvent],
    *,
    ruleset: RuleSet,
    start_rule: StartRule,
) -> tuple[datetime, datetime] | None:
    """Due moment and `late_from` of a recorded history; None while the clock stands still."""
    dates = dates_of_recorded(
        start, limit, calendar, events, ruleset=ruleset, start_rule=start_rule
    )
    if dates.due_at is None or dates.late_from is None:
        return None
    return dates.due_at, dates.late_from


def _refuse_uncovered(start: datetime, calendar: WorkCalendar) -> None:
    try:
        first = calendar.first_year
    except LookupError as error:
        raise ClockError("no_calendar") from error
    if first is not None and start.year < first:
        raise ClockError("before_calendar", year=start.year, first_year=first)


def _answer(clock: Clock, *, last: datetime, now: datetime | None) -> Due:
    pending = clock.is_pending
    if pending and now is not None:
        clock.as_if_going_on(now)
    run, measure = clock.run, clock.run.measure
    target = run.target if clock.has_due_moment else None
    told_to = target.at if target else clock.still_since or last
    counted, skipped = days_told(measure, run.pauses, told_to.date(), target)
    unsure = _unsure_years(clock, run.opened_at, target)
    effective = [pause for pause in run.pauses if pause.begin < run.late_from]
    return Due(
        limit=clock.limit,
        due_at=target.at if target else None,
        late_from=run.late_from if target else None,
        original_due_at=run.first_due_at,
        run=run.number,
        run_started_at=run.opened_at,
        appointment=int(run.is_extended),
        running=clock.state is ClockState.RUNNING and not pending,
        pending=pending,
        ended_at=last if clock.state is ClockState.ENDED else None,
        provisional=bool(unsure),
        calendar_version=clock.calendar.version,
        counted=counted,
        skipped=skipped,
        steps=(*clock.steps, *(Step("provisional", year=year) for year in unsure)),
        budget=measure.granted(run.target, effective),
        used=_used(clock, now or last),
    )


def _used(clock: Clock, at: datetime) -> Fraction:
    """Time used up to a moment; since it stands still or has ended, none is used."""
    return clock.run.measure.used(clock.still_since or at, clock.run.pauses, clock.run.target)


def _unsure_years(clock: Clock, opened_at: datetime, target: Target[Any] | None) -> list[int]:
    """Years of the run whose holidays no official notice has confirmed yet."""
    if target is None:
        return []
    return [
        year
        for year in range(opened_at.year, target.at.year + 1)
        if clock.calendar.status(year) is not YearStatus.CONFIRMED
    ]
