"""The internal process against the limit it must keep (Circular 01/2018/TT-VPCP, art. 8)."""

from collections.abc import Iterable
from decimal import Decimal

from procedures.domain.limits import LimitUnit

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
