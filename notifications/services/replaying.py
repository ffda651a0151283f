"""Webhooks sent again: to a system that was away, or lost what it had been told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from agencies.models import Officer
from dossiers.domain.refusals import ActRefused
from dossiers.models import DossierEvent
from dossiers.selectors.changes import Horizon, Place
from notifications.domain.messages import Channel, MessageKind
from notifications.models import Message, MessageState, Webhook
from notifications.selectors.webhooks import still_to_be_told

#: Changes sent again by one call.
MOST = 500


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many go out again, and the place behind the last of them; None if that was all."""

    planned: int
    behind: Place | None


@transaction.atomic
def replay_webhooks(
    machine: Officer, *, since: Q, to: Horizon, at: datetime, most: int = MOST
) -> Replayed:
    """Plan again what is still true of the changes that `since` selects, oldest first.

    Each keeps the id that it had, so that the receiver drops what it knows; a change of which the
    machine was never told, because its webhook was switched off, gets its id now and keeps it.
    What still waits to be sent is left as it is: asked twice, it goes out once. Refuses
    `unknown_webhook`, `webhook_inactive`.
    """
    webhook = Webhook.objects.filter(officer=machine).first()
    if webhook is None:
        raise ActRefused("unknown_webhook")
    if not webhook.is_active:
        raise ActRefused("webhook_inactive")
    events = list(still_to_be_told(machine, since=since, to=to, at=at)[: most + 1])
    chosen = events[:most]
    _plan(machine, chosen, at)
    last = chosen[-1] if len(events) > most else None
    return Replayed(len(chosen), Place(last.written_in, last.pk) if last else None)


def _plan(machine: Officer, events: Sequence[DossierEvent], at: datetime) -> None:
    recipient = f"officer:{machine.pk}"
    Message.objects.bulk_create(
        [
            Message(
                occasion=f"event:{event.pk}",
                kind=MessageKind.STATUS,
                channel=Channel.WEBHOOK,
                recipient=recipient,
                officer=machine,
                event=event,
                dossier_id=event.dossier_id,
                planned_at=at,
                send_after=at,
            )
            for event in events
        ],
        ignore_conflicts=True,
    )
    told = Message.objects.filter(event__in=events, channel=Channel.WEBHOOK, recipient=recipient)
    told.exclude(state=MessageState.PLANNED).update(
        state=MessageState.PLANNED, attempts=0, send_after=at, error="", dropped_why=""
    )
