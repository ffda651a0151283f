"""Time left is told in the limit's own unit."""

import pytest

from procedures.domain.clock import TimeLeft, due, time_left
from tests.unit.procedures.calendars import events, limit, moment, official


def left(told_limit: str, at: str, *, received: str = "2026-11-19T16:40", told: str = ""):
    answer = due(moment(received), limit(told_limit), official(), events(told))
    return time_left(answer, official(), at=moment(at))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-19T16:40", TimeLeft(False, days=5)),
        ("2026-11-20T07:30", TimeLeft(False, days=5)),
        ("2026-11-25T13:30", TimeLeft(False, days=2, hours=3)),
        ("2026-11-24T12:00", TimeLeft(False, days=3)),
        ("2026-11-27T16:15", TimeLeft(False, minutes=45)),
        ("2026-11-27T17:00", TimeLeft(False)),
        ("2026-11-27T23:59", TimeLeft(False)),
        ("2026-11-28T00:00", TimeLeft(True)),
        ("2026-11-30T10:30", TimeLeft(True, hours=3)),
        ("2026-11-30T17:00", TimeLeft(True, days=1)),
    ],
)
def test_working_days_are_told_with_their_eighths(at: str, expected: TimeLeft):
    assert left("5 working_day", at) == expected


def test_two_days_and_three_hours_are_left():
    # Wednesday 13:30 leaves three and a half office hours of the day: 3/8 of it, rounded down.
    assert left("5 working_day", "2026-11-25T13:30") == TimeLeft(False, days=2, hours=3)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-20T09:00", TimeLeft(False, hours=6, minutes=10)),
        ("2026-11-20T16:40", TimeLeft(True)),
        ("2026-11-23T08:00", TimeLeft(True, hours=0, minutes=50)),
    ],
)
def test_working_hours_are_told_in_office_time(at: str, expected: TimeLeft):
    assert left("8 working_hour", at) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-12-29T09:00", TimeLeft(False, days=2)),
        ("2026-12-31T09:00", TimeLeft(False, hours=8)),
        ("2026-12-31T18:00", TimeLeft(False)),
        ("2027-01-01T00:00", TimeLeft(True, days=1)),
    ],
)
def test_calendar_days_are_told_by_the_calendar(at: str, expected: TimeLeft):
    assert left("15 calendar_day", at, received="2026-12-16T09:00") == expected


def test_clock_hours_are_told_by_the_clock():
    assert left("24 clock_hour", "2026-11-20T14:10") == TimeLeft(False, hours=2, minutes=30)


def test_a_new_return_date_is_what_time_left_is_told_to():
    told = "extend@2026-11-26T10:00>2026-12-02T17:00"
    assert left("5 working_day", "2026-11-30T17:00", told=told) == TimeLeft(False, days=2)


def test_nothing_is_left_while_the_clock_stands_still():
    assert left("5 working_day", "2026-11-24T09:00", told="hold@2026-11-23T09:00") is None
