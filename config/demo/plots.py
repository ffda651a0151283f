"""How many dossiers live which life, and when they came: enough of everything, most of it ordinary."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from config.demo.offers import Offer
from config.demo.stories import delayed, ordinary, together
from config.demo.stories.parts import Life

Fits = Callable[[Offer], bool]


def _any_length(offer: Offer) -> bool:
    return offer.days <= 30 and not offer.at_counter


def _some_days(offer: Offer) -> bool:
    """Long enough to have a day-before duty, short enough to be over by now."""
    return 3 <= offer.days <= 10 and not offer.at_counter


def _by_a_unit(offer: Offer) -> bool:
    """Of a department whose process names a unit, handed in at the counter."""
    return _some_days(offer) and offer.settling_agency is not None and offer.channel == "in_person"


def _at_the_centre(offer: Offer) -> bool:
    return _handed_in(offer) and offer.settling_agency is not None


def _handed_in(offer: Offer) -> bool:
    return offer.channel == "in_person" and _any_length(offer)


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
    #: Handed in at a commune although a department settles it.
    at_commune: bool = False


PLOTS = (
    Plot(ordinary.smooth, 26, _any_length, (0.5, 58)),
    Plot(ordinary.last_minute, 9, _any_length, (0.5, 58)),
    Plot(ordinary.at_once, 6, _at_counter, (0.3, 58)),
    Plot(ordinary.arrived, 2, _sent_in, (0.02, 0.6)),
    Plot(ordinary.received, 2, _handed_in, (0.02, 0.1)),
    Plot(ordinary.on_paper, 2, _at_the_centre, (5.3, 5.32)),
    Plot(ordinary.incomplete, 4, _sent_in, (1, 58)),
    Plot(ordinary.declined, 2, _sent_in, (1, 58)),
    Plot(ordinary.supplemented, 5, _some_days, (2, 58)),
    Plot(ordinary.silent, 3, _some_days, (2, 15)),
    Plot(ordinary.paying, 4, _some_days, (1, 58)),
    Plot(ordinary.unpaid, 2, _some_days, (1, 4)),
    Plot(ordinary.withdrawn, 2, _any_length, (3, 58)),
    Plot(ordinary.stopped, 1, _some_days, (4, 58)),
    Plot(ordinary.reopened, 1, _some_days, (15, 58)),
    Plot(delayed.announced, 6, _some_days, (3, 58)),
    Plot(delayed.missed_twice, 3, _some_days, (14, 26)),
    Plot(delayed.late_with_letter, 4, _some_days, (8, 58)),
    Plot(delayed.settled_late, 3, _some_days, (8, 58)),
    Plot(delayed.neglected, 4, _some_days, (10, 22)),
    Plot(together.delivered_in_parts, 1, _some_days, (6, 58)),
    Plot(together.asked_in_vain, 1, _some_days, (4, 58)),
    Plot(together.sent_back, 1, _by_a_unit, (3, 58)),
    Plot(together.consulted, 2, _by_a_unit, (4, 58)),
    Plot(together.opinion_awaited, 1, _by_a_unit, (1, 4)),
    Plot(together.verified, 1, _some_days, (4, 58)),
    Plot(together.forwarded, 1, _by_a_unit, (3, 58), at_commune=True),
    Plot(together.lost, 1, _some_days, (6, 58)),
)


def casting(dossiers: int, rng: random.Random) -> Iterator[Plot]:
    """So many plots by their shares; each comes up once before any comes up twice."""
    rest = [plot for plot in PLOTS for _ in range(plot.share - 1)]
    rng.shuffle(rest)
    order = [*PLOTS, *rest]
    return islice(cycle(order), dossiers)
