"""The office's own time: every day, hour and deadline is Vietnam's, seven hours ahead of UTC."""

from datetime import date, datetime, time, timedelta, timezone

#: Vietnam keeps one offset the whole year, so a fixed one needs no time-zone database.
OFFICE_ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def local(moment: datetime) -> datetime:
    """The moment as the office's wall clock shows it; a naive one is taken to be that already."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=OFFICE_ZONE)
    return moment.astimezone(OFFICE_ZONE)


def local_day(moment: datetime) -> date:
    """The calendar day of a moment in Vietnam."""
    return local(moment).date()


def day_start(day: date) -> datetime:
    """00:00 of the day, which is 24:00 of the day before (Civil Code 2015, art. 148.6)."""
    return datetime.combine(day, time.min, OFFICE_ZONE)
