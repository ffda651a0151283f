"""Which dossiers a text means that was typed, or read by a scanner from one of our papers."""

from django.db.models import QuerySet

from dossiers.domain.scanned import ScannedKind, read_scanned
from dossiers.models import Dossier
from dossiers.selectors import search_dossiers
from dossiers.services.lookup_keys import ref_in_rating_token


def dossiers_meant(text: str, *, among: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Those among the given that the text may mean: the one of a scanned paper, or all that a search finds."""
    scanned = read_scanned(text)
    if scanned is None:
        return search_dossiers(among, text)
    if scanned.kind == ScannedKind.LOOKUP:
        return among.filter(lookup_token=scanned.value)
    if scanned.kind == ScannedKind.RATING:
        ref = ref_in_rating_token(scanned.value)
        return among.filter(ref=ref) if ref else among.none()
    return search_dossiers(among, scanned.value)
