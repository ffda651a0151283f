"""Writing the history: one event an act, its personal texts apart."""

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any

from agencies.services.writing import insert_row
from dossiers.lifecycle import Row
from dossiers.models import Dossier, DossierEvent, EventText
from dossiers.services.performance import Performance


def text_digest(salt: str, values: dict[str, Any]) -> str:
    """SHA-256 over salt and canonical JSON: proves a text without revealing it once erased."""
    canonical = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{salt}\n{canonical}".encode()).hexdigest()


def write_event(doing: Performance, *, came_from: str, clock: str) -> DossierEvent:
    """Append the event of an act; the trigger numbers and chains it."""
    public, private = _parted(doing.row, doing.facts)
    capacity = doing.capacity
    return append_event(
        doing.dossier,
        act=doing.act,
        from_state=came_from,
        at=doing.at,
        facts={**public, **doing.notes},
        texts=private,
        actor=doing.actor.officer,
        machine=doing.actor.machine,
        delegation=capacity.delegation if capacity else None,
        agency_id=capacity.agency_id if capacity else None,
        clock=clock,
        clock_until=doing.clock_until,
    )


#: Appends the event of each row of `rows`, which has to give these columns: for whoever writes very many
#: that have no text. The trigger numbers and chains each.
APPEND_EVENTS = """
INSERT INTO dossiers_dossierevent
    (dossier_id, act, from_state, to_state, at, run, due_at, facts,
     sequence, clock, text_digest, previous_hash, hash)
SELECT dossier_id, act, from_state, to_state, at, run, due_at, facts, 0, '', '', '', ''
FROM {rows}
RETURNING id
"""


def append_event(
    dossier: Dossier,
    *,
    act: str,
    from_state: str,
    at: datetime,
    facts: dict[str, Any],
    texts: dict[str, Any] | None = None,
    **columns: Any,
) -> DossierEvent:
    """Append one event to a dossier's history, with its texts in the erasable side row."""
    salt = secrets.token_hex(16)
    event = DossierEvent(
        dossier=dossier,
        act=act,
        from_state=from_state,
        to_state=dossier.state,
        at=at,
        run=dossier.run,
        due_at=dossier.due_at,
        facts=facts,
        text_digest=text_digest(salt, texts) if texts else "",
        **columns,
    )
    insert_row(event)
    if texts:
        insert_row(EventText(event=event, salt=salt, values=texts))
    return event


def _parted(row: Row, facts: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    private_names = {fact.name for fact in row.facts if fact.private}
    public = {name: value for name, value in facts.items() if name not in private_names}
    private = {name: value for name, value in facts.items() if name in private_names}
    return public, private
