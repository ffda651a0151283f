"""How often something may happen: an allowance that may be used at once and comes back evenly.

Moments are seconds since 1970. The same rule stands in Lua beside the Redis counters
(`agencies.services.counting`); a test holds them to the same answers.
"""

#: Smaller waits are the dust of arithmetic with fractions.
_DUST = 1e-6


def after_spending(
    spent_until: float, *, now: float, allowed: int, period: float
) -> tuple[float, float]:
    """One more of what is counted: its new mark, and the seconds to wait when it is refused.

    `spent_until` is the moment at which everything so far is paid off, `allowed` in `period`
    seconds. What is refused costs nothing.
    """
    spent = max(spent_until, now) + period / allowed
    wait = spent - now - period
    if wait > _DUST:
        return spent_until, wait
    return spent, 0.0
