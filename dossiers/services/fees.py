"""Fees paid over the counter: a record of what was taken, when, by whom and on which receipt; no money moves here.

Source: Decree 61/2018/NĐ-CP, art. 22; when a fee is taken, by the codes of the national portal.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict

from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier, FeeLine
from dossiers.selectors.fees import earlier_use_of_receipt
from dossiers.services.performance import Performance
from procedures.domain.zone import local_day

Stage = FeeLine.Stage


class Taken(TypedDict):
    """What a paid line says beside its name and amount."""

    paid_at: datetime
    receipt_number: str
    stage: int
    taken_at_unit_id: int
    taken_by_id: int


def record_fees_taken(doing: Performance, *, stage: FeeLine.Stage) -> None:
    """Write the fees paid in the same breath as an act, each as a paid line of the dossier.

    Refuses `receipt_used` where a receipt's number was given at the one-stop unit on another day.
    """
    lines = doing.facts.get("fees_taken", [])
    _refuse_used((line["receipt_number"] for line in lines), doing, field="fees_taken")
    FeeLine.objects.bulk_create(
        FeeLine(
            dossier=doing.dossier,
            name=line["name"],
            amount=line["amount"],
            requested_at=doing.at,
            **_taken(doing, line["receipt_number"], stage),
        )
        for line in lines
    )


def record_payment(doing: Performance) -> None:
    """Mark everything asked for and not yet paid as paid with one receipt; refuses `receipt_used`."""
    number = doing.facts["receipt_number"]
    _refuse_used([number], doing, field="receipt_number")
    unpaid = FeeLine.objects.filter(dossier=doing.dossier, paid_at__isnull=True)
    unpaid.update(**_taken(doing, number, stage_of_payment(doing.dossier)))


def stage_of_payment(dossier: Dossier) -> FeeLine.Stage:
    """When a fee that was asked for counts as taken.

    At reception as long as the dossier, in its first run, has not left the counter; afterwards
    when supplemented: the applicant comes a second time and brings what was still missing.
    """
    at_counter = dossier.state_before_payment == DossierState.RECEIVED and dossier.run == 1
    return Stage.RECEPTION if at_counter else Stage.SUPPLEMENT


def _taken(doing: Performance, receipt_number: str, stage: FeeLine.Stage) -> Taken:
    return {
        "paid_at": doing.at,
        "receipt_number": receipt_number,
        "stage": stage,
        "taken_at_unit_id": doing.dossier.receiving_unit_id,
        "taken_by_id": doing.actor.officer.pk,
    }


def _refuse_used(numbers: Iterable[str], doing: Performance, *, field: str) -> None:
    """One receipt may stand for several lines and dossiers, but it was written on one day."""
    day = local_day(doing.at)
    for number in dict.fromkeys(numbers):
        used = earlier_use_of_receipt(doing.dossier.receiving_unit_id, number, day)
        if used is not None:
            raise ActRefused("receipt_used", field=field, receipt=number, **_where(used))


def _where(line: FeeLine) -> dict[str, str]:
    taken_on: date | None = local_day(line.paid_at) if line.paid_at else None
    return {"day": f"{taken_on:%d/%m/%Y}" if taken_on else "", "dossier": line.dossier.key}
