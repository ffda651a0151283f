"""Financial duties: asked for, then confirmed with a receipt number; a record, no money moves here (art. 22)."""

from typing import Unpack

from dossiers.models import DossierEvent, FeeLine
from dossiers.services.fees import record_payment
from dossiers.services.performance import Call, Done, Performance
from dossiers.services.performing import perform


def request_payment(**call: Unpack[Call]) -> Done:
    """Ask the applicant to pay; the clock is held only where the rule set or the procedure's article says so."""
    return perform("request_payment", **call, change=_request, record=_record_fees)


def confirm_payment(**call: Unpack[Call]) -> Done:
    """Write down that everything asked has been paid; the dossier goes back to where it came from."""
    return perform("confirm_payment", **call, record=_record_receipt)


def _request(doing: Performance) -> None:
    doing.dossier.state_before_payment = doing.dossier.state


def _record_fees(doing: Performance, event: DossierEvent) -> None:
    FeeLine.objects.bulk_create(
        FeeLine(dossier=doing.dossier, requested_at=doing.at, **line)
        for line in doing.facts["fees"]
    )


def _record_receipt(doing: Performance, event: DossierEvent) -> None:
    record_payment(doing)
