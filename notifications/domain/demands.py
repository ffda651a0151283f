"""What the settling agency is asked before a date is missed, and until when (Decree 61/2018/NĐ-CP, art. 19.9)."""

from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum


class DemandKind(StrEnum):
    """`day_before` is the law's duty; the other two are the house's own reminders."""

    DAY_BEFORE = "day_before"
    HALF_TIME = "half_time"
    FINISH_ONLY = "finish_only"


def demand_kind(*, warn_on: date | None, may_be_reappointed: bool) -> DemandKind:
    """What is demanded for an appointment.

    Without a `warn_on` day (limits of hours, of the same day, of one day) there is no day-before
    duty. Once the date has been moved, no further date can be asked: only to finish remains.
    """
    if not may_be_reappointed:
        return DemandKind.FINISH_ONLY
    return DemandKind.DAY_BEFORE if warn_on else DemandKind.HALF_TIME


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """24:00 of a day, the last moment at which a day-before demand can be answered."""
    return datetime.combine(day + timedelta(days=1), time.min, zone)
