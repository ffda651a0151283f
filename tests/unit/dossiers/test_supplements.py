"""Supplements by the book: when asking is at fault, and what of it has come."""

from datetime import timedelta

import pytest

from dossiers.domain.supplements import Delivery, Fault, faults
from tests.factories import moment

#: 24:00 of Wednesday 25 November 2026.
UNTIL = moment("2026-11-26 00:00")
A_MINUTE = timedelta(minutes=1)


def test_the_first_request_in_the_three_days_is_without_fault() -> None:
    assert faults(asked_before=0, most=1, until=UNTIL, at=UNTIL - A_MINUTE) == ()


def test_midnight_after_the_third_day_is_too_late() -> None:
    assert faults(asked_before=0, most=1, until=UNTIL, at=UNTIL) == (Fault.LATE,)


def test_a_late_second_request_is_at_fault_twice() -> None:
    assert faults(asked_before=1, most=1, until=UNTIL, at=UNTIL) == (Fault.LATE, Fault.REPEATED)


@pytest.mark.parametrize(("most", "found"), [(0, (Fault.REPEATED,)), (2, ())])
def test_how_often_may_be_asked_is_said_by_the_rule_set(most: int, found: object) -> None:
    asked_before = 0 if most == 0 else 1
    assert faults(asked_before=asked_before, most=most, until=UNTIL, at=UNTIL - A_MINUTE) == found


def test_parts_add_up_in_the_order_in_which_they_were_asked_for() -> None:
    delivery = Delivery(asked=("Đơn", "Bản vẽ", "Ảnh"), before=("Ảnh",), now=("Đơn", "Thư"))
    assert delivery.strange == ["Thư"]
    assert delivery.new == ["Đơn"]
    assert delivery.there == ["Đơn", "Ảnh"]
    assert delivery.missing == ["Bản vẽ"]


def test_what_came_before_is_not_new() -> None:
    assert Delivery(asked=("Đơn",), before=("Đơn",), now=("Đơn",)).new == []
