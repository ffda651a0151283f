"""Which running dossiers another calendar would move, and by how much; nothing is written.

Only dossiers whose time touches a changed day are counted anew, read in chunks by due moment, so
that memory stays flat however many there are.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from dossiers.lifecycle import OPEN_STATES
from dossiers.models import Dossier
from dossiers.selectors.clock import clock_events_of
from procedures.domain.calendar import WorkCalendar
from procedures.domain.calendar_change import CalendarEffect, Move
from procedures.domain.clock import ClockError, ClockEvent, StartRule, end_of_recorded
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.rulesets import DueMode, ruleset_by_code
from procedures.domain.zone import day_start, local
from procedures.selectors import work_calendar

CHUNK = 2_000
#: Due moment and `late_from`.
End = tuple[datetime, datetime]
_COLUMNS = (
    *("pk", "code", "received_at", "due_at", "late_from", "limit_value", "limit_unit", "ruleset"),
    *("agency__name", "procedure_version__start_rule"),
)


@dataclass(slots=True)
class _Tally:
    """The effect as it adds up; of the moves only those from `offset` on are kept, at most `most`."""

    calendar: WorkCalendar
    at: datetime
    offset: int
    most: int
    counts: Counter[str] = field(default_factory=Counter)
    by_agency: Counter[str] = field(default_factory=Counter)
    moves: list[Move] = field(default_factory=list)

    def add(self, row: dict[str, Any], end: End) -> None:
        before, (after, late_from) = local(row["due_at"]), end
        if row["late_from"] != late_from:
            self.counts["newly_late"] += late_from <= self.at < row["late_from"]
            self.counts["late_no_more"] += row["late_from"] <= self.at < late_from
        if after == before:
            return
        moved_so_far = self.counts["later"] + self.counts["earlier"]
        self.counts["later" if after > before else "earlier"] += 1
        self.by_agency[row["agency__name"]] += 1
        if self.offset <= moved_so_far < self.offset + self.most:
            days = self.calendar.count(after.date()) - self.calendar.count(before.date())
            self.moves.append(Move(row["code"], row["agency__name"], before, after, days))


def effect_of(
    calendar: WorkCalendar, *, at: datetime, offset: int = 0, most: int = 50
) -> CalendarEffect:
    """What putting `calendar` in the place of the present one would do to the running dossiers.

    Dossiers that stand still have no date to move. Moves are told by due moment, `most` of them
    after the first `offset`; all counts are exact.
    """
    span = work_calendar().span_of_change(calendar)
    tally, ends = _Tally(calendar, at, offset, most), _Ends(calendar)
    for rows in _chunks(_touched(span)) if span else ():
        events = clock_events_of([row["pk"] for row in rows])
        for row in rows:
            end = ends.of(row, events[row["pk"]])
            tally.counts["examined"] += 1
            if end is not None:
                tally.add(row, end)
    return CalendarEffect(
        **tally.counts,
        by_agency=dict(tally.by_agency.most_common()),
        moves=tuple(tally.moves),
    )


def _touched(span: tuple[date, date]) -> QuerySet[Dossier]:
    """Running dossiers received by the last changed day and due on the first one or later."""
    first, last = span
    running = Dossier.objects.filter(
        state__in=[state.value for state in OPEN_STATES], due_at__isnull=False
    )
    if first > date.min:
        running = running.filter(due_at__gte=day_start(first))
    if last < date.max:
        running = running.filter(received_at__lt=day_start(last + timedelta(days=1)))
    return running.order_by("due_at", "pk")


def _chunks(dossiers: QuerySet[Dossier]) -> Iterator[list[dict[str, Any]]]:
    """The rows by due moment, so many at a time, each chunk asked for from where the last one ended."""
    rest = dossiers
    while rows := list(rest.values(*_COLUMNS)[:CHUNK]):
        yield rows
        last = rows[-1]
        beyond = Q(due_at__gt=last["due_at"]) | Q(due_at=last["due_at"], pk__gt=last["pk"])
        rest = dossiers.filter(beyond, due_at__gte=last["due_at"])


class _Ends:
    """Where dossiers' time would end; those of a day to which nothing has happened since end alike."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.known: dict[tuple[Any, ...], End | None] = {}

    def of(self, row: dict[str, Any], events: Sequence[ClockEvent]) -> End | None:
        """None where there is none, or the clock has no answer, as after a mistaken entry."""
        if len(events) > 1 or not _depends_on_the_day_alone(row):
            return self._folded(row, events)
        key = (events[0].at.date(), row["limit_value"], row["limit_unit"], row["ruleset"])
        if key not in self.known:
            self.known[key] = self._folded(row, events)
        return self.known[key]

    def _folded(self, row: dict[str, Any], events: Sequence[ClockEvent]) -> End | None:
        try:
            return end_of_recorded(
                events[0].at,
                TimeLimit(row["limit_value"], LimitUnit(row["limit_unit"])),
                self.calendar,
                events[1:],
                ruleset=ruleset_by_code(row["ruleset"]),
                start_rule=StartRule(row["procedure_version__start_rule"]),
            )
        except ClockError:
            return None


def _depends_on_the_day_alone(row: dict[str, Any]) -> bool:
    """Whether the hour of reception changes nothing: a limit in days, due at closing."""
    return (
        LimitUnit(row["limit_unit"]).is_counted_in_days
        and row["procedure_version__start_rule"] == StartRule.ORDINARY
        and ruleset_by_code(row["ruleset"]).due_mode is DueMode.END_OF_DAY
    )
