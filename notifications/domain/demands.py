"""What the settling agency is asked before a date is missed, and until when (Decree 61/2018/NĐ-CP, art. 19.9)."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from procedures.domain.zone import day_start


class DemandKind(StrEnum):
    """`day_before` is the law's duty; the other two are the house's own reminders.

    `half_time`: limits so short (hours, the same day, one day) that no day lies before the due day.
    `finish_only`: the date has been moved once, so that no further date can be asked.
    """

    DAY_BEFORE = "day_before"
    HALF_TIME = "half_time"
    FINISH_ONLY = "finish_only"


def end_of_day(day: date) -> datetime:
    """24:00 of a day, the last moment at which a day-before demand can be answered."""
    return day_start(day + timedelta(days=1))
