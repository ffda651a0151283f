"""Which version of a procedure is shown, and how it stands today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from procedures.models import Procedure, ProcedureVersion
from procedures.services.catalogue_import import FIRST_KNOWN_DAY


class Holds(StrEnum):
    """How a version stands to today."""

    NOW = "now"
    BEFORE = "before"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Span:
    """A version and the days on which it holds; `since` is None where the day is not known."""

    version: ProcedureVersion
    holds: Holds
    since: date | None
    until: date | None

    @property
    def number(self) -> int:
        return self.version.number


@dataclass(frozen=True, slots=True)
class Standing:
    """The version shown among all that were ever published.

    `current` is the one in force today, `upcoming` the next to come; both None where there is
    none. `closed_on` is the first day on which no dossier is received, past or still to come.
    """

    shown: Span
    current: Span | None
    upcoming: Span | None
    spans: tuple[Span, ...]
    closed_on: date | None
    is_closed: bool


def standing(
    procedure: Procedure,
    versions: Sequence[ProcedureVersion],
    *,
    on: date,
    number: int | None = None,
) -> Standing | None:
    """The version of a number, else that of the day, else the next to come, else the last there was.

    None where there is no such version.
    """
    spans = tuple(_span(version, on=on) for version in versions)
    current = next((span for span in spans if span.holds is Holds.NOW), None)
    later = [span for span in spans if span.holds is Holds.LATER]
    upcoming = min(later, key=lambda span: span.version.valid_from, default=None)
    if number is not None:
        shown = next((span for span in spans if span.number == number), None)
    else:
        shown = current or upcoming or next(iter(spans), None)
    if shown is None:
        return None
    closed = procedure.closed_on
    return Standing(
        shown=shown,
        current=current,
        upcoming=upcoming,
        spans=spans,
        closed_on=closed,
        is_closed=closed is not None and closed <= on,
    )


def _span(version: ProcedureVersion, *, on: date) -> Span:
    first, end = version.valid_from, version.valid_to
    if first > on:
        holds = Holds.LATER
    elif end is not None and end <= on:
        holds = Holds.BEFORE
    else:
        holds = Holds.NOW
    return Span(
        version=version,
        holds=holds,
        since=None if first == FIRST_KNOWN_DAY else first,
        until=end - timedelta(days=1) if end else None,
    )
