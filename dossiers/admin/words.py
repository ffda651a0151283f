"""What the desk's own words are called on screen."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dossiers.models import Announcement
from dossiers.selectors.worklists import Worklist
from procedures.domain.zone import local

WORKLIST_LABELS: Mapping[Worklist, str | Promise] = {
    Worklist.SUBMISSIONS: _("Submissions waiting"),
    Worklist.ARRIVING: _("On their way here"),
    Worklist.TO_TRANSFER: _("To transfer today"),
    Worklist.TO_TRANSFER_NEXT: _("To transfer on the next working day"),
    Worklist.SUPPLEMENTS: _("Supplements awaited"),
    Worklist.PAYMENTS: _("Payments awaited"),
    Worklist.TO_RETURN: _("Results to return"),
    Worklist.MY_DESK: _("On my desk"),
    Worklist.UNIT_DESK: _("On my unit's desks"),
    Worklist.TO_ANSWER: _("Questions to answer"),
    Worklist.OVERDUE: _("Overdue"),
    Worklist.DUE_TODAY: _("Due today"),
    Worklist.NEAR_DUE: _("Near due"),
    Worklist.OPEN: _("All open"),
    Worklist.CLOSED: _("Closed"),
}

#: What a pile asks for, under its number.
WORKLIST_HINTS: Mapping[Worklist, str | Promise] = {
    Worklist.SUBMISSIONS: _("Receive, ask to complete or decline within 8 working hours."),
    Worklist.ARRIVING: _("Sent by another one-stop unit: confirm when it has come."),
    Worklist.TO_TRANSFER: _("Received by 15:00: at the agency before today's close."),
    Worklist.TO_TRANSFER_NEXT: _("Received after 15:00: at the agency at the next opening."),
    Worklist.SUPPLEMENTS: _("The applicant has been asked; the clock stands still."),
    Worklist.PAYMENTS: _("Confirm when the receipt is there."),
    Worklist.TO_RETURN: _("Settled: hand out the result."),
    Worklist.MY_DESK: _("Yours, or your unit's and not yet claimed."),
    Worklist.UNIT_DESK: _("Whoever of your unit holds them; for a head, of the whole agency."),
    Worklist.TO_ANSWER: _("Another agency waits for your opinion or your part of the work."),
    Worklist.OVERDUE: _("An apology with the reason and a new date is owed."),
    Worklist.DUE_TODAY: _("Ends at today's close."),
    Worklist.NEAR_DUE: _("A delay must be announced a day before."),
    Worklist.OPEN: "",
    Worklist.CLOSED: "",
}


#: What an officer reads where a pile is empty: why that is, or what to do next.
EMPTY_WORDS: Mapping[str, str | Promise] = {
    Worklist.SUBMISSIONS: _("No submission waits. What comes in online or by post appears here."),
    Worklist.ARRIVING: _("Nothing is on its way here from another one-stop unit."),
    Worklist.TO_TRANSFER: _("Everything received by 15:00 has been transferred."),
    Worklist.TO_TRANSFER_NEXT: _("Nothing has been received after 15:00 and not transferred yet."),
    Worklist.SUPPLEMENTS: _("No applicant owes anything. What agencies ask for appears here."),
    Worklist.PAYMENTS: _("No payment is awaited."),
    Worklist.TO_RETURN: _("No result waits for its applicant."),
    Worklist.MY_DESK: _(
        "Nothing lies on your desk. Look at your unit's desks for what could be taken over."
    ),
    Worklist.UNIT_DESK: _(
        "Nothing lies on your unit's desks. What the one-stop unit transfers appears here."
    ),
    Worklist.TO_ANSWER: _("No other agency waits for an answer of yours."),
    Worklist.OVERDUE: _("Nothing is overdue."),
    Worklist.DUE_TODAY: _("Nothing is due today. Look at what is near due."),
    Worklist.NEAR_DUE: _("Nothing is near due."),
}


def empty_words(pile: str) -> str:
    """What to read where a pile is empty; piles that are only looked up have one sentence."""
    return str(EMPTY_WORDS.get(pile, _("There is no dossier here.")))


def worklist_label(pile: Worklist) -> str:
    """A pile's name."""
    return str(WORKLIST_LABELS[pile])


def worklist_hint(pile: Worklist) -> str:
    """What a pile asks of the officer, in a sentence; may be empty."""
    return str(WORKLIST_HINTS[pile])


FACT_HINTS: Mapping[str, str | Promise] = {
    "items": _("One a line; the slip says them all at once."),
    "legal_ground": _("Needed later than three working days after reception, or the second time."),
    "approved_by": _("Needed later than three working days after reception, or the second time."),
    "to_unit": _(
        "Empty: at a transfer the unit of the process's first step; at a hand-over the unit stays."
    ),
    "to_one_stop": _("The one-stop unit of the authority to which the dossier belongs."),
    "external_id": _("What the sender itself calls it, such as the number of the postal item."),
    "linked_to": _("Code of the same applicant's open dossier that leads; usually there is none."),
    "participants": _("One a line: name and, if need be, office."),
    "items_received": _("Tick what has been delivered; the clock starts anew when all is there."),
    "changes": _("Write over what is wrong; the old values stay in the history."),
    "originals_given_back": _("Originals and the fee have been handed back to the applicant."),
    "request": _("The applicant's request: its date, or the number of the letter."),
    "document": _("Number and date of the document that says so."),
    "result": _("Number and date of the result document."),
}


ANNOUNCEMENT_SENTENCES: Mapping[str, str | Promise] = {
    Announcement.Kind.SUPPLEMENT: _(
        "The agency needs more before it can go on. Please deliver what is listed here."
    ),
    Announcement.Kind.SUPPLEMENT_CANCELLED: _(
        "Nothing more needs to be delivered: the request has been taken back and work goes on."
    ),
    Announcement.Kind.REFUSAL: _(
        "The request has been refused. The slip with the reason is ready."
    ),
    Announcement.Kind.APOLOGY: _(
        "The result cannot be returned when promised. The letter with the apology, the reason and the new date is ready."
    ),
    Announcement.Kind.LOSS: _(
        "Papers of the dossier were lost or damaged. The letter of apology says what the office does about it."
    ),
    Announcement.Kind.STOP: _("Settlement has been stopped. The notice with the reason is ready."),
    Announcement.Kind.EARLY_RESULT: _("The result is ready before the promised day."),
}


def announcement_sentence(kind: str, *, until: datetime | None = None) -> str:
    """What to tell the applicant, in a sentence; for a request with the moment until which it is awaited."""
    said = str(ANNOUNCEMENT_SENTENCES[kind])
    if until is None:
        return said
    awaited = gettext("Awaited until %(moment)s.") % {"moment": f"{local(until):%H:%M %d/%m/%Y}"}
    return f"{said} {awaited}"


#: Why something is no longer told.
DROP_LABELS: Mapping[str, str | Promise] = {
    "delivered": _("what was asked for has been delivered"),
    "cancelled": _("the request has been taken back"),
    "withdrawn": _("the dossier has been withdrawn"),
    "stopped": _("settlement has been stopped"),
    "reopened": _("the dossier has been reopened"),
    "returned": _("the applicant has come for the result"),
    "void": _("the letter is void"),
}


def fact_hint(name: str) -> str:
    """What a fact's input says under its name; may be empty."""
    return str(FACT_HINTS.get(name, ""))
