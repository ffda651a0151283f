"""What the look-up's words are called on screen."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.selectors.lookup import Details, Stage
from procedures.wording import explanation

STAGE_LABELS: dict[Stage, str | Promise] = {
    Stage.RECEIVED: _("Received"),
    Stage.IN_PROCESS: _("In process"),
    Stage.RESULT_READY: _("Result ready"),
    Stage.RETURNED: _("Result returned"),
    Stage.ENDED: _("Ended without a result"),
}

#: One sentence that says where things stand.
STAGE_SENTENCES: dict[Stage, str | Promise] = {
    Stage.RECEIVED: _("Your dossier has been received and will be passed to the agency in charge."),
    Stage.IN_PROCESS: _("The agency in charge is working on your dossier."),
    Stage.RESULT_READY: _("The result is ready. You can collect it."),
    Stage.RETURNED: _("The result has been handed out. The dossier is finished."),
    Stage.ENDED: _("The dossier was ended without a result."),
}

DELIVERY_SENTENCES: dict[str, str | Promise] = {
    "counter": _("Collect it at the counter; bring the receipt."),
    "post": _("It is sent to you by post, as you asked."),
    "online": _("It is sent to you online, as you asked."),
}


def stage_label(stage: Stage) -> str:
    """A stage's name."""
    return str(STAGE_LABELS[stage])


def reasons(details: Details) -> list[dict[str, Any]]:
    """How the return date came about: each reason by code and in a sentence, as officers see them."""
    if details.clock is None:
        return []
    return [
        {"code": reason.code, "sentence": reason.sentence} for reason in explanation(details.clock)
    ]
