"""The agency's desks: transfer, hand over, send back, settle, put an error right.

Source: Decree 61/2018/NĐ-CP, arts 18, 19, 21; Circular 01/2018/TT-VPCP, form 05.
"""

from typing import Unpack

from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import DossierState
from dossiers.models import Announcement, DossierEvent, HandOver
from dossiers.services.announcing import announce_act, drop_announcements
from dossiers.services.consulting import end_consultations
from dossiers.services.early_results import announce_early_result, drop_early_result
from dossiers.services.forwarding import set_transfer_due
from dossiers.services.handovers import chosen_receiver, chosen_unit, first_unit, step_at
from dossiers.services.papers import issue_refusal_slip
from dossiers.services.performance import Call, Done, Performance
from dossiers.services.performing import perform
from dossiers.services.slip_rows import (
    record_hand_over,
    record_refusal,
    record_reopening,
    record_result,
    record_transfer,
)


def transfer_dossier(**call: Unpack[Call]) -> Done:
    """Hand the dossier to the settling agency, first step of its internal process (art. 18.2).

    Refuses `unknown_unit` when `to_unit` is not of the settling agency, `not_arrived` while the
    dossier is on its way to another one-stop unit. Late, it is done and written down.
    """
    return perform("transfer", **call, change=_transfer, record=record_transfer)


def hand_over_dossier(**call: Unpack[Call]) -> Done:
    """Give the dossier to the next unit or officer of the agency, with a remark (form 05).

    The step follows the unit: onward or back, as the process has it. Refuses `missing_receiver`,
    `unknown_unit`, `unknown_officer`.
    """
    return perform("hand_over", **call, change=_hand_over, record=record_hand_over)


def refuse_hand_over(**call: Unpack[Call]) -> Done:
    """Send a late or poor dossier back to the desk it came from, the grounds in the slip's notes (form 05).

    Of a transfer the one-stop unit gets it back and has to transfer it again in the time of
    art. 18.2. Refuses `nothing_to_refuse`; a refusal itself cannot be refused.
    """
    return perform("refuse_hand_over", **call, change=_send_back, record=record_refusal)


def settle_dossier(**call: Unpack[Call]) -> Done:
    """Approve with a result document, or refuse with the reason in writing (form 03); the clock ends (art. 19)."""
    return perform("settle", **call, change=_settle, record=_record_settling)


def reopen_dossier(**call: Unpack[Call]) -> Done:
    """The authority's own error is put right: the clock goes on with at least one working day (art. 21.1)."""
    return perform("reopen", **call, change=_reopen, record=_record_reopening)


def _transfer(doing: Performance) -> None:
    dossier = doing.dossier
    dossier.unit = chosen_unit(doing) or first_unit(dossier)
    dossier.officer = None
    dossier.step = 0
    dossier.step = step_at(dossier, dossier.unit.pk)


def _hand_over(doing: Performance) -> None:
    dossier = doing.dossier
    unit, receiver = chosen_unit(doing), chosen_receiver(doing)
    if receiver is None and "to_unit" not in doing.facts:
        raise ActRefused("missing_receiver", field="to_unit")
    goes_to = unit.pk if unit else dossier.unit_id
    if goes_to is not None and (receiver is not None or goes_to != dossier.unit_id):
        dossier.step = step_at(dossier, goes_to, receiver)
    if unit is not None:
        dossier.unit = unit
    dossier.officer = receiver.officer if receiver else None


def _send_back(doing: Performance) -> None:
    dossier = doing.dossier
    refused, *earlier = dossier.handovers.filter(run=dossier.run).order_by("-at", "-pk")[:2]
    dossier.unit = refused.giver_unit
    if refused.kind == HandOver.Kind.TRANSFER:
        dossier.officer, dossier.step = None, 0
        set_transfer_due(dossier, at=doing.at)
        return
    giver = refused.giver
    dossier.officer = giver if giver and giver.is_active else None
    changed_unit = refused.giver_unit_id != refused.receiver_unit_id
    dossier.step = earlier[0].step if earlier else refused.step - changed_unit


def _settle(doing: Performance) -> None:
    dossier = doing.dossier
    dossier.settled_at = dossier.closed_at = doing.at
    dossier.outcome = doing.facts["outcome"]
    dossier.result = doing.facts.get("result", "")


def _record_settling(doing: Performance, event: DossierEvent) -> None:
    if doing.row.source == DossierState.PROCESSING:
        record_result(doing, event)
    end_consultations(doing.dossier, at=doing.at, why=doing.dossier.state)
    if doing.dossier.outcome == "refused":
        issue_refusal_slip(doing, event)
        announce_act(doing, event, kind=Announcement.Kind.REFUSAL)
    else:
        announce_early_result(doing, event)


def _reopen(doing: Performance) -> None:
    dossier = doing.dossier
    dossier.settled_at = dossier.closed_at = dossier.returned_at = None
    dossier.outcome = dossier.result = ""
    if not dossier.step:  # settled at the counter: put right by the agency's own desk
        dossier.unit = first_unit(dossier)
        dossier.step = step_at(dossier, dossier.unit.pk)


def _record_reopening(doing: Performance, event: DossierEvent) -> None:
    record_reopening(doing, event)
    refused = [Announcement.Kind.REFUSAL]
    drop_announcements(doing.dossier, kinds=refused, at=doing.at, why="reopened")
    drop_early_result(doing, why="reopened")
