"""A second clock, slow and plain: it walks minute by minute and shares no code with the first.

It knows working days and office hours with holds, and the order of events; the tests compare it
with the real one on events nobody wrote by hand.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from procedures.domain.calendar import WorkCalendar

MINUTE = timedelta(minutes=1)


def is_open(calendar: WorkCalendar, moment: datetime) -> bool:
    """Whether the office is open in the minute that begins then."""
    if not calendar.is_working(moment.date()):
        return False
    spans = calendar.office_hours(moment.date()).spans
    return any(first <= moment.time() < last for first, last in spans)


def minutes_of(calendar: WorkCalendar, moment: datetime) -> int:
    spans = calendar.office_hours(moment.date()).spans
    return sum((last.hour - first.hour) * 60 + last.minute - first.minute for first, last in spans)


def due_in_working_days(
    calendar: WorkCalendar, start: datetime, days: int, holds: Sequence[tuple[datetime, datetime]]
) -> datetime:
    """Closing of the day in which the shares of all open minutes make up the days and what was held."""
    begin = start.replace(hour=0, minute=0) + timedelta(days=1)
    budget = Fraction(days)
    for first, last in holds:
        budget += sum(shares(calendar, max(first, begin), last))
    moment, used = begin, Fraction()
    while used < budget:
        used += share(calendar, moment)
        moment += MINUTE
    return calendar.closing((moment - MINUTE).date())


def due_in_working_hours(
    calendar: WorkCalendar, start: datetime, hours: int, holds: Sequence[tuple[datetime, datetime]]
) -> datetime:
    """The end of the minute in which all open minutes that are not held make up the hours."""
    moment, used = start, 0
    while used < hours * 60:
        held = any(first <= moment < last for first, last in holds)
        used += is_open(calendar, moment) and not held
        moment += MINUTE
    return moment


def share(calendar: WorkCalendar, moment: datetime) -> Fraction:
    """What the minute that begins then is worth of its working day."""
    return Fraction(is_open(calendar, moment), minutes_of(calendar, moment))


def shares(calendar: WorkCalendar, first: datetime, last: datetime) -> Iterator[Fraction]:
    moment = first
    while moment < last:
        yield share(calendar, moment)
        moment += MINUTE
