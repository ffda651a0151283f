"""The states of a dossier: the ten national statuses, one to one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

#: Where creating acts start from; the database refuses to store it.
NEW = ""


class DossierState(models.TextChoices):
    """The ten national statuses, in the order of their national codes."""

    SUBMITTED = "submitted", _("Newly submitted")
    RECEIVED = "received", _("Received")
    DECLINED = "declined", _("Not received")
    PROCESSING = "processing", _("In process")
    SUPPLEMENT_REQUESTED = "supplement_requested", _("Supplement requested")
    PAYMENT_REQUESTED = "payment_requested", _("Payment requested")
    WITHDRAWN = "withdrawn", _("Withdrawn by the applicant")
    STOPPED = "stopped", _("Stopped")
    SETTLED = "settled", _("Settled")
    RETURNED = "returned", _("Result returned")

    @property
    def national(self) -> int:
        """The code exchanged with the national portal, 1 to 10."""
        return _NATIONAL[self]


_NATIONAL = {state: code for code, state in enumerate(DossierState, start=1)}

#: Nothing more is expected of the office, save handing out the result.
CLOSED_STATES = (
    DossierState.DECLINED,
    DossierState.WITHDRAWN,
    DossierState.STOPPED,
    DossierState.SETTLED,
    DossierState.RETURNED,
)
OPEN_STATES = tuple(state for state in DossierState if state not in CLOSED_STATES)
