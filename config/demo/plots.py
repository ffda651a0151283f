"""How many dossiers live which life, and when they came: enough of everything, most of it ordinary."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from config.demo import stories
from config.demo.offers import Offer
from config.demo.stories import Life

Fits = Callable[[Offer], bool]


def _any_length(offer: Offer) -> bool:
    return offer.days <= 30 and not offer.at_counter


def _some_days(offer: Offer) -> bool:
    """Long enough to have a day-before duty, short enough to be over by now."""
    return 3 <= offer.days <= 10 and not offer.at_counter


def _sent_in(offer: Offer) -> bool:
    return offer.channel != "in_person" and _any_length(offer)


def _at_counter(offer: Offer) -> bool:
    return offer.at_counter


@dataclass(frozen=True, slots=True)
class Plot:
    """A life, its share of a hundred, which offers suit it, and working days before the end at which it begins."""

    life: Life
    share: int
    fits: Fits
    begins: tuple[float, float]


PLOTS = (
    Plot(stories.smooth, 37, _any_length, (0.5, 82)),
    Plot(stories.last_minute, 9, _any_length, (0.5, 60)),
    Plot(stories.at_once, 6, _at_counter, (0.3, 80)),
    Plot(stories.arrived, 2, _sent_in, (0.02, 0.6)),
    Plot(stories.received, 2, _any_length, (0.02, 0.1)),
    Plot(stories.incomplete, 4, _sent_in, (1, 60)),
    Plot(stories.declined, 2, _sent_in, (1, 80)),
    Plot(stories.supplemented, 5, _some_days, (2, 60)),
    Plot(stories.silent, 3, _some_days, (2, 15)),
    Plot(stories.paying, 4, _some_days, (1, 60)),
    Plot(stories.unpaid, 2, _some_days, (1, 4)),
    Plot(stories.withdrawn, 2, _any_length, (3, 60)),
    Plot(stories.stopped, 1, _some_days, (4, 60)),
    Plot(stories.reopened, 1, _some_days, (15, 60)),
    Plot(stories.announced, 6, _some_days, (3, 60)),
    Plot(stories.missed_twice, 3, _some_days, (14, 26)),
    Plot(stories.late_with_letter, 4, _some_days, (8, 60)),
    Plot(stories.settled_late, 3, _some_days, (8, 60)),
    Plot(stories.neglected, 4, _some_days, (10, 22)),
)


def casting(dossiers: int, rng: random.Random) -> Iterator[Plot]:
    """So many plots by their shares; each comes up once before any comes up twice."""
    rest = [plot for plot in PLOTS for _ in range(plot.share - 1)]
    rng.shuffle(rest)
    order = [*PLOTS, *rest]
    return islice(cycle(order), dossiers)
