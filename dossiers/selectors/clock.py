"""A dossier's clock, read from its history: the events that count and the answer folded from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from agencies.selectors.prepared import Parameter, Prepared
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierEvent
from procedures.domain.clock import (
    ClockError,
    ClockEvent,
    ClockKind,
    Dates,
    Due,
    StartRule,
    dates_of_recorded,
    due,
)
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.rulesets import ruleset_by_code
from procedures.selectors import work_calendar


@dataclass(frozen=True, slots=True)
class Past:
    """What an act has to know of the acts before it: when the last one took effect, and the clock events."""

    last_at: datetime | None = None
    clock: tuple[ClockEvent, ...] = ()


def past_of(dossier: Dossier) -> Past:
    """The past of a dossier that is locked: asked for in one statement with the lock, it could be an older one."""
    rows = _PAST(dossier=dossier.pk, last=dossier.event_count)
    if not rows:
        return Past()
    counted = (ClockEvent(ClockKind(kind), at, until) for kind, at, until in rows if kind)
    return Past(rows[-1][1], tuple(counted))


_PAST = Prepared(
    lambda: (
        DossierEvent.objects.filter(dossier=Parameter("dossier"))
        .filter(~Q(clock="") | Q(sequence=Parameter("last")))
        .order_by("sequence")
        .values_list("clock", "at", "clock_until")
    )
)


def clock_events(dossier: Dossier) -> list[ClockEvent]:
    """The clock events of a dossier in the order of its history, the start first."""
    found = (
        DossierEvent.objects.filter(dossier=dossier)
        .exclude(clock="")
        .order_by("sequence")
        .values_list("clock", "at", "clock_until")
    )
    return [ClockEvent(ClockKind(kind), at, until) for kind, at, until in found]


def clock_events_of(dossier_ids: Sequence[int]) -> dict[int, list[ClockEvent]]:
    """The clock events of many dossiers, by dossier, each in the order of its history; one query."""
    rows = (
        DossierEvent.objects.filter(dossier__any=dossier_ids)
        .exclude(clock="")
        .order_by("dossier_id", "sequence")
        .values_list("dossier_id", "clock", "at", "clock_until")
    )
    found: dict[int, list[ClockEvent]] = {}
    for dossier_id, kind, at, until in rows:
        found.setdefault(dossier_id, []).append(ClockEvent(ClockKind(kind), at, until))
    return found


def time_limit(dossier: Dossier) -> TimeLimit:
    """The limit the dossier was received under."""
    return TimeLimit(dossier.limit_value or 1, LimitUnit(dossier.limit_unit))


def due_from(
    dossier: Dossier, events: Iterable[ClockEvent], *, as_of: datetime | None = None
) -> Due:
    """Fold clock events, the first of which is the start, under the dossier's own limit and rule set.

    Refuses `clock_refuses` where the clock has no answer, as before the calendar's first year.
    """
    start, *rest = events
    try:
        return due(
            start.at,
            time_limit(dossier),
            work_calendar(),
            rest,
            as_of,
            ruleset=ruleset_by_code(dossier.ruleset),
            start_rule=StartRule(dossier.procedure_version.start_rule),
            recorded=True,
        )
    except ClockError as error:
        raise ActRefused("clock_refuses", field="at", error=error) from error


def dates_from(dossier: Dossier, events: Sequence[ClockEvent]) -> Dates:
    """The dates alone of a history as it is recorded; refuses as `due_from` does."""
    start, *rest = events
    try:
        return dates_of_recorded(
            start.at,
            time_limit(dossier),
            work_calendar(),
            rest,
            ruleset=ruleset_by_code(dossier.ruleset),
            start_rule=StartRule(dossier.procedure_version.start_rule),
        )
    except ClockError as error:
        raise ActRefused("clock_refuses", field="at", error=error) from error


def due_of(dossier: Dossier, *, as_of: datetime) -> Due | None:
    """The dossier's clock at a moment, with its explanation, for every door; None before reception.

    Never as of a moment before the last event: the clock of the machine that wrote it may be ahead.
    """
    events = clock_events(dossier)
    return due_from(dossier, events, as_of=max(as_of, events[-1].at)) if events else None
