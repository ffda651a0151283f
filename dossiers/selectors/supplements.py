"""What applicants have been asked for and have not delivered yet."""

from collections.abc import Iterable
from datetime import datetime

from dossiers.lifecycle import DossierState
from dossiers.models import Dossier, SupplementRequest


def awaited_until(dossiers: Iterable[Dossier]) -> dict[int, datetime]:
    """Until when each dossier's applicant may deliver, by key; one query, none where nobody is awaited."""
    waiting = [each.pk for each in dossiers if each.state == DossierState.SUPPLEMENT_REQUESTED]
    if not waiting:
        return {}
    asked = SupplementRequest.objects.open().filter(dossier__in=waiting, answer_by__isnull=False)
    return dict(asked.values_list("dossier_id", "answer_by"))
