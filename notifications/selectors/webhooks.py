"""Which partners' systems are told of a dossier, only those whose machine may see it; and of what."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from agencies.domain.roles import Role
from agencies.models import Officer
from dossiers.models import Dossier, DossierEvent
from dossiers.selectors import visible_to
from dossiers.selectors.changes import Horizon, changes_for
from notifications.domain.messages import DATE_ACTS, Channel
from notifications.models import Message, Webhook


def webhooks_told_of(dossier: Dossier, *, at: datetime) -> list[Webhook]:
    """Active webhooks of the machines that see the dossier at a moment."""
    home = Q(officer__grants__role=Role.PARTNER) & (
        Q(officer__grants__agency=dossier.agency_id)
        | Q(officer__grants__agency__parent=dossier.agency_id)
    )
    near = Webhook.objects.filter(home | Q(officer=dossier.submitted_by_id), is_active=True)
    return [
        webhook
        for webhook in near.filter(officer__is_active=True).select_related("officer").distinct()
        if may_be_told(webhook.officer, dossier, at=at)
    ]


def may_be_told(machine: Officer, dossier: Dossier, *, at: datetime) -> bool:
    """Whether the machine sees the dossier at a moment, asked again before something is sent."""
    return visible_to(machine, at=at).filter(pk=dossier.pk).exists()


def deliveries_to(machine: Officer, *, at: datetime) -> QuerySet[Message]:
    """What was or will be sent to the machine's webhook, of the dossiers it may see at a moment."""
    seen = visible_to(machine, at=at)
    return Message.objects.filter(channel=Channel.WEBHOOK, officer=machine, dossier__in=seen)


def still_to_be_told(
    machine: Officer, *, since: Q, to: Horizon, at: datetime
) -> QuerySet[DossierEvent]:
    """Changes of status and moved dates the machine may be told of and that are still true, oldest first.

    The same that `plan_messages` tells and `compose` would not drop.
    """
    later = DossierEvent.objects.filter(
        dossier=OuterRef("dossier"), sequence__gt=OuterRef("sequence")
    ).exclude(from_state=F("to_state"))
    changes = changes_for(machine, at=at, to=to).filter(since)
    told = changes.filter(~Q(from_state=F("to_state")) | Q(act__in=DATE_ACTS))
    return told.exclude(Q(act__in=DATE_ACTS) & ~Q(due_at=F("dossier__due_at"))).exclude(
        Exists(later)
    )
