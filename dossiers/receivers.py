"""Hears that the calendar has a new edition, or might get one: due dates are recomputed, or foretold."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from dossiers.selectors.calendar_effect import effect_of
from dossiers.tasks import recompute_due_dates
from procedures.domain.calendar import WorkCalendar
from procedures.domain.calendar_change import CalendarEffect
from procedures.signals import calendar_changed, calendar_effect_asked


@receiver(calendar_changed, dispatch_uid="dossiers.hear_calendar_change")
def hear_calendar_change(**kwargs: Any) -> None:
    """Queue the recomputing; a queue that is down costs an hour, until the periodic one."""

    def queue() -> None:
        recompute_due_dates.apply_async(retry=False)

    transaction.on_commit(queue, robust=True)


@receiver(calendar_effect_asked, dispatch_uid="dossiers.foretell_calendar_effect")
def foretell_calendar_effect(
    calendar: WorkCalendar, *, at: datetime, offset: int, most: int, **kwargs: Any
) -> CalendarEffect:
    """Tell which running dossiers a calendar would move."""
    return effect_of(calendar, at=at, offset=offset, most=most)
