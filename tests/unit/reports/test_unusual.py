"""When a rate is an alarm: not on small numbers, not within chance, not little above the usual."""

import pytest

from reports.domain.unusual import Rate, stands_out

#: One in ten, on many dossiers.
USUAL = Rate(60, 600)


@pytest.mark.parametrize(
    ("recent", "usual", "alarm"),
    [
        (Rate(30, 100), USUAL, True),
        (Rate(1, 2), USUAL, False),  # one of two
        (Rate(4, 4), USUAL, False),  # fewer than five, however many they are of
        (Rate(5, 10), USUAL, True),
        (Rate(5, 30), USUAL, False),  # three were to be expected: chance explains five
        (Rate(7, 30), USUAL, True),
        (Rate(1_300, 10_000), USUAL, False),  # more than chance, but not half as much again
        (Rate(1_500, 10_000), USUAL, True),
        (Rate(20, 40), Rate(2, 20), False),  # too few before to say what is usual
        (Rate(5, 40), Rate(0, 200), True),  # it never happened before
        (Rate(5, 0), Rate(3, 200), True),  # withdrawn this month, received in earlier ones
        (Rate(0, 0), Rate(0, 0), False),
    ],
)
def test_an_alarm_needs_enough_cases_and_more_than_chance(
    recent: Rate, usual: Rate, alarm: bool
) -> None:
    assert stands_out(recent, usual) is alarm
