"""When officers are written to: in working hours only."""

from datetime import datetime, timedelta

from procedures.domain.calendar import WorkCalendar
from procedures.domain.zone import local


def next_office_moment(at: datetime, calendar: WorkCalendar) -> datetime:
    """The moment itself between opening and closing of a working day, else the next opening."""
    moment = local(at)
    day = moment.date()
    if calendar.is_working(day) and moment <= calendar.closing(day):
        return max(moment, calendar.opening(day))
    return calendar.opening(calendar.working_day_from(day + timedelta(days=1)))
