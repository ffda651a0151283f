"""The desk's pages for delay notices, apology letters, flags, messages and the sweep."""

from notifications.admin import (
    demands,
    downtime,
    flags,
    letters,
    messages,
    reminders,
    sweeps,
    webhooks,
)

__all__ = [
    "demands",
    "downtime",
    "flags",
    "letters",
    "messages",
    "reminders",
    "sweeps",
    "webhooks",
]
