"""What holds of every time limit, on any calendar, whatever happens to it."""

import functools
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock import (
    ClockEvent,
    ClockKind,
    Due,
    StartRule,
    due,
    end_of_recorded,
)
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.office_hours import NGHE_AN_HOURS, OfficeHours, Season, SeasonalHours
from procedures.domain.rulesets import ND118_2025, DueMode, RuleSet, SupplementEffect
from procedures.domain.zone import OFFICE_ZONE
from tests.unit.procedures.calendars import moment, official
from tests.unit.procedures.slow_clock import due_in_working_days, due_in_working_hours

MINUTES_A_YEAR = 366 * 24 * 60
START = moment("2025-12-01T00:00")

minutes = st.integers(0, MINUTES_A_YEAR).map(lambda n: START + timedelta(minutes=n))
limits = st.builds(TimeLimit, st.integers(1, 12), st.sampled_from(LimitUnit))
start_rules = st.sampled_from(StartRule)
#: Mostly the first days after reception, where something can still happen.
gaps = st.lists(st.integers(0, 4 * 24 * 60), min_size=0, max_size=7)


#: Decree 118/2025 knows every kind of event; here with each answer to what it leaves open.
rulesets = st.builds(
    lambda effect, mode: replace(ND118_2025, supplement_effect=effect, due_mode=mode),
    st.sampled_from(SupplementEffect),
    st.sampled_from(DueMode),
)
ODD_HOURS = OfficeHours(((time(7, 13), time(11, 29)), (time(13, 31), time(16, 58))))
SHORT_SUMMER = SeasonalHours(
    [
        Season((5, 1), (9, 30), OfficeHours(((time(7), time(11)),))),
        Season((10, 1), (4, 30), ODD_HOURS),
    ]
)
office_hours = st.sampled_from([NGHE_AN_HOURS, SeasonalHours.all_year(ODD_HOURS), SHORT_SUMMER])
days_ahead = st.integers(0, 500).map(lambda n: START.date() + timedelta(days=n))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """A calendar nobody has decreed: days off, weekends worked, office hours of any season."""
    closed = draw(st.sets(days_ahead, max_size=60))
    worked = draw(st.sets(days_ahead, max_size=20)) - closed
    return WorkCalendar(dict.fromkeys(closed, "x"), worked, draw(office_hours))


#: What may happen to a clock in each of its states.
POSSIBLE = {
    "running": ["stop", "hold", "end", "extend", "arrive"],
    "stopped": ["restart", "revoke", "end"],
    "held": ["resume", "stop", "revoke", "end"],
    "ended": ["reopen"],
}


@st.composite
def histories(draw: st.DrawFn) -> tuple[datetime, list[ClockEvent]]:
    """A reception and events that can follow one another under Decree 118/2025."""
    start = at = draw(minutes)
    told: list[ClockEvent] = []
    state, back_to = "running", "running"
    spent: set[str] = set()
    for gap in draw(gaps):
        at += timedelta(minutes=gap)
        kind = ClockKind(draw(st.sampled_from([k for k in POSSIBLE[state] if k not in spent])))
        until = at + timedelta(days=draw(st.integers(400, 800))) if kind == "extend" else None
        told.append(ClockEvent(kind, at, until))
        if kind in ("extend", "arrive"):
            spent |= {"extend", "arrive"} if kind == "extend" else {"arrive"}
        elif kind == "restart":
            spent.discard("arrive")
        if kind in ("stop", "hold"):
            back_to = state
        state = {"stop": "stopped", "hold": "held", "end": "ended"}.get(kind, "running")
        if kind == "revoke":
            state, back_to = back_to, "running"
    return start, told


#: Events after which the limit is still as long as the law made it.
CALM = {"stop", "restart", "hold", "resume", "revoke", "arrive"}


@st.composite
def holds(draw: st.DrawFn, start: datetime) -> list[tuple[datetime, datetime]]:
    """Holds in order, at least a minute apart."""
    at, found = start, []
    for _ in range(draw(st.integers(0, 3))):
        first = at + timedelta(minutes=draw(st.integers(1, 2 * 24 * 60)))
        at = first + timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)))
        found.append((first, at))
    return found


def as_events(spans: list[tuple[datetime, datetime]]) -> list[ClockEvent]:
    return [
        ClockEvent(kind, at)
        for span in spans
        for kind, at in zip((ClockKind.HOLD, ClockKind.RESUME), span, strict=True)
    ]


def ask(history: tuple[datetime, list[ClockEvent]], limit: TimeLimit, **more: object) -> Due:
    start, told = history
    return due(start, limit, official(), told, **{"ruleset": ND118_2025, **more})


@given(histories(), limits, minutes, start_rules, calendars(), rulesets)
def test_events_later_than_the_moment_asked_for_change_nothing(
    history, limit, at, rule, calendar, ruleset
):
    start, told = history
    at = max(at, start)
    known = [event for event in told if event.at <= at]
    rules = {"start_rule": rule, "ruleset": ruleset}
    assume(_is_possible(told, ruleset))
    everything = due(start, limit, calendar, told, at, **rules)
    assert everything == due(start, limit, calendar, known, at, **rules)


@given(histories(), limits, start_rules, calendars())
def test_used_and_remaining_are_the_budget_and_time_never_runs_back(history, limit, rule, calendar):
    assert_time_never_runs_back(history, limit, rule, calendar)


def test_time_never_runs_back_when_a_reopened_dossier_is_held() -> None:
    at = functools.partial(datetime, 2025, 12, tzinfo=OFFICE_ZONE)
    told = [
        ClockEvent(ClockKind.END, at(1)),
        ClockEvent(ClockKind.REOPEN, at(4)),
        ClockEvent(ClockKind.HOLD, at(6)),
        ClockEvent(ClockKind.REVOKE, at(7, 3, 1)),
    ]
    limit = TimeLimit(2, LimitUnit.CALENDAR_DAY)
    assert_time_never_runs_back((at(1), told), limit, StartRule.ORDINARY, official())


@given(histories(), limits, start_rules, calendars(), rulesets, st.integers(0, 20 * 24 * 60))
def test_nobody_is_late_by_a_hold(history, limit, rule, calendar, ruleset, minutes_held):
    start, told = history
    begin = told[-1].at if told else start
    rules = {"start_rule": rule, "ruleset": ruleset}
    assume(_is_possible(told, ruleset))
    before = due(start, limit, calendar, told, **rules)
    assume(before.running and not before.is_overdue(begin))
    end = begin + timedelta(minutes=minutes_held)
    held = [*told, ClockEvent(ClockKind.HOLD, begin), ClockEvent(ClockKind.RESUME, end)]
    assert not due(start, limit, calendar, held, **rules).is_overdue(end)


def test_a_hold_on_the_days_after_a_closed_last_day_ends_no_limit_before_itself() -> None:
    """The last day is a Saturday, so the limit ends on Monday; it is held from Sunday to Tuesday."""
    limit = TimeLimit(2, LimitUnit.CALENDAR_DAY)
    held = as_events([(moment("2025-12-07T09:00"), moment("2025-12-09T09:00"))])
    answer = due(moment("2025-12-04T09:00"), limit, official(), held, ruleset=ND118_2025)
    assert answer.due_at == moment("2025-12-09T17:00")
    assert answer.budget == limit.budget


def assert_time_never_runs_back(history, limit, rule, calendar) -> None:
    start, told = history
    before = None
    for hours in range(0, 30 * 24, 7):
        now = start + timedelta(hours=hours)
        answer = due(start, limit, calendar, told, now, start_rule=rule, ruleset=ND118_2025)
        assert answer.used + answer.remaining == answer.budget
        assert answer.used >= 0
        if before is not None and before.run_started_at == answer.run_started_at:
            assert answer.used >= before.used
        before = answer


@given(histories(), limits, calendars())
def test_while_nothing_happens_the_whole_limit_is_the_budget(history, limit, calendar):
    start, told = history
    count = next((n for n, event in enumerate(told) if event.kind not in CALM), len(told))
    for known in range(count + 1):
        answer = due(start, limit, calendar, told[:known], ruleset=ND118_2025)
        if answer.due_at is not None:
            assert answer.budget == limit.budget


@given(minutes, limits, start_rules)
def test_what_is_used_at_the_end_is_the_whole_limit(start, limit, rule):
    answer = due(start, limit, official(), start_rule=rule)
    at_the_end = due(start, limit, official(), as_of=answer.late_from, start_rule=rule)
    assert at_the_end.used == at_the_end.budget == limit.budget
    assert at_the_end.is_overdue(answer.late_from)
    assert not at_the_end.is_overdue(answer.late_from - timedelta(microseconds=1))


@given(histories(), limits, st.integers(0, 40), start_rules, calendars(), rulesets)
def test_one_more_day_off_never_makes_it_due_earlier(
    history, limit, ahead, rule, calendar, ruleset
):
    start, told = history
    more = closing_also(calendar, start.date() + timedelta(days=ahead))
    rules = {"start_rule": rule, "ruleset": ruleset, "recorded": True}
    assume(_is_possible(told, ruleset))
    # A new return date is a date, not a length, and of hours so is the day a reopening leaves: a
    # pause after it gives back what it took, which on a day off is nothing.
    dates = (
        {ClockKind.EXTEND}
        if limit.unit.is_counted_in_days
        else {ClockKind.EXTEND, ClockKind.REOPEN}
    )
    assume(not dates & {event.kind for event in told})
    first = due(start, limit, calendar, told, **rules)
    second = due(start, limit, more, told, **rules)
    if first.due_at is None:
        assert second.due_at is None
    else:
        assert second.late_from >= first.late_from
        if ruleset.due_mode is DueMode.END_OF_DAY:  # else the minute follows the reception's
            assert second.due_at >= first.due_at


def closing_also(calendar: WorkCalendar, day: date) -> WorkCalendar:
    """The calendar with one more day off."""
    return WorkCalendar(
        {**calendar._closed, day: "one more"}, calendar._worked - {day}, calendar.hours
    )


def _is_possible(told: list[ClockEvent], ruleset: RuleSet) -> bool:
    """Where a supplement only holds, no stop follows a hold, and a restart opens no run to arrive in."""
    if ruleset.supplement_effect is SupplementEffect.RESTART:
        return True
    kinds = [event.kind for event in told]
    stops_held = (ClockKind.HOLD, ClockKind.STOP) in pairwise(kinds)
    return not stops_held and kinds.count(ClockKind.ARRIVE) < 2


@given(histories(), limits, start_rules, calendars(), st.integers(0, 10_000), st.data())
def test_asking_and_taking_it_back_gains_nobody_time(history, limit, rule, calendar, later, data):
    start, told = history
    place = data.draw(st.integers(0, len(told)))
    before, after = told[:place], told[place:]
    asked_at = before[-1].at if before else start
    rules = {"start_rule": rule, "ruleset": ND118_2025}
    assume(due(start, limit, calendar, before, **rules).running)
    end = after[0].at if after else asked_at + timedelta(minutes=later)
    taken_back = [
        *before,
        ClockEvent(data.draw(st.sampled_from([ClockKind.STOP, ClockKind.HOLD])), asked_at),
        ClockEvent(ClockKind.REVOKE, end),
        *after,
    ]
    now = max(end, told[-1].at if told else start)
    with_it = due(start, limit, calendar, taken_back, now, **rules)
    assert replace(with_it, steps=()) == replace(
        due(start, limit, calendar, told, now, **rules), steps=()
    )


@given(histories(), limits, start_rules, calendars())
def test_an_arrival_starts_the_limit_like_a_reception(history, limit, rule, calendar):
    start, told = history
    at = told[0].at if told else start
    rules = {"start_rule": rule, "ruleset": ND118_2025}
    arrived = due(start, limit, calendar, [ClockEvent(ClockKind.ARRIVE, at)], **rules)
    received = due(at, limit, calendar, **rules)
    assert replace(arrived, steps=()) == replace(received, steps=())


@given(histories(), limits, start_rules, calendars())
def test_the_end_alone_is_the_end_that_is_explained(history, limit, rule, calendar):
    start, told = history
    rules = {"start_rule": rule, "ruleset": ND118_2025}
    answer = due(start, limit, calendar, told, recorded=True, **rules)
    end = end_of_recorded(start, limit, calendar, told, **rules)
    assert end == (None if answer.due_at is None else (answer.due_at, answer.late_from))


@given(minutes, st.integers(0, 3 * 24 * 60), limits, start_rules)
def test_received_later_is_never_due_earlier(start, later, limit, rule):
    first = due(start, limit, official(), start_rule=rule)
    second = due(start + timedelta(minutes=later), limit, official(), start_rule=rule)
    assert first.due_at <= second.due_at


@given(histories(), limits, minutes)
def test_a_restart_forgets_all_that_went_before(history, limit, at):
    start, told = history
    at = max([at, start, *(event.at for event in told)])
    stopping = ClockEvent(ClockKind.STOP, at)
    restarting = ClockEvent(ClockKind.RESTART, at)
    assume(not told or ask((start, told), limit).ended_at is None)
    assume(not _is_stopped(told))
    again = ask((start, [*told, stopping, restarting]), limit)
    fresh = ask((at, []), limit)
    told_alike = {"run": fresh.run, "steps": fresh.steps}
    assert replace(again, **told_alike) == fresh
    assert again.run == sum(event.kind is ClockKind.RESTART for event in told) + 2


@given(histories(), limits)
def test_the_first_date_of_a_run_never_changes(history, limit):
    start, told = history
    first_dates: dict[tuple[int, datetime], datetime] = {}
    for count in range(len(told) + 1):
        answer = ask((start, told[:count]), limit)
        key = answer.run, answer.run_started_at  # an arrival begins the run anew
        assert first_dates.setdefault(key, answer.original_due_at) == answer.original_due_at


@given(histories(), limits)
def test_a_pending_clock_answers_as_if_it_went_on_now(history, limit):
    start, told = history
    last = max([start, *(event.at for event in told)])
    answer = ask(history, limit, as_of=last)
    if not answer.pending:
        return
    kind = ClockKind.RESTART if _is_stopped(told) else ClockKind.RESUME
    going_on = ask((start, [*told, ClockEvent(kind, last)]), limit, as_of=last)
    unlike = {"pending": True, "running": False, "steps": answer.steps}
    assert replace(going_on, **unlike) == answer
    still = ask(history, limit)
    assert still.due_at is still.late_from is None


def _is_stopped(told: list[ClockEvent]) -> bool:
    """Whether a supplement is waited for; a stop taken back leaves what was before it."""
    kept: list[ClockKind] = []
    for event in told:
        if event.kind is ClockKind.REVOKE:
            kept.pop()
        elif event.kind not in (ClockKind.ARRIVE, ClockKind.EXTEND):
            kept.append(event.kind)
    return bool(kept) and kept[-1] is ClockKind.STOP


@given(histories(), limits)
def test_after_reopening_a_working_day_is_left(history, limit):
    start, told = history
    last = max([start, *(event.at for event in told)])
    if told and told[-1].kind is ClockKind.END:
        reopened = ask((start, [*told, ClockEvent(ClockKind.REOPEN, last)]), limit)
        left = official().position(reopened.due_at) - official().position(last)
        assert left >= 1


@given(minutes.flatmap(lambda start: st.tuples(st.just(start), holds(start))), st.integers(1, 4))
@settings(max_examples=60)
def test_working_days_with_holds_agree_with_a_clock_that_walks(history, days):
    start, spans = history
    answer = due(start, TimeLimit(days, LimitUnit.WORKING_DAY), official(), as_events(spans))
    in_time = [span for span in spans if _began_in_time(start, spans, span, days)]
    assert answer.due_at == due_in_working_days(official(), start, days, in_time)


def _began_in_time(start, spans, span, days) -> bool:
    """Whether the dossier was not yet late when the hold began."""
    earlier = as_events(spans[: spans.index(span)])
    so_far = due(start, TimeLimit(days, LimitUnit.WORKING_DAY), official(), earlier)
    return span[0] < so_far.late_from


@given(minutes.flatmap(lambda start: st.tuples(st.just(start), holds(start))), st.integers(1, 20))
@settings(max_examples=60)
def test_working_hours_with_holds_agree_with_a_clock_that_walks(history, hours):
    start, spans = history
    answer = due(start, TimeLimit(hours, LimitUnit.WORKING_HOUR), official(), as_events(spans))
    assert answer.due_at == due_in_working_hours(official(), start, hours, spans)


@given(minutes, limits, start_rules)
def test_the_days_told_are_the_days_between(start, limit, rule):
    answer = due(start, limit, official(), start_rule=rule)
    told = sorted([*answer.counted, *(skipped.date for skipped in answer.skipped)])
    assert told == [told[0] + timedelta(days=n) for n in range(len(told))]
    assert told[-1] == answer.counted[-1] == answer.due_at.date()
    if limit.unit in (LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY):
        assert len(answer.counted) == limit.value


@given(histories(), limits)
def test_with_holds_as_many_days_are_counted_at_least(history, limit):
    answer = ask(history, limit)
    if answer.due_at is not None and not answer.appointment and limit.unit is LimitUnit.WORKING_DAY:
        assert len(answer.counted) >= limit.value
