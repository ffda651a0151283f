"""What the lifecycle's words are called on screen, and the sentence of every refusal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.lifecycle import NEW, DossierState
from procedures.domain.clock import ClockError
from procedures.domain.zone import local
from procedures.wording import error_sentence

Words = str | Promise

ACT_LABELS: dict[str, Words] = {
    "submit": _("Submit"),
    "receive": _("Receive"),
    "request_completion": _("Ask to complete"),
    "decline": _("Decline"),
    "transfer": _("Transfer to the agency"),
    "forward": _("Forward to another one-stop unit"),
    "confirm_arrival": _("Confirm the arrival"),
    "hand_over": _("Hand over"),
    "refuse_hand_over": _("Send back"),
    "consult": _("Ask another agency"),
    "answer_consultation": _("Answer the question"),
    "cancel_consultation": _("Take the question back"),
    "record_verification": _("Record a verification"),
    "request_supplement": _("Ask for a supplement"),
    "accept_supplement": _("Accept the supplement"),
    "note_delivery": _("Note a partial delivery"),
    "cancel_supplement": _("Take the supplement request back"),
    "request_payment": _("Ask for payment"),
    "confirm_payment": _("Confirm payment"),
    "settle": _("Settle"),
    "return_result": _("Return the result"),
    "withdraw": _("Withdraw"),
    "stop": _("Stop settlement"),
    "reopen": _("Reopen"),
    "amend": _("Correct details"),
    "report_loss": _("Report lost papers"),
    "tell_applicant": _("Tell the applicant"),
    "file_document": _("File a document"),
    "file_result": _("File the result"),
    "mark_digitised": _("Mark as digitised"),
    "remove_file": _("Remove a file"),
    "reappoint": _("Set a new return date"),
    "import": _("Taken over from the old system"),
    "recompute": _("Due date recomputed"),
    "erase": _("Personal data erased"),
}

FACT_LABELS: dict[str, Words] = {
    "component": _("Document"),
    "content_type": _("Type"),
    "reused_from": _("Used again from"),
    "sha256": _("Digest (SHA-256)"),
    "agency": _("Settling agency"),
    "answer": _("Answer"),
    "answer_by": _("To be answered by"),
    "applicant_attended": _("The applicant took part"),
    "announcement": _("What is told"),
    "applicant": _("Applicant"),
    "approved_by": _("Approved by the head of the agency"),
    "began_at": _("Began"),
    "ended_at": _("Ended"),
    "asked_agency": _("Agency asked"),
    "case": _("Case"),
    "changes": _("Corrections"),
    "channel": _("Channel"),
    "consultation": _("Question"),
    "consultation_kind": _("What is asked for"),
    "content": _("Content and findings"),
    "copy_of": _("Made from"),
    "document": pgettext_lazy("of an agency", "Document"),
    "documents": _("Documents handed in"),
    "fees": _("Fees"),
    "fees_taken": _("Fees taken"),
    "file": _("File"),
    "file_name": _("File name"),
    "ground": _("Ground"),
    "grounds": _("Why it is sent back"),
    "held_at": _("Held"),
    "how": _("How the result was handed out"),
    "how_told": _("How the applicant was told"),
    "items": _("What is to be added"),
    "items_received": _("What was delivered"),
    "legal_ground": _("Legal ground"),
    "letter": _("Apology letter"),
    "limit": _("Time limit chosen"),
    "lost_items": _("Lost or damaged"),
    "responsible": _("Agency that answers for it"),
    "limit_row": _("Time limit of the case"),
    "external_id": _("Number at the submitter"),
    "linked_to": _("Leading dossier"),
    "originals_given_back": _("Originals and fee given back"),
    "outcome": _("Outcome"),
    "participants": _("Participants"),
    "place": _("Place"),
    "procedure": _("Procedure"),
    "question": _("Question or task"),
    "reason": _("Reason"),
    "receipt_number": _("Receipt number"),
    "receiving_unit": _("Receiving unit"),
    "received_on_paper_at": _("Received on paper at"),
    "recipient": _("Handed to"),
    "recipient_proof": _("Proof shown"),
    "remark": _("Remark"),
    "request": _("Request of the applicant"),
    "result": _("Result document"),
    "result_delivery": _("Result to be had"),
    "subject": _("Content of the request"),
    "to_officer": _("To officer"),
    "to_one_stop": _("To one-stop unit"),
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
    "copy_of": {
        "original": _("Scan of the original"),
        "certified_copy": _("Scan of a certified copy"),
        "copy": _("Scan of a plain copy"),
        "electronic": _("Electronic from the start"),
    },
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
    "grounds": {
        "late": _("Handed over late"),
        "poor": _("Not in order"),
        "wrong_desk": _("Wrong desk"),
    },
    "consultation_kind": {"opinion": _("Opinion"), "task": _("Part of the work")},
    "how_told": {
        "phone": _("By telephone"),
        "sms": _("By SMS"),
        "email": _("By e-mail"),
        "post": _("By post"),
        "in_person": _("In person"),
        "social_network": _("By an authorised social network"),
    },
    "ground": {
        "applicant_silent": _("The applicant has not answered"),
        "legal_obstacle": _("A legal obstacle"),
        "entered_in_error": _("Entered in error"),
        "other": _("Another ground"),
    },
}

#: Acts that mean more in a delegation than on a button.
DELEGATED_LABELS: Mapping[str, Words] = {
    "reappoint": _("Sign apology letters, with the new return date"),
}
#: Code of a refusal → its sentence; `%(…)s` are the refusal's own parameters.
SENTENCES: dict[str, Words] = {
    "unknown_dossier": _("There is no such dossier."),
    "unknown_act": _("There is no act named “%(act)s”."),
    "stale": _("Someone else has changed this dossier meanwhile. Look at it again before acting."),
    "page_used": _(
        "From this page “%(act)s” has been done already, on dossier %(key)s; nothing more was done"
        " now. Press again if that is what you want."
    ),
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
    "erased": _("What was personal in it has been erased after its time; only the record is left."),
    "sealed_otherwise": _(
        "The paper lies sealed under another key than LOOKUP_PIN_KEY now holds; tell the administrator."
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
    "role_not_held": _("%(officer)s does not hold this role there."),
    "to_oneself": _("Nobody delegates to themselves."),
    "unknown_receiver": _("%(officer)s holds no role in this agency."),
    "missing_acts": _("Choose at least one act."),
    "act_not_of_role": _("“%(act)s” is not an act of this role."),
    "bad_period": _("The last day lies before the first."),
    "begins_in_past": _("A delegation begins today or later."),
    "unknown_delegation": _("There is no such delegation for you to end."),
    "delegation_over": _("The delegation is over already."),
    "bad_last_day": _("The last day is yesterday or later, and not later than the one it has."),
    "not_head_of_desk": _(
        "Only the head of the unit or of the agency hands a colleague's desk over."
    ),
    "same_officer": _("%(officer)s has the dossiers already; choose another officer."),
    "unknown_unit": _("%(unit)s is not a unit of the settling agency."),
    "nothing_to_refuse": _("There is no hand-over that could be sent back."),
    "unknown_one_stop": _("%(unit)s is not a one-stop unit on that day."),
    "same_unit": _("The dossier was received at %(unit)s itself."),
    "personal_data_erased": _(
        "The applicant's data was erased when its time was over; a new dossier is needed."
    ),
    "already_forwarded": _("The dossier has been forwarded already."),
    "not_forwarded": _("The dossier is not on its way to another one-stop unit."),
    "not_arrived": _(
        "The dossier is on its way to another one-stop unit: its arrival has to be confirmed first."
    ),
    "unknown_asked_agency": _("There is no agency with the code %(unit)s on that day."),
    "asks_itself": _("%(unit)s asks or settles itself; ask another agency."),
    "answer_by_passed": _("The answer must be due later than now."),
    "no_open_consultation": _("No question to another agency is open."),
    "unknown_consultation": _("There is no open question %(number)s about this dossier."),
    "held_out_of_time": _("A verification is held after the reception and not in the future."),
    "external_id_taken": _("This number was given to an earlier submission: %(ref)s."),
    "unknown_leading_dossier": _(
        "%(key)s is not an open dossier of this one-stop unit that could lead."
    ),
    "not_same_applicant": _("The leading dossier is another applicant's."),
    "unknown_officer": _("%(officer)s is not an officer of the settling agency."),
    "missing_legal_ground": _(
        "A late or second supplement needs its legal ground (Decree 61/2018, art. 19.4)."
    ),
    "missing_approved_by": _(
        "A late or second supplement needs the approval of the agency's head."
    ),
    "not_approved": _("The approving officer is not the head of the settling agency."),
    "items_missing": _("Not everything asked for is there: %(names)s"),
    "item_not_asked": _("This was not asked for: %(names)s"),
    "nothing_new": _("All of this has been delivered before."),
    "all_delivered": _("Everything asked for is there: accept the supplement instead."),
    "still_time_to_answer": _(
        "The applicant still has time to deliver what was asked for, until %(until)s."
    ),
    "nothing_to_tell": _("There is nothing to tell the applicant."),
    "unknown_announcement": _("There is no such thing to tell about this dossier."),
    "already_told": _("The applicant has been told this already."),
    "no_longer_to_tell": _("This is no longer true and need not be told."),
    "not_concerned": _("The papers of this dossier were never in the hands of %(unit)s."),
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
    "not_received_yet": _("The dossier has not been received; it has no control slip yet."),
    "register_closed": _("The register of %(year)s is closed; nothing more is entered in it."),
    "not_head_of_register": _("Only the head of the one-stop unit closes its register."),
    "register_year_runs": _("The register of %(year)s can be closed when the year is over."),
    "register_empty": _("Nothing has been entered in the register of %(year)s."),
    "receipt_used": _(
        "Receipt %(receipt)s was given on %(day)s already, for dossier %(dossier)s: look at the number again."
    ),
    "sheet_too_long": _("%(count)s lines are too many to print at once; at most %(most)s."),
    "not_head_of_one_stop": _("Only the head of the one-stop unit approves its outages."),
    "unknown_outage": _("There is no such outage."),
    "outage_not_in_order": _("The end of the outage must be later than its beginning."),
    "outage_too_long": _("An outage of more than %(days)s working days is not entered as one."),
    "outage_too_old": _(
        "The outage ended more than %(days)s working days ago: nothing of it can be entered any more."
    ),
    "outage_overlaps": _("Another outage of this unit lies in the same time."),
    "outage_used": _("Receptions rest on this outage; it cannot be taken back."),
    "no_outage": _(
        "No outage of this unit that its head has approved lies around that moment; ask the head to approve it first."
    ),
    "outage_entry_over": _("Receptions of this outage could be entered until %(day)s."),
    "reception_dated_back": _(
        "A reception of an earlier day is entered with the moment on its paper, inside an outage that the head of the one-stop unit has approved."
    ),
    "two_moments": _("A reception on paper takes no other moment than that on its paper."),
    "bad_span": _("The last day must lie in the same year as the first, and not before it."),
    "queue_gone": _(
        "The part of the system that does long work cannot be reached at the moment. Nothing has been done: please "
        "ask again in some minutes."
    ),
    "register_too_long_to_close": _(
        "The register of %(year)s has %(count)s entries and cannot be closed in one book, which holds %(most)s; "
        "print it by days."
    ),
    "register_too_long": _(
        "%(count)s entries are too many to print at once; choose days with no more than %(most)s."
    ),
    "bad_kind": _("Choose what it is: a complaint, a proposal or praise."),
    "missing_text": _("Write what you want to say."),
    "text_too_long": _("The text is too long: at most %(most)s characters."),
    "too_much_feedback": _(
        "%(most)s of your messages are not answered yet. Write again when the first answer has come."
    ),
    "unknown_feedback": _("There is no such feedback."),
    "not_answering_agency": _("Only the agency in charge answers this feedback."),
    "feedback_answered": _("%(officer)s has already answered, at %(moment)s."),
    "unknown_rating": _("This address belongs to no dossier. Scan the code on your paper again."),
    "bad_score": _("Choose one of the five marks."),
    "bad_points": _("Choose one of the answers offered."),
    "bad_comment": _("The comment is too long: at most %(most)s characters."),
    "malformed": _("The request cannot be read."),
    "unknown_file": _("There is no such file in this dossier."),
    "unknown_component": _("Document %(number)s is not one of this dossier."),
    "file_empty": _("The file is empty."),
    "file_too_large": _("The file is larger than %(megabytes)s MB."),
    "files_too_large": _("The files of one dossier may have %(megabytes)s MB together."),
    "files_too_many": _("A dossier holds at most %(most)s files."),
    "file_length_unknown": _("Say how long the file is: send Content-Length."),
    "file_cut_short": _("The file did not arrive whole. Send it again."),
    "file_type_refused": _("This kind of file is not taken. Taken are: %(allowed)s."),
    "file_name_bad": _("The file needs a name with letters or digits in it."),
    "file_broken": _("The file cannot be read: it is damaged, or not what it seems to be."),
    "file_locked": _("The file is locked with a password. Save it without one."),
    "file_active": _(
        "The file holds programs, macros or other files inside it, or fetches something from elsewhere. Save it without them, or print and scan it."
    ),
    "file_two_faced": _(
        "The file can be read as two different kinds of file, which is how harmful files are hidden."
    ),
    "file_unpacks_too_large": _("The file is too large or too intricate once it is unpacked."),
    "file_there_already": _("This file lies in the dossier already, at the same place."),
    "file_not_yours": _("Only who handed the file in, or an officer, removes it."),
    "file_fixed": _("What was decided on cannot be removed any more."),
    "file_digitised": _("The file is marked as digitised already."),
    "file_being_checked": _("The file is still being checked for viruses. Try again in a minute."),
    "file_infected": _("A virus was found in the file (%(finding)s); it is not handed out."),
    "file_gone": _("The content of this file is not in the storage; tell the administrator."),
    "not_reusable": _("This file cannot be used again for this dossier."),
    "malformed_code": _(
        "This is not how a dossier code is written. Copy it from the receipt, for example H41.01.02-261124-0001."
    ),
    "wrong_key": _("The code and the PIN do not belong together. Both stand on the receipt."),
    "too_many_requests": _("Too many look-ups. Try again in %(wait)s seconds."),
}


def register_sentences(sentences: Mapping[str, Words]) -> None:
    """Let an app that builds on this one add the sentences of its own refusals."""
    SENTENCES.update(sentences)


def register_act_labels(labels: Mapping[str, Words]) -> None:
    """Let an app that builds on this one name acts of its own."""
    ACT_LABELS.update(labels)


def act_label(act: str) -> str:
    """An act's name on buttons and in histories."""
    return str(ACT_LABELS.get(act, act))


def delegated_label(act: str) -> str:
    """What a delegate is allowed to do, in words."""
    return str(DELEGATED_LABELS.get(act) or act_label(act))


def state_label(state: str) -> str:
    """A state's name; the pseudo-state before the first act is “new”."""
    return str(_("New")) if state == NEW else str(DossierState(state).label)


def fact_label(name: str) -> str:
    """A fact's name in forms."""
    return str(FACT_LABELS.get(name, name))


def choice_label(name: str, value: str) -> str:
    """How one value of a fact's choices is called."""
    return str(CHOICE_LABELS.get(name, {}).get(value, value))


def ended_label(why: str) -> str:
    """Why a question to another agency was taken back: an officer's words, or the end of the dossier."""
    return state_label(why) if why in DossierState.values else why


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
    for name in {"until", "moment"} & shown.keys():
        shown[name] = f"{local(datetime.fromisoformat(shown[name])):%H:%M %d/%m/%Y}"
    if isinstance(shown.get("error"), ClockError):
        shown["error"] = error_sentence(shown["error"])
    return shown
