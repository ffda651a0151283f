"""An allowance may be used at once and comes back evenly."""

import pytest

from agencies.domain.counting import after_spending


def test_an_allowance_may_be_used_at_once() -> None:
    mark = 0.0
    waits = []
    for _ in range(4):
        mark, wait = after_spending(mark, now=1_000.0, allowed=3, period=90.0)
        waits.append(wait)
    assert waits == [0.0, 0.0, 0.0, pytest.approx(30.0)]


def test_what_is_refused_costs_nothing() -> None:
    full = 1_090.0
    assert after_spending(full, now=1_000.0, allowed=3, period=90.0)[0] == full
    mark, wait = after_spending(full, now=1_030.0, allowed=3, period=90.0)
    assert (mark, wait) == (1_120.0, 0.0)


def test_after_a_whole_period_everything_is_back() -> None:
    mark, wait = after_spending(1_090.0, now=1_090.0, allowed=3, period=90.0)
    assert (mark, wait) == (1_120.0, 0.0)
