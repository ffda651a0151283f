"""Papers lost or damaged: an apology is owed, apart from every date (Decree 61/2018/NĐ-CP, art. 21.2)."""

from agencies.models import Agency
from dossiers.models import DossierEvent
from notifications.models import ApologyLetter, LetterWay
from notifications.services.letter_parts import refresh_state


def draft_loss_letter(event: DossierEvent) -> ApologyLetter:
    """The apology of whoever answers for the loss: it moves no date and may be owed several times."""
    texts = event.text.values
    letter = ApologyLetter(
        dossier=event.dossier,
        run=event.run,
        agency=Agency.objects.get(code=event.facts["responsible"]),
        due_at=event.dossier.due_at,
        way=LetterWay.LOST,
        loss=event,
        generated_at=event.at,
        reason=texts["reason"],
        lost_items=texts["lost_items"],
    )
    refresh_state(letter, at=event.at)
    letter.save()
    return letter
