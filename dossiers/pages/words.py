"""What the public pages' words are called on screen."""

from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.domain.rating import Content
from dossiers.lifecycle import DossierState
from dossiers.selectors.lookup import Details, Stage
from procedures.domain.zone import local
from procedures.wording import explanation

Words = str | Promise

STAGE_LABELS: dict[Stage, Words] = {
    Stage.RECEIVED: _("Received"),
    Stage.IN_PROCESS: _("In process"),
    Stage.RESULT_READY: _("Result ready"),
    Stage.RETURNED: _("Result returned"),
    Stage.ENDED: _("Ended without a result"),
}

#: One sentence that says where things stand.
STAGE_SENTENCES: dict[Stage, Words] = {
    Stage.RECEIVED: _("Your dossier has been received and will be passed to the agency in charge."),
    Stage.IN_PROCESS: _("The agency in charge is working on your dossier."),
    Stage.RESULT_READY: _("The result is ready. You can collect it."),
    Stage.RETURNED: _("The result has been handed out. The dossier is finished."),
    Stage.ENDED: _("The dossier was ended without a result."),
}

#: By where the result is to be had: what to do, and a remark.
DELIVERY_TODOS: dict[str, tuple[Words, Words]] = {
    "counter": (_("Fetch the result"), _("During office hours, no appointment needed.")),
    "post": (_("Wait for the post"), _("The result is sent to you by post, as you asked.")),
    "online": (_("Open the result online"), _("It is sent to you online, as you asked.")),
}

#: What the counter asks to see before it hands out a result (`recipient_proof` of the act).
WHAT_TO_BRING: tuple[Words, ...] = (
    _("the receipt; if it is lost, the counter checks who you are and hands out the result"),
    _("your identity card"),
    _("an authorisation, if somebody else comes for you"),
)

STOP_LABELS: dict[str, Words] = {
    "receive": _("Received"),
    "import": _("Received"),
    "transfer": _("Passed to the agency in charge"),
    "request_supplement": _("You were asked to add something"),
    "note_delivery": _("Part of what was asked for was delivered"),
    "accept_supplement": _("What was asked for was delivered"),
    "cancel_supplement": _("Nothing need be added any more"),
    "request_payment": _("A fee was asked for"),
    "confirm_payment": _("The fee was paid"),
    "reappoint": _("New return date, with an apology"),
    "settle": _("Settled, result ready"),
    "reopen": _("Taken up again to be put right"),
    "return_result": _("Result returned"),
    "withdraw": _("Withdrawn at your request"),
    "stop": _("Settlement stopped"),
}

#: Where a dossier that is not finished is now.
HERE_LABELS: dict[str, Words] = {
    DossierState.RECEIVED: _("Now at the place of reception"),
    DossierState.PROCESSING: _("Now in process"),
    DossierState.SUPPLEMENT_REQUESTED: _("Now waiting for what you add"),
    DossierState.PAYMENT_REQUESTED: _("Now waiting for the fee"),
    DossierState.SETTLED: _("Now waiting for you to have it"),
}

#: The questions of the rating, each with its answers by points.
QUESTIONS: dict[Content, tuple[Words, dict[int, Words]]] = {
    Content.TIME: (
        _("When did you get the result?"),
        {2: _("earlier than promised"), 1: _("on the promised day"), 0: _("later")},
    ),
    Content.VISITS: (
        _("How often did you have to come again to complete the dossier?"),
        {2: _("never"), 1: _("once"), 0: _("more than once")},
    ),
    Content.BODIES: (
        _("Whom did you have to contact to complete the dossier?"),
        {2: _("nobody"), 1: _("only the one-stop unit"), 0: _("other bodies too")},
    ),
    Content.PUBLISHED: (
        _("Could you read beforehand what is needed, how long it takes and what it costs?"),
        {
            2: _("yes, at the counter and online"),
            1: _("yes, in one of the two places"),
            0: _("no, or it was wrong"),
        },
    ),
    Content.ATTITUDE: (
        _("How did the officers treat you and explain the procedure?"),
        {2: _("kindly and clearly"), 1: _("correctly"), 0: _("I have a complaint")},
    ),
    Content.FEEDBACK: (
        _("How was your feedback dealt with, if you gave any?"),
        {2: _("answered in time"), 1: _("answered late"), 0: _("not answered")},
    ),
    Content.ONLINE: (
        _("How was the online service, if you used it?"),
        {2: _("easy"), 1: _("only with help"), 0: _("it did not work")},
    ),
}

#: What is judged, as the heading of a figure.
CONTENT_LABELS: dict[Content, Words] = {
    Content.TIME: _("Time until the result"),
    Content.VISITS: _("Times one had to come again"),
    Content.BODIES: _("Bodies one had to contact"),
    Content.PUBLISHED: _("Procedures made public"),
    Content.ATTITUDE: _("Attitude of the officers"),
    Content.FEEDBACK: _("Dealing with feedback"),
    Content.ONLINE: _("Online service"),
}


def stage_label(stage: Stage) -> str:
    """A stage's name."""
    return str(STAGE_LABELS[stage])


def moment_label(moment: datetime) -> str:
    """`17:00, 27/11/2026`, as the office's clock has it."""
    return formats.date_format(local(moment), "H:i, d/m/Y")


def day_label(moment: datetime) -> str:
    """`27/11/2026`."""
    return formats.date_format(local(moment), "d/m/Y")


def reasons(details: Details) -> list[dict[str, Any]]:
    """How the return date came about: each reason by code and in a sentence, as officers see them."""
    if details.clock is None:
        return []
    return [
        {"code": reason.code, "sentence": reason.sentence} for reason in explanation(details.clock)
    ]
