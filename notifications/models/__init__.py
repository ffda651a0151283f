"""The archive of what is told in time: warnings, demands, flags, apologies, escalations, messages, sweeps."""

from notifications.models.demands import DelayNotice, DueWarning, LapseReason, ReasonCode
from notifications.models.flags import CloseReason, Escalation, OverdueFlag
from notifications.models.letters import ApologyLetter, LetterState, LetterWay
from notifications.models.messages import Message, MessageState
from notifications.models.sweeps import SweepRun

__all__ = [
    "ApologyLetter",
    "CloseReason",
    "DelayNotice",
    "DueWarning",
    "Escalation",
    "LapseReason",
    "LetterState",
    "LetterWay",
    "Message",
    "MessageState",
    "OverdueFlag",
    "ReasonCode",
    "SweepRun",
]
