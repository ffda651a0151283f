"""The steps of the internal process against the limit."""

from decimal import Decimal
from fractions import Fraction

import pytest

from procedures.domain.limits import LimitUnit
from procedures.domain.process import (
    Desk,
    hours_left,
    moved_by,
    next_step,
    process_gap,
    step_inside,
    without_pauses,
)
from tests.unit.procedures.calendars import moment, official


@pytest.mark.parametrize(
    ("hours", "value", "unit", "gap"),
    [
        (["4", "32", "4"], 5, LimitUnit.WORKING_DAY, Decimal(0)),
        (["4", "32"], 5, LimitUnit.WORKING_DAY, Decimal(-4)),
        (["2", "3", "2", "2"], 8, LimitUnit.WORKING_HOUR, Decimal(1)),
        (["8"], 15, LimitUnit.CALENDAR_DAY, None),
        ([], 5, LimitUnit.WORKING_DAY, None),
        (["8"], None, None, None),
    ],
)
def test_the_gap_is_told_in_working_hours(hours, value, unit, gap):
    assert process_gap(map(Decimal, hours), value, unit) == gap


def test_what_earlier_stays_used_is_taken_off_a_budget_that_goes_on():
    # Tuesday morning from opening to eleven, and Wednesday's last hour: four and a half hours of eight.
    stays = [
        (moment("2026-03-10T07:30"), moment("2026-03-10T11:00")),
        (moment("2026-03-11T16:00"), moment("2026-03-11T17:00")),
    ]
    assert hours_left(Decimal(8), stays, official()) == Fraction(7, 2)
    assert hours_left(Decimal(4), stays, official()) == 0, "never below nothing"


def test_only_office_time_is_used():
    weekend = [(moment("2026-03-13T17:00"), moment("2026-03-16T07:30"))]
    assert hours_left(Decimal(8), weekend, official()) == 8


def test_a_step_is_due_later_by_the_office_time_of_its_pauses():
    due_at = moment("2026-03-11T09:30")
    pause = (moment("2026-03-10T10:00"), moment("2026-03-11T10:00"))
    assert moved_by(due_at, [pause], official()) == moment("2026-03-12T09:30")
    assert moved_by(due_at, [], official()) == due_at
    assert moved_by(due_at, [(pause[0], None)], official()) is None, "still held"


def test_a_stay_is_cut_by_the_pauses_that_began_in_it():
    start, held, resumed, end, later = (
        moment(f"2026-03-1{number}T09:00") for number in (0, 1, 2, 3, 6)
    )
    assert without_pauses(start, end, [(held, resumed), (later, None)]) == [
        (start, held),
        (resumed, end),
    ]
    assert without_pauses(start, end, [(end, None)]) == [(start, end)], "a pause that ended it"


A, B, C, UNKNOWN = 1, 2, 3, 9


@pytest.mark.parametrize(
    ("units", "present", "unit", "step"),
    [
        ([A, B, C], 1, B, 2),
        ([A, B, C], 1, C, 3),
        ([A, B, C], 3, A, 1),
        ([A, B, A, C], 2, A, 3),
        ([A, B, A, C], 4, A, 3),
        ([A, None, B], 1, UNKNOWN, 2),
        ([A, None, B], 2, B, 3),
        ([A, B], 1, A, 1),
        ([], 1, A, 2),
        ([B, A], 0, A, 2),
        ([B], 0, UNKNOWN, 1),
    ],
)
def test_the_step_follows_the_unit_onward_else_back(units, present, unit, step):
    assert next_step([Desk(unit) for unit in units], present, unit) == step


DRAFT_CHECK_SIGN = [
    Desk(3, "specialist"),
    Desk(3, "unit_head"),
    Desk(7, "agency_head"),
]


@pytest.mark.parametrize(
    ("present", "held", "step"),
    [
        (1, {"specialist"}, 1),
        (1, {"unit_head"}, 2),
        (2, {"specialist"}, 1),
        (1, {"specialist", "unit_head"}, 1),
        (1, {"agency_head"}, 1),
    ],
)
def test_inside_a_unit_the_step_follows_the_role_of_who_takes_it(present, held, step):
    assert step_inside(DRAFT_CHECK_SIGN, present, 3, held=held) == step


def test_an_officer_of_another_unit_takes_the_step_for_a_role_held():
    assert next_step(DRAFT_CHECK_SIGN, 2, 7, held={"agency_head"}) == 3
    assert next_step(DRAFT_CHECK_SIGN, 2, 7, held={"specialist"}) == 3
    assert next_step(DRAFT_CHECK_SIGN, 3, 3, held={"specialist"}) == 1


def test_where_the_process_names_no_units_the_role_alone_tells():
    anywhere = [Desk(None, "specialist"), Desk(None, "agency_head")]
    assert step_inside(anywhere, 1, 90, held={"agency_head"}) == 2
    assert step_inside(anywhere, 1, 90, held={"specialist"}) == 1
