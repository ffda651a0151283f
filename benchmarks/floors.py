"""The floor of each request: what a bare WSGI program does with the same rows, as near the ground as it goes.

A psycopg pool, prepared statements, orjson and granian with as many workers as the product has. No
log-in, no permission, no routing, no log. What the answers need of small tables (names, steps) is
read once at the start. Paths: `/lookup/<code>`, `/worklist/<agency>`, `POST /act/<dossier>/<actor>/<receiver>/<unit>`.
"""

import os
import secrets
import uuid
from datetime import UTC, datetime
from typing import Any

import orjson
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

_OPEN = ("submitted", "received", "processing", "supplement_requested", "payment_requested")

_LOOKUP = "SELECT code, state, step, procedure_version_id FROM dossiers_dossier WHERE code = %s"
#: The columns that our own list tells, and the applicant.
_WORKLIST = """
SELECT d.id, d.ref, d.code, d.state, d.version, d.procedure_version_id, d."case", d.channel, d.result_delivery,
       d.receiving_unit_id, d.agency_id, d.unit_id, d.officer_id, d.forwarded_to_id, d.external_id, d.step, d.run,
       d.ruleset, d.limit_value, d.limit_unit, d.submitted_at, d.received_at, d.arrived_at, d.transfer_due_at,
       d.due_at, d.original_due_at, d.late_from, d.late_since, d.due_is_provisional, d.reappointed_at, d.settled_at,
       d.returned_at, d.closed_at, d.outcome, d.result, a.kind, a.name, a.identity_number, a.address, a.phone,
       a.email, a.notify_by, a.subject
FROM dossiers_dossier d JOIN dossiers_applicant a ON a.dossier_id = d.id
WHERE d.agency_id = %s AND d.due_at IS NOT NULL
  AND d.state IN ('submitted', 'received', 'processing', 'supplement_requested', 'payment_requested')
ORDER BY d.due_at, d.id LIMIT 51
"""
#: What a hand-over writes, with our triggers (they number and chain the event).
_LOCK = "SELECT state, version, unit_id, step, run, agency_id, due_at FROM dossiers_dossier WHERE id = %s FOR UPDATE"
_UPDATE = (
    "UPDATE dossiers_dossier SET version = version + 1, unit_id = %s, officer_id = %s WHERE id = %s"
)
_EVENT = """
INSERT INTO dossiers_dossierevent
    (dossier_id, sequence, act, from_state, to_state, at, actor_id, agency_id, run, clock, due_at, facts, text_digest,
     previous_hash, hash)
VALUES (%s, 0, 'hand_over', %s, %s, %s, %s, %s, %s, '', %s, %s, %s, '', '') RETURNING id
"""
_TEXT = 'INSERT INTO dossiers_eventtext (event_id, salt, "values") VALUES (%s, %s, %s)'
_HANDOVER = """
INSERT INTO dossiers_handover
    (dossier_id, event_id, kind, run, step, step_name, giver_unit_id, giver_id, receiver_unit_id, receiver_id, at,
     result, grounds, remark)
VALUES (%s, %s, 'step', %s, %s, '', %s, %s, %s, %s, %s, 'open', '', 'Benchmark')
"""

_state: dict[str, Any] = {}


def _pool() -> ConnectionPool:
    """Opened by each worker for itself, at its first request."""
    if "pool" not in _state:
        pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=4, max_size=8, open=True)
        with pool.connection() as connection:
            _state["steps"] = dict(
                connection.execute(
                    "SELECT version_id, count(*) FROM procedures_processstep GROUP BY version_id"
                ).fetchall()
            )
            _state["names"] = dict(
                connection.execute("SELECT id, name FROM agencies_agency").fetchall()
            )
            _state["officers"] = dict(
                connection.execute("SELECT id, full_name FROM agencies_officer").fetchall()
            )
            _state["versions"] = dict(
                connection.execute("SELECT id, name FROM procedures_procedureversion").fetchall()
            )
        _state["pool"] = pool
    return _state["pool"]


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """The WSGI door."""
    _, what, *rest = environ["PATH_INFO"].split("/")
    body = _DOORS[what](*rest)
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]


def _lookup(code: str) -> bytes:
    with _pool().connection() as connection:
        found = connection.execute(_LOOKUP, [code]).fetchone()
    code, state, step, version = found
    told = {"code": code, "stage": state, "stage_label": state, "step": step}
    return orjson.dumps({**told, "steps": _state["steps"].get(version, 0)})


def _worklist(agency: str) -> bytes:
    with _pool().connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_WORKLIST, [int(agency)]).fetchall()[:50]
    names = _state["names"]
    for row in rows:
        row["procedure_name"] = _state["versions"][row["procedure_version_id"]]
        row["receiving_unit_name"] = names[row["receiving_unit_id"]]
        row["agency_name"] = names[row["agency_id"]]
        row["unit_name"] = names.get(row["unit_id"])
        row["officer_name"] = _state["officers"].get(row["officer_id"])
    return orjson.dumps({"next": None, "results": rows})


def _act(dossier: str, actor: str, receiver: str, unit: str) -> bytes:
    key, giver, to, to_unit = int(dossier), int(actor), int(receiver), int(unit)
    at = datetime.now(UTC)
    with _pool().connection() as connection:
        locked = connection.execute(_LOCK, [key]).fetchone()
        state, version, from_unit, step, run, agency, due_at = locked
        connection.execute(_UPDATE, [to_unit, to, key])
        facts = Jsonb({"to_officer": to, "to_unit": to_unit})
        event = connection.execute(
            _EVENT,
            [key, state, state, at, giver, agency, run, due_at, facts, secrets.token_hex(32)],
        ).fetchone()[0]
        connection.execute(_TEXT, [event, secrets.token_hex(16), Jsonb({"remark": "Benchmark"})])
        connection.execute(_HANDOVER, [key, event, run, step, from_unit, giver, to_unit, to, at])
    return orjson.dumps(
        {"ref": str(uuid.UUID(int=key)), "version": version + 1, "event": event, "at": at}
    )


_DOORS = {"lookup": _lookup, "worklist": _worklist, "act": _act}
