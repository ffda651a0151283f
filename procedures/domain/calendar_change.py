"""What another calendar would do to dossiers that are running: told before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A dossier whose due moment would move; `working_days` is negative where it comes earlier."""

    key: str
    agency: str
    due_before: datetime
    due_after: datetime
    working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEffect:
    """How many running dossiers would move, which agencies' they are, and a page of them by due moment.

    `examined`: running dossiers whose time touches a day that changes. `newly_late`, `late_no_more`:
    those that would be overdue at once, or would have been found so wrongly.
    """

    examined: int = 0
    later: int = 0
    earlier: int = 0
    newly_late: int = 0
    late_no_more: int = 0
    by_agency: Mapping[str, int] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()

    @property
    def moved(self) -> int:
        return self.later + self.earlier
