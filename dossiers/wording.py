"""What the lifecycle's words are called on screen, and the sentence of every refusal."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.lifecycle import NEW, DossierState
from procedures.domain.clock import ClockError
from procedures.wording import error_sentence

Words = str | Promise

ACT_LABELS: dict[str, Words] = {
    "submit": _("Submit"),
    "receive": _("Receive"),
    "request_completion": _("Ask to complete"),
    "decline": _("Decline"),
    "transfer": _("Transfer to the agency"),
    "hand_over": _("Hand over"),
    "request_supplement": _("Ask for a supplement"),
    "accept_supplement": _("Accept the supplement"),
    "request_payment": _("Ask for payment"),
    "confirm_payment": _("Confirm payment"),
    "settle": _("Settle"),
    "return_result": _("Return the result"),
    "withdraw": _("Withdraw"),
    "stop": _("Stop settlement"),
    "reopen": _("Reopen"),
    "amend": _("Correct details"),
    "reappoint": _("Set a new return date"),
    "import": _("Taken over from the old system"),
    "recompute": _("Due date recomputed"),
}

FACT_LABELS: dict[str, Words] = {
    "agency": _("Settling agency"),
    "applicant": _("Applicant"),
    "approved_by": _("Approved by the head of the agency"),
    "case": _("Case"),
    "changes": _("Corrections"),
    "channel": _("Channel"),
    "document": pgettext_lazy("of an agency", "Document"),
    "documents": _("Documents handed in"),
    "fees": _("Fees"),
    "ground": _("Ground"),
    "how": _("How the result was handed out"),
    "items": _("What is to be added"),
    "items_received": _("What was delivered"),
    "legal_ground": _("Legal ground"),
    "letter": _("Apology letter"),
    "limit": _("Time limit chosen"),
    "limit_row": _("Time limit of the case"),
    "originals_given_back": _("Originals and fee given back"),
    "outcome": _("Outcome"),
    "procedure": _("Procedure"),
    "reason": _("Reason"),
    "receipt_number": _("Receipt number"),
    "receiving_unit": _("Receiving unit"),
    "recipient": _("Handed to"),
    "recipient_proof": _("Proof shown"),
    "remark": _("Remark"),
    "request": _("Request of the applicant"),
    "result": _("Result document"),
    "result_delivery": _("Result to be had"),
    "subject": _("Content of the request"),
    "to_officer": _("To officer"),
    "to_unit": _("To unit"),
    "until": _("New return date"),
    # Of the file of an older system (`import_dossiers`).
    "code": _("Dossier code"),
    "state": _("State"),
    "received_at": _("Received"),
    "promised_at": _("Promised return date"),
    "first_promised_at": _("First promised return date"),
    "reappointed": _("Re-appointed"),
    "supplement_used": _("Supplement used"),
    "supplement_asked_at": _("Supplement asked"),
    "supplement_items": _("What is to be added"),
    "supplement_reason": _("Reason of the supplement"),
    "settled_at": _("Settled"),
    "unit": _("Unit"),
    "step": _("Step"),
}

CHOICE_LABELS: dict[str, dict[str, Words]] = {
    "channel": {"in_person": _("At the counter"), "online": _("Online"), "post": _("By post")},
    "result_delivery": {
        "counter": _("At the counter"),
        "post": _("By post"),
        "online": _("Online"),
    },
    "how": {"counter": _("At the counter"), "post": _("By post"), "online": _("Online")},
    "outcome": {"approved": _("Approved"), "refused": _("Refused")},
    "recipient_proof": {
        "receipt": _("Receipt"),
        "identity": _("Identity card"),
        "authorisation": _("Authorisation"),
        "receipt_lost": _("Receipt lost, identity checked"),
    },
    "ground": {
        "applicant_silent": _("The applicant has not answered"),
        "legal_obstacle": _("A legal obstacle"),
        "entered_in_error": _("Entered in error"),
        "other": _("Another ground"),
    },
}

#: Code of a refusal → its sentence; `%(…)s` are the refusal's own parameters.
SENTENCES: dict[str, Words] = {
    "unknown_dossier": _("There is no such dossier."),
    "unknown_act": _("There is no act named “%(act)s”."),
    "stale": _("Someone else has changed this dossier meanwhile. Look at it again before acting."),
    "wrong_state": _("“%(act)s” cannot be done while the dossier is “%(state)s”."),
    "wrong_role": _("You do not hold a role that may do “%(act)s” on this dossier."),
    "out_of_order": _("An act cannot take effect before the one that came before it."),
    "at_in_future": _("An act cannot take effect in the future."),
    "not_settled_at_counter": _("This procedure is not settled at the counter."),
    "already_reappointed": _(
        "The return date has been moved once already; it cannot be moved again (Decree 61/2018, art. 19.9)."
    ),
    "clock_not_running": _("The time limit is not running."),
    "not_later": _("The new return date must be later than the old one and later than now."),
    "completion_already_requested": _(
        "Completion has been asked for already; it may be asked only once (Decree 61/2018, art. 17)."
    ),
    "unknown_fact": _("“%(name)s” is not asked for here."),
    "unknown_procedure": _("There is no procedure with the code %(procedure)s."),
    "closed_version": _("The procedure %(procedure)s is not in force on that day."),
    "unknown_receiving_unit": _("%(unit)s is not a unit that receives dossiers on that day."),
    "unknown_agency": _("There is no agency with the code %(unit)s on that day."),
    "agency_fixed": _("This procedure is settled by: %(unit)s."),
    "unknown_case": _("The procedure does not know the case “%(case)s”."),
    "missing_case": _("The documents depend on the case: choose one."),
    "unknown_document": _("Document %(key)s does not belong to this procedure and case."),
    "documents_missing": _("Not complete: %(count)s required documents are not ticked: %(names)s"),
    "limit_choice_needed": _("There are several time limits for this channel: choose the case."),
    "missing_limit": _(
        "The catalogue gives no time limit in figures: choose the limit that the law sets."
    ),
    "limit_fixed": _("The catalogue sets this time limit; it cannot be chosen."),
    "unknown_limit_row": _("This time limit does not belong to the procedure and channel."),
    "missing_receiver": _("Say to which unit or officer the dossier is handed."),
    "unknown_unit": _("%(unit)s is not a unit of the settling agency."),
    "unknown_officer": _("%(officer)s is not an officer of the settling agency."),
    "missing_legal_ground": _(
        "A late or second supplement needs its legal ground (Decree 61/2018, art. 19.4)."
    ),
    "missing_approved_by": _(
        "A late or second supplement needs the approval of the agency's head."
    ),
    "not_approved": _("The approving officer is not the head of the settling agency."),
    "items_missing": _("Not everything asked for is there: %(names)s"),
    "nothing_to_amend": _("The corrections change nothing."),
    "missing_applicant_name": _("The applicant's name is missing."),
    "bad_applicant_email": _("The applicant's e-mail address cannot be right."),
    "bad_applicant_phone": _("The applicant's telephone number cannot be right."),
    "bad_applicant_identity_number": _("The applicant's identity number cannot be right."),
    "bad_applicant_notify_by": _("The applicant can be told by e-mail and by SMS."),
    "bad_applicant_kind": _("The applicant is a citizen, a business or an organisation."),
    "clock_refuses": _("The time limit cannot be counted: %(error)s"),
    "line_too_long": _("The line is too long to be one dossier."),
    "bad_json": _("The line is not JSON."),
    "not_an_object": _("The line is not an object with named fields."),
    "bad_code": _("A dossier code has 4 to 40 capitals, digits, dots and dashes."),
    "code_twice": _("The file holds this code already; its first line counts."),
    "in_future": _("“%(name)s” lies in the future."),
    "moments_out_of_order": _("“%(name)s” lies before the reception."),
    "promise_not_later": _("“%(name)s” must be later than the moment before it."),
    "malformed": _("The request cannot be read."),
    "malformed_code": _(
        "This is not how a dossier code is written. Copy it from the receipt, for example H41.01.02-261124-0001."
    ),
    "wrong_key": _("The code and the PIN do not belong together. Both stand on the receipt."),
    "too_many_requests": _("Too many look-ups. Try again in %(wait)s seconds."),
}


def register_sentences(sentences: Mapping[str, Words]) -> None:
    """Let an app that builds on this one add the sentences of its own refusals."""
    SENTENCES.update(sentences)


def act_label(act: str) -> str:
    """An act's name on buttons and in histories."""
    return str(ACT_LABELS.get(act, act))


def state_label(state: str) -> str:
    """A state's name; the pseudo-state before the first act is “new”."""
    return str(_("New")) if state == NEW else str(DossierState(state).label)


def fact_label(name: str) -> str:
    """A fact's name in forms."""
    return str(FACT_LABELS.get(name, name))


def choice_label(name: str, value: str) -> str:
    """How one value of a fact's choices is called."""
    return str(CHOICE_LABELS.get(name, {}).get(value, value))


def sentence(refusal: ActRefused) -> str:
    """The refusal in the reader's language; several wrong facts give one sentence each."""
    if isinstance(refusal, FactsRefused):
        return " ".join(sentence(one) for one in refusal.refusals)
    params = {"name": fact_label(refusal.field or ""), **_shown(refusal.params)}
    if refusal.code in SENTENCES:
        return str(SENTENCES[refusal.code]) % params
    return _generic(refusal)


def _generic(refusal: ActRefused) -> str:
    name = fact_label(refusal.field or "")
    if refusal.code.startswith("missing_"):
        return gettext("“%(name)s” is missing.") % {"name": name}
    why = refusal.params.get("why")
    if why == "too_long":
        return gettext("“%(name)s” is too long.") % {"name": name}
    if why == "not_a_choice":
        return gettext("“%(name)s” is not one of the choices.") % {"name": name}
    return gettext("“%(name)s” is not right.") % {"name": name}


def _shown(params: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(params)
    if "act" in shown:
        shown["act"] = act_label(shown["act"])
    if "state" in shown:
        shown["state"] = state_label(shown["state"])
    if isinstance(shown.get("error"), ClockError):
        shown["error"] = error_sentence(shown["error"])
    return shown
