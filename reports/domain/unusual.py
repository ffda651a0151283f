"""When a rate stands out: above the usual by more than chance explains, and on enough dossiers to say so."""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

#: Days looked at, and days before them that say what is usual.
RECENT_DAYS, USUAL_DAYS = 30, 180
#: Below these nothing is said: 1 of 2 is no alarm.
FEWEST_CASES, FEWEST_BEFORE = 5, 30
#: So many times the usual rate, and so many standard deviations above the number it lets expect.
TIMES, DEVIATIONS = Fraction(3, 2), 2


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    count: int
    of: int

    @property
    def share(self) -> float:
        """From 0 up; of nothing it is 0. Above 1 where what is counted was received earlier."""
        return self.count / self.of if self.of else 0.0


def stands_out(recent: Rate, usual: Rate) -> bool:
    """Whether the recent rate is an alarm.

    At least `FEWEST_CASES` now and `FEWEST_BEFORE` dossiers before; at least `TIMES` the usual
    rate; and more than `DEVIATIONS` standard deviations above what the usual rate lets expect.
    """
    if recent.count < FEWEST_CASES or usual.of < FEWEST_BEFORE:
        return False
    expected = usual.share * recent.of
    beyond_chance = recent.count > expected + DEVIATIONS * sqrt(expected)
    is_far_above = recent.count * usual.of >= TIMES * usual.count * recent.of
    return beyond_chance and is_far_above
