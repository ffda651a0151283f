"""What applicants have been asked for and have not delivered yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dossiers.lifecycle import DossierState
from dossiers.models import Dossier, SupplementRequest


@dataclass(frozen=True, slots=True)
class Awaited:
    """Since when the applicant has been asked, and until when the answer is awaited, if that is said."""

    since: datetime
    until: datetime | None


def awaited(dossiers: Iterable[Dossier]) -> dict[int, Awaited]:
    """What each dossier's applicant has been asked for and still owes, by key; one query, none where nobody is awaited."""
    waiting = [each.pk for each in dossiers if each.state == DossierState.SUPPLEMENT_REQUESTED]
    if not waiting:
        return {}
    asked = SupplementRequest.objects.open().filter(dossier__in=waiting)
    rows = asked.values_list("dossier_id", "asked_at", "answer_by")
    return {dossier: Awaited(since, until) for dossier, since, until in rows}
