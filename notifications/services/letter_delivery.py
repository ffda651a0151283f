"""An issued letter is delivered when the one-stop unit has told the applicant (Decree 61/2018/NĐ-CP, arts 5.1.e, 19.9)."""

import uuid
from datetime import datetime

from dossiers.models import Announcement, DossierEvent
from notifications.models import ApologyLetter, LetterState

_OCCASION = "letter:"


def hear_of_delivery(event: DossierEvent) -> None:
    """The applicant was told something: if it was a letter, that letter is delivered."""
    told = Announcement.objects.filter(
        pk=event.facts["announcement"], dossier_id=event.dossier_id
    ).first()
    if told is not None and told.occasion.startswith(_OCCASION):
        ref = uuid.UUID(told.occasion.removeprefix(_OCCASION))
        record_delivery(ref, how=event.facts["how_told"], at=event.at)


def record_delivery(ref: uuid.UUID, *, how: str, at: datetime) -> None:
    """Note when and how the letter reached the applicant; a letter delivered already stays as it is."""
    ApologyLetter.objects.filter(ref=ref, state=LetterState.ISSUED).update(
        state=LetterState.DELIVERED, delivered_at=at, delivered_how=how
    )
