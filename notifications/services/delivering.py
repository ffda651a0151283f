"""Delivery: each message once, tried again with growing waits, dropped with the reason when no longer true."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import QuerySet

from agencies.selectors.prepared import Parameter, PreparedRows
from notifications.channels import CHANNELS, Parcel, Undeliverable
from notifications.domain.messages import Channel, DropReason, MessageKind, wait_after
from notifications.models import Message, MessageState
from notifications.services.composing import compose
from notifications.services.digests import gather_lines

logger = structlog.get_logger(__name__)

#: Messages of a channel that a delivery run takes up; the rest waits for the next one.
BATCH = 500
#: Failures in a row after which a channel counts as down and its turn is over.
DOWN_AFTER = 3


@transaction.atomic
def deliver(message_id: int, *, at: datetime) -> str:
    """Send one planned message if its time has come; answers with the state it is in then.

    The row stays locked while it is sent: of two workers the second finds nothing to do. A crash
    between sending and commit sends it again, under the same key.
    """
    found = _PLANNED(key=message_id, at=at)
    if not found:
        return "nothing_to_do"
    (message,) = found
    if message.kind == MessageKind.DIGEST:
        gather_lines(message)
    composed = compose(message, at=at)
    if isinstance(composed, DropReason):
        message.state, message.dropped_why = MessageState.DROPPED, composed
    else:
        _send(message, composed, at)
    message.save(
        update_fields=["state", "attempts", "send_after", "sent_at", "error", "dropped_why"]
    )
    return str(message.state)


_PLANNED = PreparedRows(
    lambda: (
        Message.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("officer__webhook", "event", "dossier__applicant")
        .filter(pk=Parameter("key"), state=MessageState.PLANNED, send_after__lte=Parameter("at"))
    )
)


def deliver_due_messages(at: datetime) -> Counter[str]:
    """Deliver every planned message whose time has come: what the queue lost, and what waited.

    Channel by channel, so that a gateway that is down holds up nobody else's messages.
    """
    outcomes: Counter[str] = Counter()
    for channel in Channel:
        outcomes.update(_deliver_by(channel, _due(channel, at)[:BATCH], at))
    return outcomes


def deliver_each(message_ids: Collection[int], *, at: datetime) -> Counter[str]:
    """Deliver messages that were planned together, those whose time has come."""
    outcomes: Counter[str] = Counter()
    for channel in Channel:
        outcomes.update(_deliver_by(channel, _due(channel, at).filter(pk__in=message_ids), at))
    return outcomes


def resend(message_ids: list[int], *, at: datetime) -> int:
    """Plan failed messages again, from the first attempt on; answers how many."""
    return Message.objects.filter(pk__in=message_ids, state=MessageState.FAILED).update(
        state=MessageState.PLANNED, attempts=0, send_after=at, error=""
    )


def _deliver_by(channel: Channel, due: QuerySet[Message, int], at: datetime) -> Iterator[str]:
    failures = 0
    for key in list(due):
        outcome = deliver(key, at=at)
        yield outcome
        failures = failures + 1 if outcome == MessageState.PLANNED else 0
        if failures == DOWN_AFTER and channel != Channel.WEBHOOK:
            logger.warning("channel is down", channel=channel.value)
            return


def _due(channel: Channel, at: datetime) -> QuerySet[Message, int]:
    due = Message.objects.filter(channel=channel, state=MessageState.PLANNED, send_after__lte=at)
    return due.order_by("send_after", "pk").values_list("pk", flat=True)


def _send(message: Message, parcel: Parcel, at: datetime) -> None:
    try:
        CHANNELS[message.channel].send(parcel)
    except Exception as error:  # noqa: BLE001 -- one bad address must not hold up the others
        _note_failure(message, parcel, error, at)
    else:
        message.state, message.sent_at, message.error = MessageState.SENT, at, ""


def _note_failure(message: Message, parcel: Parcel, error: Exception, at: datetime) -> None:
    """Keep why, without the address, which is personal; tried again unless that is hopeless."""
    message.attempts += 1
    is_final = isinstance(error, Undeliverable)
    told = str(error) if is_final else f"{type(error).__name__}: {error}"
    message.error = told.replace(parcel.address, "…").replace("\x00", "")[:300]
    wait = None if is_final else wait_after(message.attempts)
    if wait is None:
        message.state = MessageState.FAILED
    else:
        message.send_after = at + wait
    logger.warning("message not sent", message=message.pk, attempts=message.attempts)
