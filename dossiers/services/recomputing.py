"""Due dates follow the calendar: recomputed when a new edition is recorded, logged, each in its own transaction.

In chunks: what stays where it is gets the new edition's number in one statement; only dossiers whose
date moves are locked one by one, with an event that the history, the messages and the flags follow.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from dossiers.lifecycle import OPEN_STATES, DossierState
from dossiers.models import Dossier, DossierEvent
from dossiers.selectors.clock import clock_events, clock_events_of
from dossiers.services.clock import write_caches
from dossiers.services.history import append_event
from dossiers.services.recomputing_duties import DUTIES, rewrite_duties
from dossiers.signals import dossier_event_written
from procedures.domain.clock import ClockEvent
from procedures.selectors import one_calendar, work_calendar

logger = structlog.get_logger(__name__)

ACT = "recompute"
CHUNK = 500
_CACHES = (
    "due_at",
    "late_from",
    "original_due_at",
    "warn_on",
    "due_is_provisional",
    "calendar_version",
    *DUTIES,
)


def recompute_due_dates(*, at: datetime) -> dict[str, int]:
    """Recompute every running dossier and submission that was last counted under another calendar.

    A date that moves leaves one event `recompute` with both dates and both calendar versions; one
    that stays leaves none. Safe late, twice, at the same time or cut off: what is done is not found
    again.
    """
    counts = {"looked_at": 0, "moved": 0}
    with one_calendar():
        for keys in _chunks():
            counts["looked_at"] += len(keys)
            for key in _keep_those_that_stay(keys):
                counts["moved"] += recompute_dossier(key, at=at)
    logger.info("due_dates_recomputed", **counts)
    return counts


@transaction.atomic
def recompute_dossier(dossier_id: int, *, at: datetime) -> bool:
    """Recompute one dossier under the calendar in force; answers whether its due moment has moved."""
    dossier = _locked([dossier_id]).first()
    if dossier is None:
        return False
    old_due, old_version = dossier.due_at, dossier.calendar_version
    _rewrite(dossier, clock_events(dossier))
    rewrite_duties([dossier])
    moved = dossier.due_at != old_due
    dossier.version += moved
    dossier.save(update_fields=[*_CACHES, "version"])
    if moved:
        _log(dossier, old_due=old_due, old_version=old_version, at=at)
    return moved


@transaction.atomic
def _keep_those_that_stay(keys: list[int]) -> list[int]:
    """Recompute a chunk; answers with the dossiers whose due moment moves, left for one by one."""
    alike: list[int] = []
    otherwise: list[Dossier] = []
    moving: list[int] = []
    locked = list(_locked(keys).order_by("pk"))
    events = clock_events_of([dossier.pk for dossier in locked])
    before = [_told(dossier) for dossier in locked]
    for dossier in locked:
        _rewrite(dossier, events.get(dossier.pk, []))
    rewrite_duties(locked)
    for dossier, told in zip(locked, before, strict=True):
        if _told(dossier) == told:
            alike.append(dossier.pk)
        elif dossier.due_at == told[0]:
            otherwise.append(dossier)
        else:
            moving.append(dossier.pk)
    Dossier.objects.filter(pk__in=alike).update(calendar_version=work_calendar().version)
    for dossier in otherwise:  # row by row: one statement with as many cases takes far longer
        dossier.save(update_fields=_CACHES)
    return moving


def _rewrite(dossier: Dossier, events: list[ClockEvent]) -> None:
    """The clock's caches under the calendar in force; before reception there is no clock."""
    if events:
        write_caches(dossier, events)
    dossier.calendar_version = work_calendar().version


def _told(dossier: Dossier) -> tuple[Any, ...]:
    """All that is kept of the clock's answers, save the calendar it rests on."""
    return tuple(getattr(dossier, name) for name in _CACHES if name != "calendar_version")


def _chunks() -> Iterator[list[int]]:
    """Keys of the dossiers to look at, so many at a time."""
    last = 0
    while keys := list(
        _outdated().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]
    ):
        yield keys
        last = keys[-1]


def _outdated() -> QuerySet[Dossier]:
    """Running dossiers, and submissions before the counter, last counted under another calendar."""
    runs = Q(state__in=[state.value for state in OPEN_STATES], due_at__isnull=False)
    counted = runs | Q(state=DossierState.SUBMITTED)
    return Dossier.objects.filter(counted).exclude(calendar_version=work_calendar().version)


def _locked(keys: list[int]) -> QuerySet[Dossier]:
    """Those of the dossiers that are still to be looked at, locked until the transaction ends."""
    return (
        _outdated()
        .filter(pk__in=keys)
        .select_for_update(of=("self",))
        .select_related("procedure_version")
    )


def _log(dossier: Dossier, *, old_due: datetime | None, old_version: int, at: datetime) -> None:
    last = dossier.events.order_by("-sequence").values_list("at", flat=True).first()
    event = append_event(
        dossier,
        act=ACT,
        from_state=dossier.state,
        at=max(at, last) if last else at,
        facts={
            "due_before": old_due.isoformat() if old_due else None,
            "due_after": dossier.due_at.isoformat() if dossier.due_at else None,
            "calendar_before": old_version,
            "calendar_after": dossier.calendar_version,
        },
    )
    dossier_event_written.send(sender=DossierEvent, event=event)
