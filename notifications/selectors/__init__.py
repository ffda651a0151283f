"""The reading room: what an officer sees of demands, flags and letters, and whether the sweep is alive."""

from notifications.selectors.apologies import in_total, overdue_without_apology
from notifications.selectors.heartbeat import Heartbeat, JobBeat, heartbeat, job_beats
from notifications.selectors.reminders import reminders_for
from notifications.selectors.visible import (
    delay_notices_for,
    flags_for,
    letters_for,
)
from notifications.selectors.webhooks import (
    may_be_told,
    webhooks_told_of,
    webhooks_told_of_each,
)

__all__ = [
    "Heartbeat",
    "JobBeat",
    "delay_notices_for",
    "flags_for",
    "heartbeat",
    "in_total",
    "job_beats",
    "letters_for",
    "may_be_told",
    "overdue_without_apology",
    "reminders_for",
    "webhooks_told_of",
    "webhooks_told_of_each",
]
