"""Due dates follow the calendar: recomputed when a new edition is recorded, a chunk in each transaction.

A dossier whose date moves gets an event that the history, the messages and the flags follow; what
stays where it is gets the new edition's number. Rows are locked for as long as their chunk takes; one
that a desk holds is passed over, and waited for at the end by itself.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F, QuerySet

from dossiers.models import Dossier, DossierEvent
from dossiers.selectors.clock import clock_events_of
from dossiers.selectors.outdated import counted_dossiers, outdated_versions
from dossiers.services.clock import write_caches
from dossiers.services.history import APPEND_EVENTS
from dossiers.services.recomputing_duties import DUTIES, rewrite_duties
from dossiers.signals import due_dates_moved
from procedures.domain.clock import ClockEvent
from procedures.models import ProcedureVersion
from procedures.selectors import one_calendar, work_calendar

logger = structlog.get_logger(__name__)

ACT = "recompute"
#: Dossiers that are locked at once, for some tenths of a second.
CHUNK = 250
#: What is kept of the clock's answers, by the type of its column.
_CACHES = {
    "due_at": "timestamptz",
    "late_from": "timestamptz",
    "original_due_at": "timestamptz",
    "warn_on": "date",
    "due_is_provisional": "boolean",
    **dict.fromkeys(DUTIES, "timestamptz"),
}
_COLUMNS = {"id": "bigint", **_CACHES, "calendar_version": "integer", "version": "integer"}
_READ = (
    *_COLUMNS,
    *("state", "run", "channel", "ruleset", "limit_value", "limit_unit", "procedure_version"),
    *("outage", "submitted_at", "received_at", "event_count"),
)
_SET = ", ".join(f"{name} = new.{name}" for name in _COLUMNS if name != "id")
_NEW = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
_WRITE = f"""
UPDATE dossiers_dossier AS d SET {_SET}
FROM jsonb_to_recordset(%s::jsonb) AS new ({_NEW})
WHERE d.id = new.id
"""  # noqa: S608 -- built from constants; values are parameters
#: The dossier first, then its event, row by row: the trigger's own writing on the dossier then falls
#: beside the new row, where it costs no index an entry.
_WRITE_AND_LOG = f"""
WITH moved AS (
    UPDATE dossiers_dossier AS d SET {_SET}
    FROM jsonb_to_recordset(%s::jsonb) AS new ({_NEW}, at timestamptz, facts jsonb)
    WHERE d.id = new.id
    RETURNING d.id AS dossier_id, '{ACT}' AS act, d.state AS from_state, d.state AS to_state,
              d.run, d.due_at, new.at, new.facts
)
{APPEND_EVENTS.format(rows="moved")}
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
    with one_calendar():
        for version in outdated_versions():
            last = 0
            while keys := _recompute(version, after=last, at=at, counts=counts):
                last = keys[-1]
        for dossier_id in _left_over():
            _recompute_one(dossier_id, at=at, counts=counts)
    logger.info("due_dates_recomputed", **counts)
    return dict(counts)


@transaction.atomic
def _recompute(version: int, *, after: int, at: datetime, counts: Counter[str]) -> list[int]:
    """Recompute a chunk of what was counted under a version, by key; answers with the keys.

    What somebody else holds is passed over.
    """
    found = (
        counted_dossiers()
        .filter(calendar_version=version, pk__gt=after)
        .order_by("pk")
        .only(*_READ)
    )
    chunk = found.select_for_update(of=("self",), skip_locked=True, no_key=True)[:CHUNK]
    return _recompute_locked(list(chunk), at=at, counts=counts)


@transaction.atomic
def _recompute_one(dossier_id: int, *, at: datetime, counts: Counter[str]) -> None:
    """Wait for a dossier and recompute it, unless whoever had it has done so."""
    found = _outdated().filter(pk=dossier_id).only(*_READ)
    locked = found.select_for_update(of=("self",), no_key=True)
    _recompute_locked(list(locked), at=at, counts=counts)


def _recompute_locked(
    locked: Sequence[Dossier], *, at: datetime, counts: Counter[str]
) -> list[int]:
    before = {dossier.pk: _Before.of(dossier) for dossier in locked}
    events = clock_events_of(list(before))
    versions = ProcedureVersion.objects.in_bulk({d.procedure_version_id for d in locked})
    for dossier in locked:
        dossier.procedure_version = versions[dossier.procedure_version_id]
        _rewrite(dossier, events.get(dossier.pk, []))
    rewrite_duties(locked)
    alike: list[int] = []
    otherwise: list[Dossier] = []
    moved: list[Dossier] = []
    for dossier in locked:
        if _told(dossier) == before[dossier.pk].told:
            alike.append(dossier.pk)
        elif dossier.due_at == before[dossier.pk].due_at:
            otherwise.append(dossier)
        else:
            moved.append(dossier)
    Dossier.objects.filter(pk__any=alike).update(calendar_version=work_calendar().version)
    _write(otherwise)
    _log(moved, before, at=at)
    counts.update(looked_at=len(locked), moved=len(moved))
    return [*before]


def _rewrite(dossier: Dossier, events: list[ClockEvent]) -> None:
    """The clock's caches under the calendar in force; before reception there is no clock."""
    if events:
        write_caches(dossier, events)
    dossier.calendar_version = work_calendar().version


def _told(dossier: Dossier) -> tuple[Any, ...]:
    """All that is kept of the clock's answers, save the calendar it rests on."""
    return tuple(getattr(dossier, name) for name in _CACHES)


def _write(dossiers: Sequence[Dossier]) -> None:
    """Keep the answers of all by one statement."""
    if dossiers:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [_as_json([_row(dossier) for dossier in dossiers])])


def _row(dossier: Dossier) -> dict[str, Any]:
    return {name: getattr(dossier, name) for name in _COLUMNS}


def _as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, default=str)


def _left_over() -> Iterator[int]:
    """What was passed over, and what an act that began before the change has written meanwhile."""
    for version in outdated_versions():
        yield from counted_dossiers().filter(calendar_version=version).values_list("pk", flat=True)


def _outdated() -> QuerySet[Dossier]:
    return counted_dossiers().exclude(calendar_version=work_calendar().version)


def _log(moved: Sequence[Dossier], before: Mapping[int, _Before], *, at: datetime) -> None:
    """Keep the moved dates, with an event each that is never before the dossier's last; whoever follows hears of all at once."""
    if not moved:
        return
    last = dict(
        DossierEvent.objects.filter(
            dossier__any=[d.pk for d in moved], sequence=F("dossier__event_count")
        ).values_list("dossier_id", "at")
    )
    rows = []
    for dossier in moved:
        dossier.version += 1
        rows.append(
            {
                **_row(dossier),
                "at": max(at, last.get(dossier.pk, at)),
                "facts": _facts(dossier, before[dossier.pk]),
            }
        )
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_AND_LOG, [_as_json(rows)])
        event_ids = [event_id for (event_id,) in cursor.fetchall()]
    due_dates_moved.send(sender=DossierEvent, event_ids=event_ids)


def _facts(dossier: Dossier, before: _Before) -> dict[str, Any]:
    return {
        "due_before": before.due_at.isoformat() if before.due_at else None,
        "due_after": dossier.due_at.isoformat() if dossier.due_at else None,
        "calendar_before": before.calendar_version,
        "calendar_after": dossier.calendar_version,
    }
