"""Time limits are whole, positive and within reason."""

import pytest

from procedures.domain.limits import LimitUnit, TimeLimit


@pytest.mark.parametrize("value", [0, -1, 10_001, True, 2.5, "5", None])
def test_a_limit_is_a_whole_number_within_reason(value: object):
    with pytest.raises(ValueError, match="time limit"):
        TimeLimit(value, LimitUnit.WORKING_DAY)


def test_a_limit_may_be_far_longer_than_any_in_the_catalogue():
    assert TimeLimit(5_000, LimitUnit.WORKING_DAY).budget == 5_000


def test_months_end_within_a_century():
    with pytest.raises(ValueError, match="1200"):
        TimeLimit(1_201, LimitUnit.MONTH)


def test_a_same_day_limit_is_one_day_whatever_comes_with_it():
    assert TimeLimit(0, LimitUnit.SAME_DAY) == TimeLimit(1, LimitUnit.SAME_DAY)


def test_a_unit_may_be_given_by_its_code():
    assert TimeLimit(3, "month").unit is LimitUnit.MONTH
    with pytest.raises(ValueError, match="fortnight"):
        TimeLimit(3, "fortnight")
