"""Demands, flags and letters of the dossiers an officer may see."""

from datetime import datetime

from django.db.models import Q, QuerySet

from agencies.models import Officer
from dossiers.lifecycle import OPEN_STATES
from dossiers.selectors import visible_to
from notifications.domain.demands import DemandKind
from notifications.models import ApologyLetter, DelayNotice, OverdueFlag

_NAMED = ("dossier__procedure_version", "agency")


def delay_notices_for(officer: Officer, *, at: datetime) -> QuerySet[DelayNotice]:
    """Demands and answers; `is_open` ones wait for the agency."""
    notices = DelayNotice.objects.filter(dossier__in=visible_to(officer, at=at))
    return notices.select_related(*_NAMED, "unit", "answered_by")


def missing_at(at: datetime) -> Q:
    """Delay notices that were a duty, did not come in time and whose dossier is still open (art. 19.9)."""
    return Q(
        kind=DemandKind.DAY_BEFORE.value,
        answered_at__isnull=True,
        lapsed_at__isnull=True,
        answer_by__lte=at,
        dossier__state__in=[state.value for state in OPEN_STATES],
    )


def letters_for(officer: Officer, *, at: datetime) -> QuerySet[ApologyLetter]:
    """Letters in every state, without the weight of their PDFs and contexts."""
    letters = ApologyLetter.objects.filter(dossier__in=visible_to(officer, at=at))
    return letters.select_related(
        *_NAMED, "dossier__agency", "dossier__receiving_unit", "issuer", "signer"
    ).defer("pdf", "signed_pdf", "context")


def flags_for(officer: Officer, *, at: datetime) -> QuerySet[OverdueFlag]:
    """Flags, open and closed."""
    flags = OverdueFlag.objects.filter(dossier__in=visible_to(officer, at=at))
    return flags.select_related(*_NAMED, "unit", "officer")
