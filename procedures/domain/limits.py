"""Time limits as laws and catalogues write them: a number and a unit."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

#: Longest limit taken, in its own unit and in months; the longest in the catalogue is 300 days.
LONGEST, LONGEST_MONTHS = 10_000, 1_200


class LimitUnit(StrEnum):
    """What the number of a limit counts."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    WORKING_HOUR = "working_hour"
    CLOCK_HOUR = "clock_hour"
    MONTH = "month"
    SAME_DAY = "same_day"

    @property
    def is_counted_in_days(self) -> bool:
        """Whether the limit ends with a day (24:00) and not with a minute."""
        return self in (LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.MONTH)


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """So many units of time; a same-day limit is always one day, whatever number comes with it.

    Raises `ValueError` unless the value is a whole number from 1 to the longest taken.
    """

    value: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", LimitUnit(self.unit))
        if self.unit is LimitUnit.SAME_DAY:
            object.__setattr__(self, "value", 1)
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise ValueError("A time limit is a whole number of its unit.")
        longest = LONGEST_MONTHS if self.unit is LimitUnit.MONTH else LONGEST
        if not 1 <= self.value <= longest:
            raise ValueError(f"A time limit is between 1 and {longest} of its unit.")

    @property
    def budget(self) -> Fraction:
        """The whole of the limit, in its own unit."""
        return Fraction(self.value)
