"""How often one address may look up, and how long the PIN door of a code stays closed after wrong PINs.

Moments are seconds since 1970. The second rule stands in Lua beside the Redis counters
(`dossiers.services.throttling`); a test holds both to the same answers.
"""

from dataclasses import dataclass

from agencies.domain.counting import after_spending

#: The look-ups of one address are counted over this many seconds.
PERIOD = 60.0
#: Wrong PINs in a row before the door of a code closes for the first time.
FREE_GUESSES = 5
FIRST_PAUSE = 30.0
LONGEST_PAUSE = 3_600.0
#: Wrong PINs of a code are forgotten when nobody has tried for so long.
GUESSES_KEPT = 86_400.0


@dataclass(frozen=True, slots=True)
class Guesses:
    """PINs tried at the door of one code since the last right one, and until when it is closed."""

    tried: int = 0
    closed_until: float = 0.0


def after_request(spent_until: float, *, now: float, per_minute: int) -> tuple[float, float]:
    """One more request of an address: its new mark, and the seconds to wait when it is refused.

    `spent_until` is the moment at which everything allowed so far is paid off; the whole minute's
    allowance may be used at once and comes back evenly. A refused request costs nothing.
    """
    return after_spending(spent_until, now=now, allowed=per_minute, period=PERIOD)


def after_guess(guesses: Guesses, *, now: float) -> tuple[Guesses, float]:
    """One more PIN tried, and the seconds to wait when the door is closed.

    The pause is set before the PIN is compared, so that many guesses at once gain nothing;
    a right PIN takes it back.
    """
    if guesses.closed_until > now:
        return guesses, guesses.closed_until - now
    tried = guesses.tried + 1
    return Guesses(tried, now + pause_after(tried)), 0.0


def pause_after(tried: int) -> float:
    """Seconds the door closes after so many wrong PINs in a row: 30, 60, 120 … up to an hour."""
    if tried < FREE_GUESSES:
        return 0.0
    return min(FIRST_PAUSE * 2.0 ** min(tried - FREE_GUESSES, 20), LONGEST_PAUSE)
