"""Which partners' systems are told of a dossier, only those whose machine may see it; and of what."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from agencies.domain.roles import Role
from agencies.models import Officer, RoleGrant
from agencies.selectors.prepared import Parameter, PreparedRows
from dossiers.models import Dossier, DossierEvent
from dossiers.selectors import visible_to
from dossiers.selectors.changes import Horizon, changes_for
from notifications.domain.messages import DATE_ACTS, Channel
from notifications.models import Message, Webhook


def webhooks_told_of(dossier: Dossier, *, at: datetime) -> list[Webhook]:
    """Active webhooks of the machines that see the dossier at a moment."""
    near = _NEAR(agency=dossier.agency_id, submitter=dossier.submitted_by_id)
    return [webhook for webhook in near if may_be_told(webhook.officer, dossier, at=at)]


def webhooks_told_of_each(
    dossier_ids: Collection[int], *, at: datetime
) -> defaultdict[int, list[Webhook]]:
    """The same for many dossiers: two queries a webhook, however many dossiers there are."""
    told: defaultdict[int, list[Webhook]] = defaultdict(list)
    for webhook in _active() if dossier_ids else ():
        homes = RoleGrant.objects.filter(officer=webhook.officer_id, role=Role.PARTNER)
        near = (
            Q(submitted_by=webhook.officer_id)
            | Q(agency__in=homes.values("agency"))
            | Q(agency__in=homes.values("agency__parent"))
        )
        seen = visible_to(webhook.officer, at=at).filter(near, pk__any=dossier_ids)
        for dossier_id in seen.values_list("pk", flat=True):
            told[dossier_id].append(webhook)
    return told


def _active() -> QuerySet[Webhook]:
    found = Webhook.objects.filter(is_active=True, officer__is_active=True)
    return found.select_related("officer")


def _near() -> QuerySet[Webhook]:
    """Those that may see the dossiers of an agency, or what a submitter has handed in."""
    partner = Q(officer__grants__role=Role.PARTNER)
    at_home = Q(officer__grants__agency=Parameter("agency"))
    below = Q(officer__grants__agency__parent=Parameter("agency"))
    handed_in = Q(officer=Parameter("submitter"))
    return _active().filter(partner & (at_home | below) | handed_in).distinct()


_NEAR = PreparedRows(_near)


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
