"""The agency's desks: transfer, hand over, settle, put an error right (Decree 61/2018/NĐ-CP, arts 18, 19, 21)."""

from typing import Unpack

from dossiers.domain.refusals import ActRefused
from dossiers.models import DossierEvent
from dossiers.services.handovers import chosen_officer, chosen_unit, first_unit, record_hand_over
from dossiers.services.papers import issue_refusal_slip
from dossiers.services.performing import Call, Done, Performance, perform


def transfer_dossier(**call: Unpack[Call]) -> Done:
    """Hand the dossier to the settling agency, first step of its internal process (art. 18.2).

    Refuses `unknown_unit` when `to_unit` is not of the settling agency.
    """
    return perform("transfer", **call, change=_transfer, record=record_hand_over)


def hand_over_dossier(**call: Unpack[Call]) -> Done:
    """Give the dossier to the next unit or officer of the agency, with a remark (form 05).

    Refuses `missing_receiver`, `unknown_unit`, `unknown_officer`.
    """
    return perform("hand_over", **call, change=_hand_over, record=record_hand_over)


def settle_dossier(**call: Unpack[Call]) -> Done:
    """Approve with a result document, or refuse with the reason in writing (form 03); the clock ends (art. 19)."""
    return perform("settle", **call, change=_settle, record=_record_settling)


def reopen_dossier(**call: Unpack[Call]) -> Done:
    """The authority's own error is put right: the clock goes on with at least one working day (art. 21.1)."""
    return perform("reopen", **call, change=_reopen)


def _transfer(doing: Performance) -> None:
    dossier = doing.dossier
    dossier.unit = chosen_unit(doing) or first_unit(dossier)
    dossier.officer = None
    dossier.step = 1


def _hand_over(doing: Performance) -> None:
    dossier = doing.dossier
    unit, officer = chosen_unit(doing), chosen_officer(doing)
    if unit is None and officer is None:
        raise ActRefused("missing_receiver", field="to_unit")
    if unit is not None and unit != dossier.unit:
        dossier.step += 1
    dossier.unit = unit or dossier.unit
    dossier.officer = officer


def _settle(doing: Performance) -> None:
    dossier = doing.dossier
    dossier.settled_at = dossier.closed_at = doing.at
    dossier.outcome = doing.facts["outcome"]
    dossier.result = doing.facts.get("result", "")


def _record_settling(doing: Performance, event: DossierEvent) -> None:
    if doing.dossier.outcome == "refused":
        issue_refusal_slip(doing, event)


def _reopen(doing: Performance) -> None:
    dossier = doing.dossier
    dossier.settled_at = dossier.closed_at = dossier.returned_at = None
    dossier.outcome = dossier.result = ""
