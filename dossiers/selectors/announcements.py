"""What is to be told to applicants: whose lists it is on, and what is said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet

from agencies.models import Officer
from agencies.selectors import RoleSet
from dossiers.models import Announcement, DossierEvent, SupplementRequest
from dossiers.selectors.visibility import visible_to

Kind = Announcement.Kind


class Standing(StrEnum):
    """Where something to tell stands; `late` is open past its moment."""

    OPEN = "open"
    LATE = "late"
    TOLD = "told"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Said:
    """What an announcement says beyond its kind: items asked for, reason given, until when."""

    items: tuple[str, ...] = ()
    reason: str = ""
    until: datetime | None = None


def announcements_for(
    officer: Officer, *, at: datetime, roles: RoleSet | None = None
) -> QuerySet[Announcement]:
    """Those of the dossiers an officer may see, told and untold."""
    return Announcement.objects.filter(dossier__in=visible_to(officer, at=at, roles=roles))


def standing(which: Standing, *, at: datetime) -> Q:
    """The announcements that stand so at a moment."""
    waits = Q(told_at__isnull=True, dropped_at__isnull=True)
    return {
        Standing.OPEN: waits,
        Standing.LATE: waits & Q(tell_by__lt=at),
        Standing.TOLD: Q(told_at__isnull=False),
        Standing.DROPPED: Q(dropped_at__isnull=False),
    }[which]


def what_is_said(announcement: Announcement) -> Said:
    """What to read out to the applicant; empty where a paper of its own says it (an apology letter)."""
    event = _event_of(announcement)
    if event is None:
        return Said()
    if announcement.kind == Kind.SUPPLEMENT:
        asked = SupplementRequest.objects.filter(event=event).first()
        return Said(tuple(asked.items), asked.reason, asked.answer_by) if asked else Said()
    if announcement.kind in (Kind.REFUSAL, Kind.STOP):
        texts = event.text.values if hasattr(event, "text") else {}
        return Said(reason=str(texts.get("reason", "")))
    return Said()


def _event_of(announcement: Announcement) -> DossierEvent | None:
    kind, _, key = announcement.occasion.partition(":")
    if kind != "event" or not key.isdigit():
        return None
    events = DossierEvent.objects.filter(dossier=announcement.dossier_id, pk=int(key))
    return events.select_related("text").first()
