"""Kinds of messages, the channels they go by, why one is dropped, and when a failed one is tried again."""

from datetime import timedelta
from enum import StrEnum


class MessageKind(StrEnum):
    """What a message says."""

    STATUS = "status"
    DIGEST = "digest"
    DEMAND = "demand"
    ESCALATION = "escalation"
    REMINDER = "reminder"


#: Acts that move the return date and leave the status as it is.
DATE_ACTS = ("reappoint", "recompute")


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    SMS = "sms"
    WEBHOOK = "webhook"


class DropReason(StrEnum):
    """Why a planned message was not sent: asked again before sending, it was no longer true."""

    SUPERSEDED = "superseded"
    ANSWERED = "answered"
    NOT_OVERDUE = "not_overdue"
    NOTHING_LEFT = "nothing_left"
    NO_ADDRESS = "no_address"
    NOT_WANTED = "not_wanted"
    NOT_VISIBLE = "not_visible"


class Topic(StrEnum):
    """What a line of an officer's daily digest is about, in the order in which it is told."""

    SUBMISSION = "submission"
    ANNOUNCEMENT = "announcement"
    DUE_SOON = "due_soon"
    SUPPLEMENT = "supplement"
    CONSULTATION = "consultation"
    MOVED = "moved"
    VIOLATION = "violation"


MAX_ATTEMPTS = 8
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=4)


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after that many failed attempts; None: give up, somebody must look."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return min(_FIRST_WAIT * (1 << 2 * (attempts - 1)), _LONGEST_WAIT)
