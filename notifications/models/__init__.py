"""The archive of what is told in time: warnings, demands, flags, apologies, escalations, messages, sweeps."""

from notifications.models.demands import DelayNotice, DueWarning, LapseReason, ReasonCode
from notifications.models.digests import DigestLine
from notifications.models.downtime import Downtime
from notifications.models.flags import CloseReason, Escalation, OverdueFlag
from notifications.models.letters import (
    DATED_WAYS,
    ISSUED_STATES,
    PENDING_STATES,
    UNSIGNED_STATES,
    ApologyLetter,
    LetterState,
    LetterWay,
)
from notifications.models.messages import Message, MessageState
from notifications.models.reminders import ReminderLetter, ReminderLine, ReminderState
from notifications.models.sweeps import JobRun, SweepRun
from notifications.models.webhooks import Webhook

__all__ = [
    "DATED_WAYS",
    "ISSUED_STATES",
    "PENDING_STATES",
    "UNSIGNED_STATES",
    "ApologyLetter",
    "CloseReason",
    "DelayNotice",
    "DigestLine",
    "Downtime",
    "DueWarning",
    "Escalation",
    "JobRun",
    "LapseReason",
    "LetterState",
    "LetterWay",
    "Message",
    "MessageState",
    "OverdueFlag",
    "ReasonCode",
    "ReminderLetter",
    "ReminderLine",
    "ReminderState",
    "SweepRun",
    "Webhook",
]
