"""What holds of every time limit, whatever happens to it."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock import ClockEvent, ClockKind, Due, StartRule, due
from procedures.domain.limits import LimitUnit, TimeLimit
from tests.unit.procedures.calendars import moment, official
from tests.unit.procedures.slow_clock import due_in_working_days, due_in_working_hours

MINUTES_A_YEAR = 366 * 24 * 60
START = moment("2025-12-01T00:00")

minutes = st.integers(0, MINUTES_A_YEAR).map(lambda n: START + timedelta(minutes=n))
limits = st.builds(TimeLimit, st.integers(1, 12), st.sampled_from(LimitUnit))
start_rules = st.sampled_from(StartRule)
#: Mostly the first days after reception, where something can still happen.
gaps = st.lists(st.integers(0, 4 * 24 * 60), min_size=0, max_size=7)


@st.composite
def histories(draw: st.DrawFn) -> tuple[datetime, list[ClockEvent]]:
    """A reception and events that can follow one another."""
    start = at = draw(minutes)
    told: list[ClockEvent] = []
    state, extended = "running", False
    for gap in draw(gaps):
        at += timedelta(minutes=gap)
        kinds = {
            "running": ["stop", "hold", "end"] + ([] if extended else ["extend"]),
            "stopped": ["restart", "end"],
            "held": ["resume", "stop", "end"],
            "ended": ["reopen"],
        }[state]
        kind = ClockKind(draw(st.sampled_from(kinds)))
        if kind is ClockKind.EXTEND:
            told.append(ClockEvent(kind, at, at + timedelta(days=draw(st.integers(400, 800)))))
            extended = True
        else:
            told.append(ClockEvent(kind, at))
        state = {"stop": "stopped", "hold": "held", "end": "ended"}.get(kind, "running")
    return start, told


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
    return due(start, limit, official(), told, **more)


@given(histories(), limits, minutes, start_rules)
def test_events_later_than_the_moment_asked_for_change_nothing(history, limit, at, rule):
    start, told = history
    if at < start:
        at = start
    known = [event for event in told if event.at <= at]
    everything = due(start, limit, official(), told, at, start_rule=rule)
    assert everything == due(start, limit, official(), known, at, start_rule=rule)


@given(histories(), limits, start_rules)
def test_used_and_remaining_are_the_budget_and_time_never_runs_back(history, limit, rule):
    start, _ = history
    before = None
    for hours in range(0, 30 * 24, 7):
        answer = ask(history, limit, as_of=start + timedelta(hours=hours), start_rule=rule)
        assert answer.used + answer.remaining == answer.budget
        assert answer.used >= 0
        if before is not None and before.run == answer.run:
            assert answer.used >= before.used
        before = answer


@given(minutes, limits, start_rules)
def test_what_is_used_at_the_end_is_the_whole_limit(start, limit, rule):
    answer = due(start, limit, official(), start_rule=rule)
    at_the_end = due(start, limit, official(), as_of=answer.late_from, start_rule=rule)
    assert at_the_end.used == at_the_end.budget == limit.budget
    assert at_the_end.is_overdue(answer.late_from)
    assert not at_the_end.is_overdue(answer.late_from - timedelta(microseconds=1))


@given(minutes, limits, st.integers(0, 40), start_rules)
def test_one_more_day_off_never_makes_it_due_earlier(start, limit, ahead, rule):
    closed_day = start.date() + timedelta(days=ahead)
    closed = {start.date() + timedelta(days=n): "x" for n in range(3, 40, 11)}
    fewer = WorkCalendar(closed)
    more = WorkCalendar({**closed, closed_day: "one more"})
    assert (
        due(start, limit, more, start_rule=rule).due_at
        >= due(start, limit, fewer, start_rule=rule).due_at
    )


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
    assume(not told or told[-1].kind not in (ClockKind.STOP, ClockKind.END))
    again = due(start, limit, official(), [*told, stopping, restarting])
    fresh = due(at, limit, official())
    told_alike = {"run": fresh.run, "steps": fresh.steps}
    assert replace(again, **told_alike) == fresh
    assert again.run == sum(event.kind is ClockKind.RESTART for event in told) + 2


@given(histories(), limits)
def test_the_first_date_of_a_run_never_changes(history, limit):
    start, told = history
    first_dates: dict[int, datetime] = {}
    for count in range(len(told) + 1):
        answer = due(start, limit, official(), told[:count])
        assert first_dates.setdefault(answer.run, answer.original_due_at) == answer.original_due_at


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
    return told[-1].kind is ClockKind.STOP


@given(histories(), limits)
def test_after_reopening_a_working_day_is_left(history, limit):
    start, told = history
    last = max([start, *(event.at for event in told)])
    if told and told[-1].kind is ClockKind.END:
        reopened = due(start, limit, official(), [*told, ClockEvent(ClockKind.REOPEN, last)])
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
