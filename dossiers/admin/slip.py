"""What the page of a dossier says of its way through the offices: the control slip, and who else takes part."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dossiers.domain.missed import is_missed
from dossiers.lifecycle import DossierState
from dossiers.models import Consultation, Dossier
from dossiers.selectors.handovers import SlipRow, control_slip, coordinating_agencies
from dossiers.selectors.links import Link, linked_dossiers
from dossiers.selectors.worklists import Desk
from dossiers.wording import ended_label


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to another agency; late if answered after its deadline, or not yet though it has passed."""

    consultation: Consultation
    is_late: bool
    why_ended: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A linked dossier; the officer may open it only where they see it."""

    link: Link
    may_open: bool


def slip_of(dossier: Dossier, *, at: datetime) -> dict[str, Any]:
    """Form 05 as it stands now; `is_late_now` where the desk that has it is past its time."""
    rows = control_slip(dossier)
    return {
        "rows": rows,
        "coordinating": coordinating_agencies(dossier),
        "is_late_now": bool(rows) and _is_late(dossier, rows[-1], at),
    }


def beside(dossier: Dossier, desk: Desk, *, with_texts: bool) -> dict[str, Any]:
    """Questions to other agencies, linked dossiers, duties missed; verifications for those who read documents."""
    shown: dict[str, Any] = {
        "consultations": _asked(dossier, at=desk.at),
        "linked": _linked(dossier, desk),
        "violations": dossier.violations.select_related("agency").order_by("found_at", "pk"),
    }
    if with_texts:
        shown["verifications"] = dossier.verifications.order_by("held_at", "pk")
    return shown


def _asked(dossier: Dossier, *, at: datetime) -> list[Asked]:
    found = dossier.consultations.select_related("asked_by", "agency", "answered_by")
    return [
        Asked(
            each,
            is_late=is_missed(each.answer_by, at=each.answered_at or each.cancelled_at or at),
            why_ended=ended_label(each.cancelled_why),
        )
        for each in found.order_by("asked_at", "pk")
    ]


def _linked(dossier: Dossier, desk: Desk) -> list[Shown]:
    links = linked_dossiers(dossier)
    if not links:
        return []
    keys = [link.dossier.pk for link in links]
    open_to = set(desk.visible().filter(pk__in=keys).values_list("pk", flat=True))
    return [Shown(link, may_open=link.dossier.pk in open_to) for link in links]


def _is_late(dossier: Dossier, row: SlipRow, at: datetime) -> bool:
    return dossier.state == DossierState.PROCESSING and row.due_at is not None and row.due_at < at
