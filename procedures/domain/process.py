"""The internal process against the limit it must keep (Circular 01/2018/TT-VPCP, art. 8)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from procedures.domain.calendar import WorkCalendar
from procedures.domain.limits import LimitUnit
from procedures.domain.zone import local

#: Approved processes count eight working hours to a working day.
HOURS_A_DAY = Decimal(8)


def process_gap(
    budgets: Iterable[Decimal], value: int | None, unit: LimitUnit | str | None
) -> Decimal | None:
    """Working hours by which the steps together exceed (or, negative, fall short of) the limit.

    None where they cannot be compared: no steps, or a limit in calendar days, months or words.
    """
    hours = list(budgets)
    if not hours or value is None:
        return None
    if unit == LimitUnit.WORKING_DAY:
        return sum(hours, Decimal(0)) - value * HOURS_A_DAY
    if unit == LimitUnit.WORKING_HOUR:
        return sum(hours, Decimal(0)) - value
    return None


def step_due(begun_at: datetime, budget_hours: Decimal, calendar: WorkCalendar) -> datetime:
    """When a step begun at a moment has used its budget of working hours, an eighth of a day each."""
    share = Fraction(budget_hours) / Fraction(HOURS_A_DAY)
    return calendar.moment(calendar.position(local(begun_at)) + share)
