"""What the parts of letters are called, and the sentences of this app's refusals."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dossiers.wording import FACT_LABELS, Words, register_act_labels, register_sentences
from notifications.domain.letters import Part

PART_LABELS: dict[Part, Words] = {
    Part.ADDRESSEE: _("the name of the applicant"),
    Part.PROCEDURE: _("the name of the procedure"),
    Part.CODE: _("the dossier code"),
    Part.RECEIVED_AT: _("the moment of reception"),
    Part.DUE_AT: _("the return date promised"),
    Part.LEGAL_BASIS: _("the legal basis: the dossier's rule set is unknown"),
    Part.REASON_CODE: _("the kind of reason"),
    Part.REASON: _("the reason in words"),
    Part.NEW_UNTIL: _("a new return date that is later than the old one and than now"),
    Part.LOST_ITEMS: _("what was lost or damaged"),
    Part.SIGNER: _("a head who may sign"),
    Part.SETTLEMENT: _("the result: the dossier has been reopened"),
    Part.RUNNING_CLOCK: _("a running time limit: the dossier is stopped or waits"),
}

COUNT_LABELS: dict[str, Words] = {
    "missed_limits": _("limits missed"),
    "warned": pgettext_lazy("count", "warned"),
    "demanded": pgettext_lazy("count", "demanded"),
    "flagged": _("flagged overdue"),
    "violations": _("without notice in time"),
    "letters": _("letters drafted"),
    "letters_turned_late": _("letters turned late"),
    "escalated": _("escalated"),
    "reminders": _("reminders drafted"),
    "messages": _("messages"),
}

SENTENCES: dict[str, Words] = {
    "unknown_webhook": _("This machine has no webhook yet."),
    "webhook_inactive": _("The webhook is switched off; switch it on first."),
    "after_or_since": _("Say from where on: by “after” or by “since”, not by both."),
    "bad_url": _("Give an https address without a user name in it."),
    "unknown_notice": _("There is no such delay notice."),
    "wrong_role_for_notice": _("Only an officer of the settling agency can answer for the delay."),
    "notice_answered": _("This delay notice has been answered already."),
    "notice_lapsed": _("This delay notice is no longer asked for."),
    "answer_too_late": _(
        "The delay notice could be answered until the end of the day before the return date "
        "(Decree 61/2018, art. 19.9)."
    ),
    "bad_reason_code": _("Choose the kind of reason from the list."),
    "not_working_day": _("The office is closed on that day; choose a working day."),
    "unknown_flag": _("There is no such missed appointment."),
    "unknown_letter": _("There is no such apology letter."),
    "wrong_role_for_letter": _(
        "This letter is signed by the head whom the office has named for it, or a delegate; officers "
        "of the agency at fault can prepare it."
    ),
    "letter_issued": _("This apology letter has been issued already."),
    "letter_void": _("This apology letter is void."),
    "letter_not_issued": _(
        "No letter was issued under this reference, or it was withdrawn. Do not rely on the paper "
        "that led you here; ask the Centre."
    ),
    "letter_prepared": _(
        "This letter is numbered and frozen for a signature; give that up before changing it."
    ),
    "letter_not_prepared": _("This letter has not been prepared for a signature by token."),
    "letter_out_of_date": _(
        "The date has passed of which this letter speaks as to come; give it up and sign the late one."
    ),
    "not_your_signature": _("This letter was prepared for the signature of another officer."),
    "server_key_not_used": _("Here letters are signed with the signer's own token."),
    "tokens_not_used": _("Here letters are signed with the key kept by the server."),
    "missing_addressee": _("The letter needs the name of the applicant."),
    "missing_procedure": _("The letter needs the name of the procedure."),
    "missing_received_at": _("The letter needs the moment of reception."),
    "missing_due_at": _("The letter needs the return date that was promised."),
    "missing_legal_basis": _(
        "The dossier's rule set is unknown, so that the letter has no legal basis."
    ),
    "missing_lost_items": _("The letter needs to say what was lost or damaged."),
    "missing_new_until": _(
        "The letter needs a new return date, later than the old one and than now "
        "(Decree 61/2018, art. 19.9)."
    ),
    "missing_signer": _("Nobody is entered as the head who has to sign."),
    "missing_settlement": _("The letter says that the result is ready, but the dossier is open."),
    "missing_running_clock": _(
        "The time limit is not running, so that no new return date can be set."
    ),
    "not_office_hours": _("The office is closed at that hour; choose a moment in office hours."),
    "too_far": _("A new return date may lie at most %(days)s working days ahead."),
    "no_date_for_loss": _("An apology for lost papers moves no return date."),
    "not_announcer": _("Only the administrator or the head of a Centre announces a downtime."),
    "reason_too_long": _("The text is too long: at most %(most)s characters."),
    "downtime_out_of_order": _("The end must lie after the beginning."),
    "downtime_past": _("This time is over already."),
    "unknown_downtime": _("There is no such downtime."),
    "wrong_role_for_reminder": _("Only the head of the one-stop unit signs its reminders."),
    "unknown_reminder": _("There is no such reminder."),
    "reminder_issued": _("This reminder has been issued already."),
    "reminder_void": _("This reminder is void: nothing was left to urge."),
    "nothing_to_remind_of": _("Nothing in this reminder is overdue any more."),
    "no_date_when_ready": _("The result is ready: this letter moves no return date."),
    "signing_key_unusable": _(
        "The server's signing key cannot be used, and nothing has been signed; tell the administrator."
    ),
    "signing_certificate_expired": _(
        "The certificate of the server's signing key is out of date, and nothing has been signed; "
        "tell the administrator."
    ),
    "time_stamp_unavailable": _(
        "The time-stamp authority does not answer, and nothing has been signed; try again later."
    ),
    "too_large": _("The file is too large to be a signed letter."),
    "not_a_pdf": _("The file is not a PDF, or it is damaged."),
    "not_the_same_document": _(
        "This is not the letter that was downloaded with a signature added: sign exactly that file, "
        "and let the program save the signature into it."
    ),
    "not_signed": _("The file has no digital signature."),
    "several_signatures": _("The file has several digital signatures; one is asked for."),
    "broken_signature": _(
        "The digital signature does not hold: the file was changed after signing."
    ),
    "covers_not_all": _("Something was added to the file after it was signed."),
    "certificate_expired": _("The signer's certificate is out of date."),
    "untrusted_certificate": _(
        "The signer's certificate comes from no authority that is accepted here."
    ),
    "wrong_signer": _("Signed by “%(signer)s”; the letter names %(officer)s as its signer."),
}


def parts_in_words(parts: Iterable[Part]) -> str:
    """Missing parts as a list for a sentence."""
    return ", ".join(str(PART_LABELS[part]) for part in parts)


def register() -> None:
    """Make the sentences known where refusals are told, for every door."""
    register_sentences(SENTENCES)
    register_act_labels({"remind": _("Sign reminders to agencies")})
    FACT_LABELS.update(
        {
            "reason_code": _("Kind of reason"),
            "proposed_until": _("Proposed return date"),
            "new_until": _("New return date"),
        }
    )
