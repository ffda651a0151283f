"""What the applicant has to do next: the first thing whoever holds the receipt reads."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from dossiers.lifecycle import DossierState
from dossiers.pages.words import DELIVERY_TODOS, WHAT_TO_BRING, day_label, moment_label
from dossiers.selectors.lookup import Details, FeeDue, Stage


class Tone(StrEnum):
    """How urgent it is."""

    CALM = "calm"
    WAITING = "waiting"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Todo:
    """The next step: its name, what to bring or pay, remarks, and whether to come to the counter."""

    heading: str
    tone: Tone
    items: tuple[str, ...] = ()
    fees: tuple[FeeDue, ...] = ()
    notes: tuple[str, ...] = ()
    at_counter: bool = False


def todo(details: Details) -> Todo:
    """The next step of the applicant of a dossier."""
    if details.items_asked:
        return _bring(details)
    if details.state == DossierState.PAYMENT_REQUESTED:
        return Todo(
            _("Pay the fee"),
            Tone.WAITING,
            fees=details.fees_due,
            notes=(_("The work goes on when the fee is paid."),),
            at_counter=True,
        )
    if details.progress.stage is Stage.RESULT_READY:
        return _fetch(details)
    if details.progress.stage is Stage.RETURNED:
        return Todo(_("Nothing more to do"), Tone.DONE)
    if details.progress.stage is Stage.ENDED:
        note = _("Have originals or a fee not been given back to you? Fetch them at the counter.")
        return Todo(_("Nothing more to do"), Tone.CALM, notes=(note,))
    return _wait(details)


def _bring(details: Details) -> Todo:
    notes = [
        _("Bring it all at once. Until then the time limit stands still; then it starts anew.")
        if details.counts_anew
        else _("Bring it all at once. Until then the time limit stands still; then it goes on.")
    ]
    if details.deliver_by:
        day = {"day": day_label(details.deliver_by)}
        notes.append(_("Bring it by %(day)s. After that the dossier may be stopped.") % day)
    return Todo(
        _("Bring what is missing"),
        Tone.WAITING,
        items=details.items_asked,
        fees=details.fees_due,
        notes=tuple(notes),
        at_counter=True,
    )


def _fetch(details: Details) -> Todo:
    at_counter = details.result_delivery == "counter"
    heading, note = DELIVERY_TODOS[details.result_delivery]
    return Todo(
        str(heading),
        Tone.DONE,
        items=tuple(map(str, WHAT_TO_BRING)) if at_counter else (),
        fees=details.fees_due,
        notes=(str(note),),
        at_counter=at_counter,
    )


def _wait(details: Details) -> Todo:
    heading = _("You need do nothing now")
    if details.progress.overdue:
        return Todo(heading, Tone.LATE, notes=(late_sentence(details),))
    due_at = details.progress.due_at
    if due_at is None:
        return Todo(heading, Tone.CALM)
    return Todo(
        heading,
        Tone.CALM,
        notes=(_("The result is promised for %(moment)s.") % {"moment": moment_label(due_at)},),
    )


def late_sentence(details: Details | None) -> str:
    """What the law promises then (Decree 61/2018/NĐ-CP, art. 19.9); the date moves once only."""
    if details is not None and details.reappointed_at is not None:
        return _("The new return date has passed too. The heads of the agencies have been told.")
    return _(
        "The return date has passed. The agency owes you an apology with the reason and a new date."
    )
