"""Due dates follow the calendar: recomputed when a new edition is recorded, logged, each in its own transaction."""

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from dossiers.lifecycle import OPEN_STATES
from dossiers.models import Dossier, DossierEvent
from dossiers.selectors.clock import clock_events
from dossiers.services.clock import write_caches
from dossiers.services.history import append_event
from dossiers.signals import dossier_event_written
from procedures.selectors import work_calendar

logger = structlog.get_logger(__name__)

ACT = "recompute"


def recompute_due_dates(*, at: datetime) -> dict[str, int]:
    """Recompute every running dossier that was last counted under an older calendar.

    A date that moves leaves one event `recompute` with both dates and both calendar versions; one
    that stays leaves none. Safe late, twice or cut off: what is done is not found again.
    """
    counts = {"looked_at": 0, "moved": 0}
    for key in list(_outdated().values_list("pk", flat=True)):
        counts["looked_at"] += 1
        counts["moved"] += recompute_dossier(key, at=at)
    logger.info("due_dates_recomputed", **counts)
    return counts


@transaction.atomic
def recompute_dossier(dossier_id: int, *, at: datetime) -> bool:
    """Recompute one dossier under the calendar in force; answers whether its due moment has moved."""
    dossier = (
        (_outdated().select_for_update(of=("self",)).select_related("procedure_version"))
        .filter(pk=dossier_id)
        .first()
    )
    if dossier is None:
        return False
    old_due, old_version = dossier.due_at, dossier.calendar_version
    write_caches(dossier, clock_events(dossier))
    moved = dossier.due_at != old_due
    dossier.version += moved
    dossier.save(update_fields=[*_CACHES, "version"])
    if moved:
        _log(dossier, old_due=old_due, old_version=old_version, at=at)
    return moved


_CACHES = (
    "due_at",
    "late_from",
    "original_due_at",
    "warn_on",
    "due_is_provisional",
    "calendar_version",
)


def _outdated() -> QuerySet[Dossier]:
    counted = Q(state__in=[state.value for state in OPEN_STATES], due_at__isnull=False)
    return Dossier.objects.filter(counted).exclude(calendar_version=work_calendar().version)


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
    dossier_event_written.send(sender=DossierEvent, event_id=event.pk)
