"""What the applicant and partners' systems were sent of a letter."""

from django.db.models import QuerySet

from notifications.models import ApologyLetter, Message


def notices_of(letter: ApologyLetter) -> QuerySet[Message]:
    """The messages planned when the letter moved the return date (Decree 61/2018/NĐ-CP, art. 19.9)."""
    return Message.objects.filter(
        dossier=letter.dossier_id,
        event__act="reappoint",
        event__facts__letter=str(letter.ref),
    ).order_by("pk")
