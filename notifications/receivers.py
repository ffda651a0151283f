"""Hears a dossier event inside its transaction; if this raises, the act is rolled back with it."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from dossiers.models import DossierEvent
from dossiers.signals import dossier_event_written
from notifications.services.following import follow_event
from notifications.services.planning import plan_messages
from notifications.tasks import deliver_message


@receiver(dossier_event_written, dispatch_uid="notifications.hear_dossier_event")
def hear_dossier_event(sender: type[DossierEvent], *, event: DossierEvent, **kwargs: Any) -> None:
    """Let demands, flags and letters follow, plan messages, and queue them once the act is committed.

    A queue that is down costs nothing: the act stands, the periodic delivery finds the message.
    """
    follow_event(event)
    for message_id in plan_messages(event):
        _queue_on_commit(message_id)


def _queue_on_commit(message_id: int) -> None:
    def queue() -> None:  # a partial has no name, and robust hooks log the name of what failed
        deliver_message.apply_async(kwargs={"message_id": message_id}, retry=False)

    transaction.on_commit(queue, robust=True)
