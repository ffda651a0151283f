"""The reading room: what an officer sees of demands, flags and letters, and whether the sweep is alive."""

from notifications.selectors.heartbeat import Heartbeat, heartbeat
from notifications.selectors.visible import (
    delay_notices_for,
    flags_for,
    letters_for,
)

__all__ = [
    "Heartbeat",
    "delay_notices_for",
    "flags_for",
    "heartbeat",
    "letters_for",
]
