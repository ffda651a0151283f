"""Supplements by the book: when a request is at fault, and what of it has been delivered (art. 19.4)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with a request that is done all the same."""

    LATE = "late"
    REPEATED = "repeated"


def faults(
    *, asked_before: int, most: int, until: datetime | None, at: datetime
) -> tuple[Fault, ...]:
    """What a request made at a moment offends against.

    `until` is 24:00 of the last day to ask, as 00:00 of the day after; `most` how often the rule
    set lets an agency ask. Source: Decree 61/2018/NĐ-CP, arts 11.2.c, 19.4.
    """
    late = (Fault.LATE,) if until is not None and at >= until else ()
    repeated = (Fault.REPEATED,) if asked_before >= most else ()
    return late + repeated


@dataclass(frozen=True, slots=True)
class Delivery:
    """Items asked for, those that came before, and those that come now."""

    asked: tuple[str, ...]
    before: tuple[str, ...]
    now: tuple[str, ...]

    @property
    def strange(self) -> list[str]:
        """What comes and was not asked for."""
        return [item for item in self.now if item not in self.asked]

    @property
    def new(self) -> list[str]:
        """What was asked for and comes for the first time."""
        return [item for item in self.asked if item in self.now and item not in self.before]

    @property
    def there(self) -> list[str]:
        """What has come by now, in the order in which it was asked for."""
        return [item for item in self.asked if item in self.before or item in self.now]

    @property
    def missing(self) -> list[str]:
        """What is still awaited."""
        return [item for item in self.asked if item not in self.before and item not in self.now]
