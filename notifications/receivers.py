"""Hears dossier events inside their transaction; if this raises, the act is rolled back with it."""

from collections.abc import Collection
from typing import Any

from celery import Task
from django.db import transaction
from django.dispatch import receiver

from dossiers.models import DossierEvent
from dossiers.signals import dossier_event_written, due_dates_moved
from notifications.services.following import follow_event
from notifications.services.moved_dates import follow_moved_dates, tell_of_moved_dates
from notifications.services.planning import plan_messages
from notifications.tasks import deliver_message, deliver_messages


@receiver(dossier_event_written, dispatch_uid="notifications.hear_dossier_event")
def hear_dossier_event(sender: type[DossierEvent], *, event: DossierEvent, **kwargs: Any) -> None:
    """Let demands, flags and letters follow, plan messages, and queue them once the act is committed.

    A queue that is down costs nothing: the act stands, the periodic delivery finds the message.
    """
    follow_event(event)
    for message_id in plan_messages(event):
        _queue_on_commit(deliver_message, message_id=message_id)


@receiver(due_dates_moved, dispatch_uid="notifications.hear_moved_dates")
def hear_moved_dates(
    sender: type[DossierEvent], *, event_ids: Collection[int], **kwargs: Any
) -> None:
    """The same for the dates that a change of the calendar moves, for all of a chunk together."""
    follow_moved_dates(event_ids)
    message_ids = tell_of_moved_dates(event_ids)
    if message_ids:
        _queue_on_commit(deliver_messages, message_ids=message_ids)


def _queue_on_commit(task: Task, **to: Any) -> None:
    def queue() -> None:  # a partial has no name, and robust hooks log the name of what failed
        task.apply_async(kwargs=to, retry=False)

    transaction.on_commit(queue, robust=True)
