"""The steps of the internal process against the limit."""

from decimal import Decimal

import pytest

from procedures.domain.limits import LimitUnit
from procedures.domain.process import process_gap


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
