"""Pieces that several messages are made of."""

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext

from dossiers.models import Dossier

#: Subject and lines of a message.
Words = tuple[str, list[str]]


def shown(moment: datetime | None) -> str:
    """`17:00 27/11/2026`, as the clock on the office's wall shows it."""
    return f"{localtime(moment):%H:%M %d/%m/%Y}"


def dossier_line(dossier: Dossier, due_at: datetime | None) -> str:
    """Code, date and status: all that is written of a dossier outside the house."""
    return gettext("%(code)s, due %(date)s: %(status)s") % {
        "code": dossier.key,
        "date": shown(due_at),
        "status": dossier.get_state_display(),
    }
