"""A dossier's clock, read from its history: the events that count and the answer folded from them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierEvent
from procedures.domain.clock import ClockError, ClockEvent, ClockKind, Due, StartRule, due
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.rulesets import ruleset_by_code
from procedures.selectors import work_calendar


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
        DossierEvent.objects.filter(dossier_id__in=dossier_ids)
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


def due_of(dossier: Dossier, *, as_of: datetime) -> Due | None:
    """The dossier's clock at a moment, with its explanation, for every door; None before reception.

    Never as of a moment before the last event: the clock of the machine that wrote it may be ahead.
    """
    events = clock_events(dossier)
    return due_from(dossier, events, as_of=max(as_of, events[-1].at)) if events else None
