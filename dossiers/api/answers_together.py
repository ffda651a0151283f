"""What several agencies do on one dossier, as JSON: the control slip, questions, verifications, links."""

from typing import Any

from agencies.api.answers import agency_told, officer_told
from agencies.api.moments import told
from dossiers.lifecycle import DossierState
from dossiers.models import Consultation, Verification
from dossiers.selectors.handovers import SlipRow
from dossiers.selectors.links import Link


def slip_row_told(row: SlipRow, *, with_texts: bool) -> dict[str, Any]:
    """A row of the control slip (form 05)."""
    return {
        "number": row.number,
        "kind": row.kind,
        "at": told(row.at),
        "run": row.run,
        "step": row.step,
        "step_name": row.step_name,
        "from_unit": agency_told(row.giver_unit),
        "from_officer": officer_told(row.giver),
        "to_unit": agency_told(row.receiver_unit),
        "to_officer": officer_told(row.receiver),
        "due_at": told(row.due_at),
        "result": row.result,
        "grounds": row.grounds,
        "remark": row.remark if with_texts else None,
    }


def consultation_told(row: Consultation, *, with_texts: bool) -> dict[str, Any]:
    """What another agency was asked, and what came of it."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "asked_by": agency_told(row.asked_by),
        "agency": agency_told(row.agency),
        "question": row.question if with_texts else None,
        "asked_at": told(row.asked_at),
        "answer_by": told(row.answer_by),
        "answered_at": told(row.answered_at),
        "answered_by": officer_told(row.answered_by),
        "answer": row.answer if with_texts else None,
        "cancelled_at": told(row.cancelled_at),
        "cancelled_why": row.cancelled_why if with_texts else None,
    }


def verification_told(row: Verification) -> dict[str, Any]:
    """What was verified on the spot."""
    return {
        "held_at": told(row.held_at),
        "place": row.place,
        "participants": row.participants,
        "content": row.content,
        "applicant_attended": row.applicant_attended,
    }


def link_told(link: Link) -> dict[str, Any]:
    """A dossier linked with the one asked about: where it stands and when it is due."""
    dossier = link.dossier
    return {
        "ref": str(dossier.ref),
        "code": dossier.code,
        "leads": link.leads,
        "procedure": dossier.procedure.code,
        "procedure_name": dossier.procedure_version.name,
        "agency": agency_told(dossier.agency),
        "state": dossier.state,
        "national_status": DossierState(dossier.state).national,
        "due_at": told(dossier.due_at),
    }
