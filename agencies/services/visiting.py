"""Counting visitors' questions to what is open to everybody: the catalogue and the calculator."""

from datetime import datetime

from django.conf import settings

from agencies.services.counting import count

_MINUTE = 60.0


def seconds_to_wait(client: str, *, at: datetime) -> int:
    """Count one more question of an address; 0 lets it in.

    As many a minute as look-ups (`LOOKUP_RATE_PER_MINUTE`), but counted apart: whoever reads the
    catalogue can still look up.
    """
    return count(
        f"open:{client}",
        now=at.timestamp(),
        allowed=settings.LOOKUP_RATE_PER_MINUTE,
        period=_MINUTE,
    )
