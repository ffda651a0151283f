"""Papers of a dossier were lost or damaged (Decree 61/2018/NĐ-CP, art. 21.2)."""

from typing import Unpack

from django.db.models import Q, QuerySet

from agencies.models import Agency
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.services.performance import Call, Done, Performance
from dossiers.services.performing import perform


def report_loss(**call: Unpack[Call]) -> Done:
    """Put on record what was lost or damaged and which agency answers for it; no date moves.

    The agency bears the cost of new papers and owes an apology, which is drafted in its name.
    Refuses `not_concerned` for an agency through whose hands the dossier does not go.
    """
    return perform("report_loss", **call, change=_refuse_outsider)


def agencies_concerned(dossier: Dossier) -> QuerySet[Agency]:
    """Agencies in whose hands the dossier's papers may have been: the one-stop units, the settling agency, those asked."""
    return Agency.objects.filter(
        Q(pk__in=[dossier.receiving_unit_id, dossier.agency_id, dossier.forwarded_to_id])
        | Q(pk__in=dossier.consultations.values("agency_id"))
    )


def _refuse_outsider(doing: Performance) -> None:
    code = doing.facts["responsible"]
    if not agencies_concerned(doing.dossier).filter(code=code).exists():
        raise ActRefused("not_concerned", field="responsible", unit=code)
