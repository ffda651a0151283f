"""Dossiers that must keep what is personal: somebody is still to be apologised to, or told."""

from django.db.models import Q

from notifications.models import (
    PENDING_STATES,
    ApologyLetter,
    DelayNotice,
    Message,
    MessageState,
    OverdueFlag,
)


def still_needed() -> Q:
    """An open flag or demand, a letter not yet issued, a message not yet sent."""
    flags = OverdueFlag.objects.filter(closed_at__isnull=True)
    demands = DelayNotice.objects.filter(answered_at__isnull=True, lapsed_at__isnull=True)
    letters = ApologyLetter.objects.filter(state__in=PENDING_STATES)
    messages = Message.objects.filter(state=MessageState.PLANNED, dossier__isnull=False)
    kept = Q()
    for rows in (flags, demands, letters, messages):
        kept |= Q(pk__in=rows.values("dossier_id"))
    return kept
