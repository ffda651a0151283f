"""Due dates follow the calendar: recomputed when a new edition is recorded, a chunk in each transaction.

A dossier whose date moves gets an event that the history, the messages and the flags follow; what
stays where it is gets the new edition's number. Rows are locked for as long as their chunk takes; one
that a desk holds is passed over, and waited for at the end by itself.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from dossiers.lifecycle import OPEN_STATES, DossierState
from dossiers.models import Dossier, DossierEvent
from dossiers.selectors.clock import clock_events_of
from dossiers.services.clock import write_caches
from dossiers.services.history import append_events, event_of
from dossiers.services.recomputing_duties import DUTIES, rewrite_duties
from dossiers.signals import due_dates_moved
from procedures.domain.clock import ClockEvent
from procedures.selectors import one_calendar, work_calendar

logger = structlog.get_logger(__name__)

ACT = "recompute"
CHUNK = 500
#: What is kept of the clock's answers, by the type of its column.
_CACHES = {
    "due_at": "timestamptz",
    "late_from": "timestamptz",
    "original_due_at": "timestamptz",
    "warn_on": "date",
    "due_is_provisional": "boolean",
    **dict.fromkeys(DUTIES, "timestamptz"),
}
_WRITTEN = {**_CACHES, "calendar_version": "integer", "version": "integer"}
_WRITE = f"""
UPDATE dossiers_dossier AS d
SET {", ".join(f"{name} = new.{name}" for name in _WRITTEN)}
FROM unnest(%s::bigint[], {", ".join(f"%s::{kind}[]" for kind in _WRITTEN.values())})
     AS new (id, {", ".join(_WRITTEN)})
WHERE d.id = new.id
"""  # noqa: S608 -- built from constants; values are parameters


@dataclass(frozen=True, slots=True)
class _Before:
    """What a dossier's clock said under the calendar it was last counted under."""

    told: tuple[Any, ...]
    due_at: datetime | None
    calendar_version: int

    @classmethod
    def of(cls, dossier: Dossier) -> "_Before":
        return cls(_told(dossier), dossier.due_at, dossier.calendar_version)


def recompute_due_dates(*, at: datetime) -> dict[str, int]:
    """Recompute every running dossier and submission that was last counted under another calendar.

    A date that moves leaves one event `recompute` with both dates and both calendar versions; one
    that stays leaves none. Safe late, twice, at the same time or cut off: what is done is not found
    again.
    """
    counts = Counter(looked_at=0, moved=0)
    held: list[int] = []
    with one_calendar():
        for keys in _chunks():
            done = _recompute(keys, at=at, counts=counts, passing_over=True)
            held += [key for key in keys if key not in done]
        for key in held:
            _recompute([key], at=at, counts=counts)
    logger.info("due_dates_recomputed", **counts)
    return dict(counts)


@transaction.atomic
def _recompute(
    keys: Sequence[int], *, at: datetime, counts: Counter[str], passing_over: bool = False
) -> set[int]:
    """Recompute the dossiers still to be looked at; answers with those that were, and adds them to the counts."""
    locked = list(_locked(keys, passing_over=passing_over))
    before = {dossier.pk: _Before.of(dossier) for dossier in locked}
    events = clock_events_of(list(before))
    for dossier in locked:
        _rewrite(dossier, events.get(dossier.pk, []))
    rewrite_duties(locked)
    changed = [dossier for dossier in locked if _told(dossier) != before[dossier.pk].told]
    moved = [dossier for dossier in changed if dossier.due_at != before[dossier.pk].due_at]
    for dossier in moved:
        dossier.version += 1
    _write(changed)
    alike = before.keys() - {dossier.pk for dossier in changed}
    Dossier.objects.filter(pk__in=alike).update(calendar_version=work_calendar().version)
    _log(moved, before, at=at)
    counts.update(looked_at=len(locked), moved=len(moved))
    return {*before}


def _rewrite(dossier: Dossier, events: list[ClockEvent]) -> None:
    """The clock's caches under the calendar in force; before reception there is no clock."""
    if events:
        write_caches(dossier, events)
    dossier.calendar_version = work_calendar().version


def _told(dossier: Dossier) -> tuple[Any, ...]:
    """All that is kept of the clock's answers, save the calendar it rests on."""
    return tuple(getattr(dossier, name) for name in _CACHES)


def _write(dossiers: Sequence[Dossier]) -> None:
    """Keep the answers of all by one statement, a list for each column."""
    if not dossiers:
        return
    columns = [[getattr(dossier, name) for dossier in dossiers] for name in ("pk", *_WRITTEN)]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, columns)


def _chunks() -> Iterator[list[int]]:
    """Keys of the dossiers to look at, so many at a time, by the version they were counted under.

    Asked for by one version after another: the index knows which are there, not which differ.
    """
    for version in _old_versions():
        last = 0
        found = _counted().filter(calendar_version=version).order_by("pk")
        while keys := list(found.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
            yield keys
            last = keys[-1]


def _old_versions() -> Iterator[int]:
    last = -1
    versions = _counted().order_by("calendar_version").values_list("calendar_version", flat=True)
    while (version := versions.filter(calendar_version__gt=last).first()) is not None:
        if version != work_calendar().version:
            yield version
        last = version


def _counted() -> QuerySet[Dossier]:
    """Running dossiers, and submissions before the counter; word for word what their index holds."""
    runs = Q(state__in=[state.value for state in OPEN_STATES], due_at__isnull=False)
    return Dossier.objects.filter(runs | Q(state=DossierState.SUBMITTED.value))


def _locked(keys: Sequence[int], *, passing_over: bool) -> QuerySet[Dossier]:
    """Those of the dossiers that are still to be looked at, locked until the transaction ends.

    With `passing_over` without those that somebody else holds.
    """
    return (
        _counted()
        .filter(pk__in=keys)
        .exclude(calendar_version=work_calendar().version)
        .select_for_update(of=("self",), skip_locked=passing_over, no_key=True)
        .select_related("procedure_version")
        .order_by("pk")
    )


def _log(dossiers: Sequence[Dossier], before: Mapping[int, _Before], *, at: datetime) -> None:
    """An event of each dossier that moved, never before its last one; whoever follows hears of all at once."""
    if not dossiers:
        return
    last = dict(
        DossierEvent.objects.filter(
            dossier__in=[dossier.pk for dossier in dossiers], sequence=F("dossier__event_count")
        ).values_list("dossier_id", "at")
    )
    events = [
        event_of(
            dossier,
            act=ACT,
            from_state=dossier.state,
            at=max(at, last.get(dossier.pk, at)),
            facts=_facts(dossier, before[dossier.pk]),
        )
        for dossier in dossiers
    ]
    append_events(events)
    due_dates_moved.send(sender=DossierEvent, events=events)


def _facts(dossier: Dossier, before: _Before) -> dict[str, Any]:
    return {
        "due_before": before.due_at.isoformat() if before.due_at else None,
        "due_after": dossier.due_at.isoformat() if dossier.due_at else None,
        "calendar_before": before.calendar_version,
        "calendar_after": dossier.calendar_version,
    }
