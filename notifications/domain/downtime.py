"""How long beforehand a planned downtime is announced."""

from datetime import date

from procedures.domain.calendar import WorkCalendar

#: Decree 224/2026/NĐ-CP.
NOTICE_WORKING_DAYS = 7


def is_short_notice(announced_on: date, starts_on: date, calendar: WorkCalendar) -> bool:
    """Whether fewer than seven working days lie between announcing and the first day."""
    return starts_on < calendar.working_day_after(announced_on, NOTICE_WORKING_DAYS)
