"""Kinds of messages, the channels they go by, and when a failed one is tried again."""

from datetime import timedelta
from enum import StrEnum


class MessageKind(StrEnum):
    """What a message says."""

    STATUS = "status"
    DUE_SOON = "due_soon"
    DEMAND = "demand"
    ESCALATION = "escalation"
    REMINDER = "reminder"


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "email"


MAX_ATTEMPTS = 8
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=4)


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after that many failed attempts; None: give up, somebody must look."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return min(_FIRST_WAIT * (1 << 2 * (attempts - 1)), _LONGEST_WAIT)
