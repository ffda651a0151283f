"""What cannot have happened is refused, each with its own code."""

from datetime import UTC, datetime

import pytest

from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock import (
    ClockError,
    ClockEvent,
    ClockKind,
    StartRule,
    due,
    end_of_recorded,
)
from procedures.domain.rulesets import ND118_2025, RULESETS, ruleset_by_code
from tests.unit.procedures.calendars import events, limit, moment, official, official_but_closed

RECEIVED = moment("2026-11-19T16:40")
FIVE_DAYS = limit("5 working_day")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("hold@2026-11-19T16:39", "before_start"),
        ("hold@2026-11-23T09:00 resume@2026-11-20T09:00", "out_of_order"),
        ("start@2026-11-20T09:00", "already_started"),
        ("stop@2026-11-20T09:00 stop@2026-11-20T10:00", "already_stopped"),
        ("restart@2026-11-20T09:00", "not_stopped"),
        ("hold@2026-11-20T09:00 restart@2026-11-20T10:00", "not_stopped"),
        ("hold@2026-11-20T09:00 hold@2026-11-20T10:00", "already_held"),
        ("stop@2026-11-20T09:00 hold@2026-11-20T10:00", "not_running"),
        ("resume@2026-11-20T09:00", "not_held"),
        ("stop@2026-11-20T09:00 resume@2026-11-20T10:00", "not_held"),
        ("end@2026-11-20T09:00 end@2026-11-20T10:00", "ended"),
        ("end@2026-11-20T09:00 stop@2026-11-20T10:00", "ended"),
        ("reopen@2026-11-20T09:00", "not_ended"),
        ("revoke@2026-11-20T09:00", "nothing_to_revoke"),
        (
            "stop@2026-11-20T09:00 restart@2026-11-20T10:00 revoke@2026-11-20T11:00",
            "nothing_to_revoke",
        ),
        ("stop@2026-11-20T09:00 revoke@2026-11-20T10:00 restart@2026-11-20T11:00", "not_stopped"),
        ("arrive@2026-11-20T09:00", "arrival_not_counted"),
        ("extend@2026-11-26T09:00>2026-11-27T17:00", "not_later"),
        ("extend@2026-11-30T09:00>2026-11-30T08:00", "not_later"),
        ("stop@2026-11-20T09:00 extend@2026-11-20T10:00>2026-12-07T17:00", "not_running"),
        (
            "extend@2026-11-26T09:00>2026-12-01T17:00 extend@2026-11-30T09:00>2026-12-07T17:00",
            "already_extended",
        ),
        (
            "extend@2026-11-26T09:00>2026-12-01T17:00 stop@2026-11-30T09:00 "
            "restart@2026-12-02T09:00 extend@2026-12-08T09:00>2026-12-15T17:00",
            "already_extended",
        ),
    ],
)
def test_what_cannot_have_happened_is_refused(told: str, code: str):
    with pytest.raises(ClockError) as refused:
        due(RECEIVED, FIVE_DAYS, official(), events(told))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("arrive@2026-11-20T09:00 arrive@2026-11-20T10:00", "already_arrived"),
        ("stop@2026-11-20T09:00 arrive@2026-11-20T10:00", "not_running"),
        ("hold@2026-11-20T09:00 arrive@2026-11-20T10:00", "not_running"),
        ("end@2026-11-20T09:00 arrive@2026-11-20T10:00", "ended"),
        ("extend@2026-11-20T09:00>2026-12-04T17:00 arrive@2026-11-20T10:00", "date_promised"),
    ],
)
def test_an_arrival_that_makes_no_sense_is_refused(told: str, code: str):
    with pytest.raises(ClockError) as refused:
        due(RECEIVED, FIVE_DAYS, official(), events(told), ruleset=ND118_2025)
    assert refused.value.code == code


def test_a_request_taken_back_gains_nobody_time():
    asked = events("stop@2026-11-23T09:00 revoke@2026-11-26T16:00")
    answer = due(RECEIVED, FIVE_DAYS, official(), asked)
    plain = due(RECEIVED, FIVE_DAYS, official(), as_of=moment("2026-11-26T16:00"))
    assert (answer.due_at, answer.run, answer.used) == (plain.due_at, 1, plain.used)


def test_a_stop_taken_back_while_held_leaves_the_hold():
    told = events("hold@2026-11-20T07:30 stop@2026-11-20T13:30 revoke@2026-11-23T07:30")
    resumed = [*told, *events("resume@2026-11-25T07:30")]
    held = events("hold@2026-11-20T07:30 resume@2026-11-25T07:30")
    assert due(RECEIVED, FIVE_DAYS, official(), told).due_at is None
    answer = due(RECEIVED, FIVE_DAYS, official(), resumed)
    assert answer.due_at == due(RECEIVED, FIVE_DAYS, official(), held).due_at


def test_a_start_at_reception_says_what_is_known():
    told = events("start@2026-11-19T16:40")
    assert due(RECEIVED, FIVE_DAYS, official(), told) == due(RECEIVED, FIVE_DAYS, official())


def test_only_a_new_return_date_takes_a_second_moment():
    with pytest.raises(ClockError, match="missing_until"):
        ClockEvent(ClockKind.EXTEND, RECEIVED)
    with pytest.raises(ClockError, match="unexpected_until"):
        ClockEvent(ClockKind.HOLD, RECEIVED, RECEIVED)


def test_a_start_before_the_calendar_is_refused_and_one_on_its_first_day_is_not():
    with pytest.raises(ClockError, match="before_calendar"):
        due(moment("2017-12-31T23:59"), FIVE_DAYS, official())
    assert due(moment("2018-01-01T00:00"), FIVE_DAYS, official()).due_at


def test_a_calendar_without_years_refuses_everything():
    with pytest.raises(ClockError, match="no_calendar"):
        due(RECEIVED, FIVE_DAYS, WorkCalendar({}, years={}))


def test_a_year_nobody_can_mean_is_refused():
    for year in (1, 9999):
        with pytest.raises(ClockError, match="out_of_range"):
            due(datetime(year, 1, 1, tzinfo=UTC), FIVE_DAYS, official())


def test_a_moment_before_reception_cannot_be_asked_for():
    with pytest.raises(ClockError, match="as_of_before_start"):
        due(RECEIVED, FIVE_DAYS, official(), as_of=moment("2026-11-19T16:39"))


def test_moments_of_any_zone_are_told_in_vietnams():
    answer = due(datetime(2026, 11, 19, 9, 40, tzinfo=UTC), FIVE_DAYS, official())
    assert answer == due(RECEIVED, FIVE_DAYS, official())
    assert answer == due(RECEIVED.replace(tzinfo=None), FIVE_DAYS, official())


def test_rule_sets_are_known_by_their_code():
    assert all(ruleset_by_code(code).code == code for code in RULESETS)
    with pytest.raises(KeyError):
        ruleset_by_code("ND99")


def test_a_promise_taken_over_from_an_older_system_is_the_first_due_moment() -> None:
    promised = moment("2026-12-04T17:00")
    answer = due(
        RECEIVED, FIVE_DAYS, official(), [ClockEvent(ClockKind.PROMISE, RECEIVED, promised)]
    )
    assert answer.due_at == answer.original_due_at == promised
    assert answer.appointment == 0


def test_a_promised_date_that_was_closed_since_gives_way_to_the_next_working_day():
    told = events("extend@2026-11-26T10:00>2026-12-02T17:00")
    closed = official_but_closed("2026-12-02")
    answer = due(RECEIVED, FIVE_DAYS, closed, told, recorded=True)
    assert (answer.due_at, answer.appointment) == (moment("2026-12-03T17:00"), 1)
    assert [step.code for step in answer.steps[-3:]] == ["extended", "rolled", "due"]


def test_a_promised_date_that_the_limit_itself_overtook_is_made_good():
    told = events("extend@2026-11-26T10:00>2026-11-30T17:00")
    closed = official_but_closed("2026-11-27", "2026-11-30")
    with pytest.raises(ClockError, match="not_later"):
        due(RECEIVED, FIVE_DAYS, closed, told)
    answer = due(RECEIVED, FIVE_DAYS, closed, told, recorded=True)
    assert answer.due_at == moment("2026-12-01T17:00")


def test_the_end_alone_is_the_end_that_is_explained():
    told = events("hold@2026-11-20T07:30 resume@2026-11-23T07:30")
    rules = {"ruleset": ND118_2025, "start_rule": StartRule.ORDINARY}
    answer = due(RECEIVED, FIVE_DAYS, official(), told, **rules)
    end = end_of_recorded(RECEIVED, FIVE_DAYS, official(), told, **rules)
    assert end == (answer.due_at, answer.late_from)
    stopped = events("stop@2026-11-20T07:30")
    assert end_of_recorded(RECEIVED, FIVE_DAYS, official(), stopped, **rules) is None
