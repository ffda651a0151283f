"""What hangs on an officer beside dossiers: delays to answer for, letters to prepare and to sign."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from agencies.domain.roles import Role
from agencies.models import Officer
from agencies.selectors import roles_of
from dossiers.selectors.colleagues import Hanging
from dossiers.selectors.worklists import capped_count
from notifications.models import LetterState
from notifications.selectors.visible import delay_notices_for, letters_for
from procedures.domain.zone import local_day

NOTICES = "admin:notifications_delaynotice_changelist"
LETTERS = "admin:notifications_apologyletter_changelist"


def hanging_on(holder: Officer, seen_by: Officer, at: datetime) -> Iterator[Hanging]:
    """Of the holder's dossiers, as far as who looks may see them; letters to sign by the holder's role."""
    notices = delay_notices_for(seen_by, at=at).filter(
        dossier__officer=holder, answered_at=None, lapsed_at=None, answer_by__gt=at
    )
    yield Hanging(_("Delay notices to give"), capped_count(notices), NOTICES, "state=open")
    letters = letters_for(seen_by, at=at)
    drafts = letters.filter(state=LetterState.DRAFT, dossier__officer=holder)
    yield Hanging(
        _("Apology letters to prepare"),
        capped_count(drafts),
        LETTERS,
        f"state__exact={LetterState.DRAFT}",
    )
    heads = roles_of(holder, on=local_day(at)).nodes(Role(settings.APOLOGY_SIGNER))
    ready = letters.filter(state=LetterState.READY, dossier__agency__in=heads)
    yield Hanging(
        _("Apology letters to sign"),
        capped_count(ready),
        LETTERS,
        f"state__exact={LetterState.READY}",
    )
