"""The desks: every verb that changes a dossier. `ACTS` ties each act of the table to its verb."""

from collections.abc import Callable, Mapping
from typing import Unpack

from dossiers.domain.refusals import ActRefused
from dossiers.services.amending import amend_dossier
from dossiers.services.announcing import announce, drop_announcements, tell_applicant
from dossiers.services.closing import return_result, stop_dossier, withdraw_dossier
from dossiers.services.codes import allot_form_number
from dossiers.services.consulting import (
    answer_consultation,
    cancel_consultation,
    consult_agency,
)
from dossiers.services.forwarding import confirm_arrival, forward_dossier
from dossiers.services.losing import report_loss
from dossiers.services.missed_limits import record_missed_limits
from dossiers.services.paper_parts import letterhead, person
from dossiers.services.papers import print_form
from dossiers.services.paying import confirm_payment, request_payment
from dossiers.services.performance import Call, Done
from dossiers.services.reappointing import reappoint
from dossiers.services.reception import (
    decline_dossier,
    receive_dossier,
    request_completion,
    submit_dossier,
)
from dossiers.services.recomputing import recompute_due_dates
from dossiers.services.settling import (
    hand_over_dossier,
    refuse_hand_over,
    reopen_dossier,
    settle_dossier,
    transfer_dossier,
)
from dossiers.services.supplements import (
    accept_supplement,
    cancel_supplement,
    note_delivery,
    request_supplement,
)
from dossiers.services.verification import record_verification
from dossiers.services.violations import record_violation

ACTS: Mapping[str, Callable[..., Done]] = {
    "submit": submit_dossier,
    "receive": receive_dossier,
    "request_completion": request_completion,
    "decline": decline_dossier,
    "transfer": transfer_dossier,
    "forward": forward_dossier,
    "confirm_arrival": confirm_arrival,
    "hand_over": hand_over_dossier,
    "refuse_hand_over": refuse_hand_over,
    "consult": consult_agency,
    "answer_consultation": answer_consultation,
    "cancel_consultation": cancel_consultation,
    "record_verification": record_verification,
    "request_supplement": request_supplement,
    "accept_supplement": accept_supplement,
    "note_delivery": note_delivery,
    "cancel_supplement": cancel_supplement,
    "request_payment": request_payment,
    "confirm_payment": confirm_payment,
    "settle": settle_dossier,
    "return_result": return_result,
    "withdraw": withdraw_dossier,
    "stop": stop_dossier,
    "reopen": reopen_dossier,
    "amend": amend_dossier,
    "report_loss": report_loss,
    "tell_applicant": tell_applicant,
}


def do_act(act: str, **call: Unpack[Call]) -> Done:
    """Do the named act of the lifecycle table; refuses `unknown_act` for anything else.

    The one call of every door that learns the act's name from outside.
    """
    verb = ACTS.get(act)
    if verb is None:
        raise ActRefused("unknown_act", act=act)
    return verb(**call)


__all__ = [
    "ACTS",
    "Call",
    "Done",
    "accept_supplement",
    "allot_form_number",
    "amend_dossier",
    "announce",
    "answer_consultation",
    "cancel_consultation",
    "cancel_supplement",
    "confirm_arrival",
    "confirm_payment",
    "consult_agency",
    "decline_dossier",
    "do_act",
    "drop_announcements",
    "forward_dossier",
    "hand_over_dossier",
    "letterhead",
    "note_delivery",
    "person",
    "print_form",
    "reappoint",
    "receive_dossier",
    "recompute_due_dates",
    "record_missed_limits",
    "record_verification",
    "record_violation",
    "refuse_hand_over",
    "reopen_dossier",
    "report_loss",
    "request_completion",
    "request_payment",
    "request_supplement",
    "return_result",
    "settle_dossier",
    "stop_dossier",
    "submit_dossier",
    "tell_applicant",
    "transfer_dossier",
    "withdraw_dossier",
]
