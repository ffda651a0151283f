"""The letters of a dossier, for the archive of all that is held about its applicant."""

from collections.abc import Iterator

from dossiers.models import Dossier
from notifications.models import ISSUED_STATES, ApologyLetter


def letters_of(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """The apology letters issued, as they were signed; erased ones are left out."""
    letters = ApologyLetter.objects.filter(dossier=dossier, state__in=ISSUED_STATES)
    for letter in letters.order_by("pk"):
        if letter.signed_pdf:
            yield f"04-{letter.number}-{letter.year}.pdf", bytes(letter.signed_pdf)
