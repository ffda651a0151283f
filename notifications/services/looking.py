"""How much a sweep looks at: everything, or what is new since the sweep before it.

A dossier can come to be warned of, demanded for, flagged, escalated only because time has passed, which
is a range of an index, or because something was written about it, which leaves an event. So a sweep
need not look again at what the one before it has looked at, unless that one cannot be relied on.
Once a night everything is looked at all the same.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import connection

from agencies.selectors.prepared import Parameter, Prepared, PreparedRows
from dossiers.domain.refusals import ActRefused
from dossiers.domain.span import Span
from dossiers.models import DossierEvent, Violation
from dossiers.selectors.changes import Horizon, horizon
from dossiers.selectors.outdated import outdated_versions
from notifications.models import Escalation, OverdueFlag, SweepRun
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar

#: So long without a look at everything, and the next sweep takes it.
_WHOLE_AT_LEAST_EVERY = timedelta(days=2)
#: More dossiers than these were written since: looking at everything costs no more.
_MOST_TOUCHED = 20_000
_EVER = "-infinity"


@dataclass(frozen=True, slots=True)
class Look:
    """A span, and the last rows that were there when it was taken: later ones are this sweep's own."""

    span: Span = field(default_factory=Span)
    last_flag: int = 0
    last_escalation: int = 0
    last_violation: int = 0
    #: What this sweep has made so far, by the names of its counts.
    made: Counter[str] = field(default_factory=Counter)

    @classmethod
    def now(cls, span: Span) -> Self:
        """A look at a span, taken now."""
        with connection.cursor() as cursor:
            cursor.execute(_LAST)
            return cls(span, *cursor.fetchone())

    @property
    def day(self) -> date | None:
        """The day as of which the sweep before was; None where everything is looked at."""
        return None if self.span.after is None else local_day(self.span.after)

    def is_quiet(self, *, at: datetime) -> bool:
        """Nothing was written since the sweep before, and no day has begun: what days and acts bring was found then."""
        return not self.span.touched and self.day == local_day(at)

    def values(self) -> dict[str, Any]:
        """What the statements ask by."""
        return {
            "whole": self.span.is_whole,
            "after": self.span.after or _EVER,
            "day_before": self.day or _EVER,
            "touched": list(self.span.touched),
            "last_flag": self.last_flag,
            "last_escalation": self.last_escalation,
            "last_violation": self.last_violation,
        }


_LAST = f"""
SELECT (SELECT coalesce(max(id), 0) FROM {OverdueFlag._meta.db_table}),
       (SELECT coalesce(max(id), 0) FROM {Escalation._meta.db_table}),
       (SELECT coalesce(max(id), 0) FROM {Violation._meta.db_table})
"""  # noqa: S608 -- built from constants


def begin(at: datetime, *, whole: bool) -> tuple[SweepRun, Look]:
    """Record that a sweep begins, with what the next one needs to go on from it."""
    previous = _PREVIOUS.first()
    # Before anything is looked at: what is written from now on is the next sweep's.
    seen = horizon()
    # 0 is of submissions made before they bore a version.
    is_recounted = not any(version != 0 for version in outdated_versions())
    version = work_calendar().version if is_recounted else 0
    span = None
    if previous is not None and not whole:
        span = _since(previous, at=at, seen=seen, version=version)
    run = SweepRun.objects.create(
        as_of=at,
        is_whole=span is None,
        whole_as_of=at if span is None or previous is None else previous.whole_as_of,
        cursor=seen.cursor_of(seen.place_before_own) if seen.is_in_order else "",
        calendar_version=version,
    )
    return run, Look.now(span or Span())


_PREVIOUS = PreparedRows(lambda: SweepRun.objects.order_by("-pk")[:1])
_TOUCHED = Prepared(
    lambda: (
        DossierEvent.objects.filter(written_in__gte=Parameter("since"))
        .values_list("dossier_id")
        .distinct()[: _MOST_TOUCHED + 1]
    )
)


def _since(previous: SweepRun, *, at: datetime, seen: Horizon, version: int) -> Span | None:
    """What is new since a sweep; None where that cannot be told.

    It was cut off or still runs; the clock went back; dossiers had their dates from another calendar;
    the history is another server's.
    """
    is_sound = (
        previous.finished_at is not None
        and previous.as_of <= at
        and previous.whole_as_of is not None
        and at - previous.whole_as_of < _WHOLE_AT_LEAST_EVERY
        and previous.calendar_version == version != 0
        and previous.cursor != ""
        and seen.is_in_order
    )
    if not is_sound:
        return None
    try:
        place = seen.place_of(previous.cursor, field="cursor")
    except ActRefused:
        return None
    assert place is not None  # noqa: S101 -- the cursor is not empty
    touched = {dossier_id for (dossier_id,) in _TOUCHED(since=place.written_in)}
    if len(touched) > _MOST_TOUCHED:
        return None
    return Span(after=previous.as_of, touched=touched | {*previous.held})
