"""The stops on a dossier's way that its applicant may know: a list of acts, and of each only the moment.

Nothing of who acted and of what was written; hand-overs between desks are the office's own affair,
the desk that has the dossier now is told beside.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models.fields.json import KT

from dossiers.models import DossierEvent

#: Acts told to whoever holds the receipt, `import` being the reception in an older system.
TOLD_ACTS = (
    "receive",
    "import",
    "transfer",
    "request_supplement",
    "note_delivery",
    "accept_supplement",
    "cancel_supplement",
    "request_payment",
    "confirm_payment",
    "reappoint",
    "settle",
    "reopen",
    "return_result",
    "withdraw",
    "stop",
)


@dataclass(frozen=True, slots=True)
class Stop:
    """One act that took effect at a moment; of a new return date also the date and the apology letter."""

    act: str
    at: datetime
    until: datetime | None = None
    letter: uuid.UUID | None = None


def stops_of(ref: str) -> list[Stop]:
    """The stops of a dossier so far, in their order; one query."""
    found = (
        DossierEvent.objects.filter(dossier__ref=ref, act__in=TOLD_ACTS)
        .order_by("sequence")
        .values_list("act", "at", "clock_until", KT("facts__letter"))
    )
    return [
        Stop(act, at, until if act == "reappoint" else None, _reference(act, letter))
        for act, at, until, letter in found
    ]


def _reference(act: str, letter: str | None) -> uuid.UUID | None:
    """The letter's reference; an older system's letters have none."""
    try:
        return uuid.UUID(letter) if act == "reappoint" and letter else None
    except ValueError:
        return None
