"""The house as `make run` serves it, with its clock set: stories happen on a day of the office."""

import os
from datetime import UTC, datetime, timedelta

from django.utils import timezone

_AHEAD = timedelta(seconds=float(os.environ["CLOCK_AHEAD"]))


def _now() -> datetime:
    return datetime.now(UTC) + _AHEAD


timezone.now = _now

from config.wsgi import application  # noqa: E402 -- the clock is set before anybody looks at it

__all__ = ["application"]
