"""Delivery: each message once, tried again with growing waits, dropped when no longer true."""

from collections import Counter
from datetime import datetime

import structlog
from django.db import transaction

from notifications.channels import CHANNELS, Parcel
from notifications.domain.messages import wait_after
from notifications.models import Message, MessageState
from notifications.services.composing import compose

logger = structlog.get_logger(__name__)

#: Messages a delivery run takes up; the rest waits for the next one.
BATCH = 500


@transaction.atomic
def deliver(message_id: int, *, at: datetime) -> str:
    """Send one planned message if its time has come; answers with the state it is in then.

    The row stays locked while it is sent: of two workers the second finds nothing to do. A crash
    between sending and commit sends it again, under the same key.
    """
    message = (
        Message.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("officer", "event", "dossier__applicant")
        .filter(pk=message_id, state=MessageState.PLANNED, send_after__lte=at)
        .first()
    )
    if message is None:
        return "nothing_to_do"
    parcel = compose(message, at=at)
    if parcel is None:
        message.state = MessageState.DROPPED
    else:
        _send(message, parcel, at)
    message.save(update_fields=["state", "attempts", "send_after", "sent_at", "error"])
    return str(message.state)


def deliver_due_messages(at: datetime) -> Counter[str]:
    """Deliver every planned message whose time has come: what the queue lost, and what waited."""
    due = Message.objects.filter(state=MessageState.PLANNED, send_after__lte=at)
    keys = list(due.order_by("send_after", "pk").values_list("pk", flat=True)[:BATCH])
    return Counter(deliver(key, at=at) for key in keys)


def resend(message_ids: list[int], *, at: datetime) -> int:
    """Plan failed messages again, from the first attempt on; answers how many."""
    return Message.objects.filter(pk__in=message_ids, state=MessageState.FAILED).update(
        state=MessageState.PLANNED, attempts=0, send_after=at, error=""
    )


def _send(message: Message, parcel: Parcel, at: datetime) -> None:
    try:
        CHANNELS[message.channel].send(parcel)
    except Exception as error:  # noqa: BLE001 -- one bad address must not hold up the others
        _note_failure(message, error, at)
    else:
        message.state, message.sent_at, message.error = MessageState.SENT, at, ""


def _note_failure(message: Message, error: Exception, at: datetime) -> None:
    message.attempts += 1
    message.error = f"{type(error).__name__}: {error}"[:300]
    wait = wait_after(message.attempts)
    if wait is None:
        message.state = MessageState.FAILED
    else:
        message.send_after = at + wait
    logger.warning("message not sent", message=message.pk, attempts=message.attempts)
