"""Spans of time that figures are told for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from procedures.domain.zone import day_start


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` to before `until`, so that spans in a row leave nothing out and count nothing twice."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.until <= self.since:
            raise ValueError("A span ends after it begins.")


def span_of_days(first: date, last: date) -> Span:
    """All of the days from the first to the last, both included, in Vietnam."""
    return Span(day_start(first), day_start(last + timedelta(days=1)))
