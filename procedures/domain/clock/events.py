"""What happens to a dossier's clock, told as a list of events in the order in which they happened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from procedures.domain.zone import local

#: Moments outside these years are taken for mistakes.
FIRST_YEAR, LAST_YEAR = 1900, 2200


class ClockKind(StrEnum):
    """The acts the clock knows.

    `start`: received. `arrive`: come to the competent authority, from which the limit of a dossier
    received outside its territory is counted. `stop` … `restart`: a supplement is waited for, then
    the whole limit runs anew. `hold` … `resume`: time in between does not count. `revoke`: the stop
    or hold is taken back as if it had never been. `extend`: the return date moves. `end`: settled,
    or closed otherwise. `reopen`: the authority's own error is put right. `promise`: taken over
    from an older system, with the return date its receipt promised.
    """

    START = "start"
    ARRIVE = "arrive"
    STOP = "stop"
    RESTART = "restart"
    HOLD = "hold"
    RESUME = "resume"
    REVOKE = "revoke"
    EXTEND = "extend"
    END = "end"
    REOPEN = "reopen"
    PROMISE = "promise"


class StartRule(StrEnum):
    """From when a procedure counts its limit.

    `after_cutoff`: received after 15:00 or on a closed day counts as received at the opening of
    the next working day; some sector decrees say so of their procedures.
    """

    ORDINARY = "ordinary"
    AFTER_CUTOFF = "after_cutoff"


class ClockError(ValueError):
    """The question has no answer, or the events could not have happened; `code` says why."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(code, params)

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code}: {told}" if told else self.code


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One event: its kind, its moment and, for `extend` and `promise`, the due moment `until`."""

    kind: ClockKind
    at: datetime
    until: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", ClockKind(self.kind))
        object.__setattr__(self, "at", office_moment(self.at))
        if self.kind not in (ClockKind.EXTEND, ClockKind.PROMISE):
            if self.until is not None:
                raise ClockError("unexpected_until", kind=self.kind.value)
        elif self.until is None:
            raise ClockError("missing_until")
        else:
            object.__setattr__(self, "until", office_moment(self.until))


def office_moment(moment: datetime) -> datetime:
    """The moment on the office's clock; refuses `out_of_range` for a year nobody can mean."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ClockError("out_of_range", year=moment.year)
    return local(moment)


def happened(
    events: Iterable[ClockEvent], start: datetime, as_of: datetime | None
) -> Iterator[ClockEvent]:
    """The events up to `as_of`; refuses `before_start` and `out_of_order`."""
    last = start
    for event in events:
        if as_of is not None and event.at > as_of:
            continue
        if event.at < start:
            raise ClockError("before_start", kind=event.kind.value, at=event.at)
        if event.at < last:
            raise ClockError("out_of_order", kind=event.kind.value, at=event.at)
        last = event.at
        yield event
