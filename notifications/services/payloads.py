"""What a partner's system is told of an event: codes, statuses and dates as JSON, nothing personal."""

import json
from datetime import datetime

from dossiers.lifecycle import DossierState
from notifications.domain.messages import DATE_ACTS, DropReason
from notifications.models import Message
from notifications.selectors import may_be_told
from notifications.services.status_words import has_moved_on
from procedures.domain.zone import local


def status_payload(message: Message, *, at: datetime) -> str | DropReason:
    """The body of a webhook, as long as it is true and the machine may see the dossier."""
    event, dossier, machine = message.event, message.dossier, message.officer
    if event is None or dossier is None or machine is None:
        return DropReason.SUPERSEDED
    if not may_be_told(machine, dossier, at=at):
        return DropReason.NOT_VISIBLE
    if has_moved_on(event, dossier):
        return DropReason.SUPERSEDED
    body = {
        "type": "dossier.date_moved" if event.act in DATE_ACTS else "dossier.status_changed",
        "timestamp": local(event.at).isoformat(),
        "data": {
            "ref": str(dossier.ref),
            "code": dossier.code,
            "act": event.act,
            "sequence": event.sequence,
            "state": dossier.state,
            "national_status": DossierState(dossier.state).national,
            "due_at": local(dossier.due_at).isoformat() if dossier.due_at else None,
            "version": dossier.version,
        },
    }
    return json.dumps(body, ensure_ascii=False)
