"""The office's own short deadlines follow the calendar too: reception, transfer, asking for a supplement.

They are promised to nobody, so no event tells of them; but who was closed is not late.
"""

from collections.abc import Sequence

from dossiers.lifecycle import DossierState
from dossiers.models import Dossier, DossierEvent
from dossiers.services.forwarding import set_transfer_due
from dossiers.services.submissions import await_reception
from procedures.domain.clock import supplement_notice_due
from procedures.domain.rulesets import ruleset_by_code
from procedures.selectors import work_calendar

DUTIES = ("reception_due_at", "transfer_due_at", "supplement_until")
#: Acts from which on a submission lies before the counter, or a dossier before its transfer.
_SINCE = ("submit", "receive", "accept_supplement", "confirm_arrival")


def rewrite_duties(dossiers: Sequence[Dossier]) -> None:
    """Set the short deadlines that still run anew, counted by the calendar in force; one query."""
    waiting = {
        d.pk: d for d in dossiers if d.state in (DossierState.SUBMITTED, DossierState.RECEIVED)
    }
    since = (
        DossierEvent.objects.filter(dossier__any=waiting.keys(), act__in=_SINCE)
        .order_by("dossier_id", "-sequence")
        .distinct("dossier_id")
        .values_list("dossier_id", "at")
    )
    for dossier_id, at in since:
        dossier = waiting[dossier_id]
        if dossier.state == DossierState.SUBMITTED:
            await_reception(dossier, at=at)
        elif dossier.transfer_due_at is not None:
            set_transfer_due(dossier, at=at)
    for dossier in dossiers:
        if dossier.supplement_until is not None and dossier.received_at is not None:
            dossier.supplement_until = supplement_notice_due(
                dossier.received_at, work_calendar(), ruleset=ruleset_by_code(dossier.ruleset)
            )
