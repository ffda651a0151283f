"""The look-up's answers as JSON: listed field by field, so that nothing gets out that is not written here."""

from datetime import datetime
from typing import Any

from dossiers.pages.words import reasons, stage_label
from dossiers.selectors.lookup import Details, Progress, Stage
from dossiers.wording import state_label
from procedures.domain.zone import local


def progress_json(progress: Progress) -> dict[str, Any]:
    """The strict answer: code and degree of completion; dates and agency only where the province shows them."""
    answer: dict[str, Any] = {
        "code": progress.code,
        "stage": progress.stage.value,
        "stage_label": stage_label(progress.stage),
        "step": progress.step,
        "steps": progress.steps,
    }
    if progress.overdue is not None:
        answer |= {
            "received_at": _moment(progress.received_at),
            "due_at": _moment(progress.due_at),
            "overdue": progress.overdue,
            "agency": progress.agency,
        }
    return answer


def details_json(details: Details) -> dict[str, Any]:
    """The answer behind the PIN."""
    return {
        **progress_json(details.progress),
        "state": details.state,
        "state_label": state_label(details.state),
        "procedure": {"code": details.procedure_code, "name": details.procedure},
        "unit": details.unit,
        "receiving_unit": {
            "name": details.receiving_unit,
            "address": details.receiving_address,
            "phone": details.receiving_phone,
        },
        "original_due_at": _moment(details.original_due_at),
        "provisional": details.provisional,
        "reappointed_at": _moment(details.reappointed_at),
        "settled_at": _moment(details.settled_at),
        "returned_at": _moment(details.returned_at),
        "closed_at": _moment(details.closed_at),
        "explanation": reasons(details),
        "asked": {
            "items": list(details.items_asked),
            "fees": [{"name": fee.name, "amount": fee.amount} for fee in details.fees_due],
        },
        "result_ready": details.progress.stage is Stage.RESULT_READY,
        "result_delivery": details.result_delivery,
    }


def _moment(moment: datetime | None) -> str | None:
    """ISO 8601 in the office's own time, +07:00."""
    return local(moment).isoformat() if moment else None
