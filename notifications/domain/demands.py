"""What the settling agency is asked before a date is missed (Decree 61/2018/NĐ-CP, art. 19.9)."""

from enum import StrEnum


class DemandKind(StrEnum):
    """`day_before` is the law's duty; the other two are the house's own reminders.

    `half_time`: limits so short (hours, the same day, one day) that no day lies before the due day.
    `finish_only`: the date has been moved once, so that no further date can be asked.
    """

    DAY_BEFORE = "day_before"
    HALF_TIME = "half_time"
    FINISH_ONLY = "finish_only"
