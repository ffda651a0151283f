"""Celery's doors: each reads the clock and calls one service; all are safe to run twice."""

from celery import shared_task
from django.utils import timezone

from notifications import services


@shared_task(name="notifications.sweep")
def sweep(*, whole: bool = False, **kwargs: object) -> None:
    """Warn, demand, flag, draft letters, escalate."""
    services.sweep(timezone.now(), whole=whole)


@shared_task(name="notifications.deliver_message")
def deliver_message(*, message_id: int, **kwargs: object) -> None:
    """Send one message just planned."""
    services.deliver(message_id, at=timezone.now())


@shared_task(name="notifications.deliver_messages")
def deliver_messages(*, message_ids: list[int], **kwargs: object) -> None:
    """Send messages planned together."""
    services.deliver_each(message_ids, at=timezone.now())


@shared_task(name="notifications.deliver_due_messages")
def deliver_due_messages(**kwargs: object) -> None:
    """Send what waited for its time and what the queue lost."""
    services.deliver_due_messages(timezone.now())
