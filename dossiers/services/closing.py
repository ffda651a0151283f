"""How a dossier leaves the office: returned, withdrawn or stopped; originals go back (Decree 61/2018/NĐ-CP, art. 20)."""

from typing import Unpack

from dossiers.models import DossierDocument, DossierEvent
from dossiers.services.performing import Call, Done, Performance, perform


def return_result(**call: Unpack[Call]) -> Done:
    """Hand out the result: how, to whom, on which proof (art. 20)."""
    return perform("return_result", **call, change=_return, record=_give_originals_back)


def withdraw_dossier(**call: Unpack[Call]) -> Done:
    """The applicant asks for the dossier back; the clock ends."""
    return perform("withdraw", **call, change=_close, record=_give_originals_back)


def stop_dossier(**call: Unpack[Call]) -> Done:
    """End settlement without a result, on a ground and by a document; the clock ends."""
    return perform("stop", **call, change=_close, record=_give_originals_back)


def _return(doing: Performance) -> None:
    doing.dossier.returned_at = doing.at


def _close(doing: Performance) -> None:
    doing.dossier.closed_at = doing.at


def _give_originals_back(doing: Performance, event: DossierEvent) -> None:
    if doing.facts.get("originals_given_back"):
        DossierDocument.objects.filter(
            dossier=doing.dossier, originals__gt=0, given_back_at__isnull=True
        ).update(given_back_at=doing.at)
