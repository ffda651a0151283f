"""Hears of new editions of the calendar, of files to be looked into, of lists that go out, of long registers to be closed."""

from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from kombu.exceptions import OperationalError

from agencies.models import Officer
from batches.signals import list_exported
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.selectors.calendar_effect import effect_of
from dossiers.services.recording_access import Reader, record_access
from dossiers.signals import file_waits, long_register_closes
from dossiers.tasks import close_register, recompute_due_dates, scan_file
from procedures.domain.calendar import WorkCalendar
from procedures.domain.calendar_change import CalendarEffect
from procedures.signals import calendar_changed, calendar_effect_asked

logger = structlog.get_logger(__name__)


@receiver(calendar_changed, dispatch_uid="dossiers.hear_calendar_change")
def hear_calendar_change(**kwargs: Any) -> None:
    """Queue the recomputing; a queue that is down costs an hour, until the periodic one."""

    def queue() -> None:
        for _task in range(settings.RECOMPUTE_TASKS):
            recompute_due_dates.apply_async(retry=False)

    transaction.on_commit(queue, robust=True)


@receiver(calendar_effect_asked, dispatch_uid="dossiers.foretell_calendar_effect")
def foretell_calendar_effect(
    calendar: WorkCalendar, *, at: datetime, offset: int, most: int, **kwargs: Any
) -> CalendarEffect:
    """Tell which running dossiers a calendar would move."""
    return effect_of(calendar, at=at, offset=offset, most=most)


@receiver(list_exported, dispatch_uid="dossiers.note_export")
def note_export(
    officer: Officer, rows: QuerySet[Any], name: str, *, personal: bool, **kwargs: Any
) -> None:
    """Whose data left the house in a file was shown to whoever asked for it, each dossier by itself."""
    names = {field.name for field in rows.model._meta.concrete_fields}
    if not personal or (rows.model is not Dossier and "dossier" not in names):
        return
    way = "pk" if rows.model is Dossier else "dossier_id"
    shown = Dossier.objects.filter(pk__in=rows.order_by().values(way))
    reader = Reader(officer.pk, None, door=f"dossiers_{name}_export", address=None)
    record_access(shown, reader=reader)


@receiver(file_waits, dispatch_uid="dossiers.hear_waiting_file")
def hear_waiting_file(file_id: int, **kwargs: Any) -> None:
    """Queue the virus check of a file once it is committed; a queue that is down costs five minutes."""

    def queue() -> None:
        scan_file.apply_async(kwargs={"file_id": file_id}, retry=False)

    transaction.on_commit(queue, robust=True)


@receiver(long_register_closes, dispatch_uid="dossiers.hear_long_register")
def hear_long_register(officer_id: int, unit_id: int, year: int, **kwargs: Any) -> None:
    """Queue the closing; refuses `queue_gone`, as nothing else would find it again."""
    named = {"officer_id": officer_id, "unit_id": unit_id, "year": year}

    def queue() -> None:
        try:
            close_register.apply_async(kwargs=named, retry=False)
        except OperationalError as gone:
            logger.warning("register_closing_not_queued", **named, exc_info=True)
            raise ActRefused("queue_gone") from gone

    transaction.on_commit(queue)
