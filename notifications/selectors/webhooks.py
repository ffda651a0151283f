"""Which partners' systems are told of a dossier: only those whose machine may see it."""

from datetime import datetime

from django.db.models import Q

from agencies.domain.roles import Role
from agencies.models import Officer
from dossiers.models import Dossier
from dossiers.selectors import visible_to
from notifications.models import Webhook


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
