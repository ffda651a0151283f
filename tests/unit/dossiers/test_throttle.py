"""The rules of the look-up's throttle."""

import pytest

from dossiers.domain.throttle import Guesses, after_guess, after_request, pause_after


@pytest.mark.parametrize(
    ("tried", "seconds"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (11, 1_920), (12, 3_600), (10**9, 3_600)],
)
def test_the_pause_doubles_up_to_an_hour(tried: int, seconds: float) -> None:
    assert pause_after(tried) == seconds


def test_a_refused_request_costs_nothing() -> None:
    spent, wait = after_request(1_060.0, now=1_000.0, per_minute=60)
    assert (spent, wait) == (1_060.0, 1.0)


def test_a_closed_door_counts_nothing() -> None:
    closed = Guesses(tried=5, closed_until=1_030.0)
    assert after_guess(closed, now=1_000.0) == (closed, 30.0)
    assert after_guess(closed, now=1_030.0) == (Guesses(6, 1_090.0), 0.0)
