"""The clock of a time limit: from reception and what happens afterwards to the due moment.

Plain functions over an immutable calendar; nothing here knows what time it is now.
"""

from procedures.domain.clock.answer import Dates, Due, dates_of_recorded, due, end_of_recorded
from procedures.domain.clock.duties import (
    reception_due,
    supplement_notice_due,
    transfer_due,
    warn_from,
)
from procedures.domain.clock.events import ClockError, ClockEvent, ClockKind, StartRule
from procedures.domain.clock.explanation import Article, Skipped, Step
from procedures.domain.clock.time_left import TimeLeft, time_left

__all__ = [
    "Article",
    "ClockError",
    "ClockEvent",
    "ClockKind",
    "Dates",
    "Due",
    "Skipped",
    "StartRule",
    "Step",
    "TimeLeft",
    "dates_of_recorded",
    "due",
    "end_of_recorded",
    "reception_due",
    "supplement_notice_due",
    "time_left",
    "transfer_due",
    "warn_from",
]
