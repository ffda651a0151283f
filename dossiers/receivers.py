"""Hears that the calendar has a new edition: due dates are recomputed once it is committed."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from dossiers.tasks import recompute_due_dates
from procedures.signals import calendar_changed


@receiver(calendar_changed, dispatch_uid="dossiers.hear_calendar_change")
def hear_calendar_change(**kwargs: Any) -> None:
    """Queue the recomputing; a queue that is down costs an hour, until the periodic one."""

    def queue() -> None:
        recompute_due_dates.apply_async(retry=False)

    transaction.on_commit(queue, robust=True)
