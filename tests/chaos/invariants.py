"""What must hold after any fault, asked of the database and of whoever received messages.

Every question is one statement that answers with the dossiers at which it does not hold.
"""

from collections.abc import Mapping
from typing import Any, Protocol


class Cursor(Protocol):
    """A psycopg cursor, or Django's around it."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...
    def fetchall(self) -> list[Any]: ...


_LAST = """
    LEFT JOIN LATERAL (
        SELECT * FROM dossiers_dossierevent e
        WHERE e.dossier_id = d.id ORDER BY e.sequence DESC LIMIT 1
    ) last ON TRUE
"""

QUESTIONS: Mapping[str, str] = {
    "state is not the one its last event led to": f"""
        SELECT d.ref, d.state, last.to_state FROM dossiers_dossier d {_LAST}
        WHERE d.state IS DISTINCT FROM last.to_state""",  # noqa: S608
    "head of the chain is not its last event": f"""
        SELECT d.ref, d.event_count, last.sequence FROM dossiers_dossier d {_LAST}
        WHERE (d.event_count, d.head_hash) IS DISTINCT FROM (last.sequence, last.hash)""",  # noqa: S608
    "events have gaps": """
        SELECT d.ref, max(e.sequence), count(*)
        FROM dossiers_dossierevent e JOIN dossiers_dossier d ON d.id = e.dossier_id
        GROUP BY d.ref HAVING max(e.sequence) <> count(*)""",
    "event starts from another state than the one before led to": """
        SELECT d.ref, sequence, from_state, before FROM (
            SELECT *, lag(to_state, 1, '') OVER (PARTITION BY dossier_id ORDER BY sequence) before
            FROM dossiers_dossierevent
        ) e JOIN dossiers_dossier d ON d.id = e.dossier_id
        WHERE from_state <> before""",
    "received without a code, or with one unreceived": """
        SELECT ref, state, code FROM dossiers_dossier d
        WHERE (code IS NOT NULL) <> EXISTS (
            SELECT FROM dossiers_dossierevent e
            WHERE e.dossier_id = d.id AND e.act IN ('receive', 'import'))""",
    "numbers of a day's codes have a gap": """
        SELECT left(code, -5), max(right(code, 4)::int), count(*) FROM dossiers_dossier
        WHERE code IS NOT NULL GROUP BY 1 HAVING max(right(code, 4)::int) <> count(*)""",
    "two letters for one appointment": """
        SELECT d.ref, l.run, l.appointment, count(*)
        FROM notifications_apologyletter l JOIN dossiers_dossier d ON d.id = l.dossier_id
        WHERE l.state <> 'void' AND l.way IN ('in_time', 'late')
        GROUP BY d.ref, l.run, l.appointment HAVING count(*) > 1""",
    "numbers of letters have a gap": """
        SELECT issuer_id, year, max(number), count(*) FROM notifications_apologyletter
        WHERE number IS NOT NULL GROUP BY 1, 2 HAVING max(number) <> count(*)""",
    "issued letter whose paper is not the one signed": """
        SELECT d.ref, l.number
        FROM notifications_apologyletter l JOIN dossiers_dossier d ON d.id = l.dossier_id
        WHERE l.state IN ('issued', 'delivered') AND (
            l.signed_pdf IS NULL OR encode(sha256(l.signed_pdf), 'hex') <> l.signed_sha256)""",
    "letters that move the date and moved dates do not agree": """
        SELECT d.ref, letters, moved FROM dossiers_dossier d
        CROSS JOIN LATERAL (
            SELECT count(*) letters FROM notifications_apologyletter l WHERE l.dossier_id = d.id
            AND l.state IN ('issued', 'delivered') AND l.way IN ('in_time', 'late')) l
        CROSS JOIN LATERAL (
            SELECT count(*) moved FROM dossiers_dossierevent e
            WHERE e.dossier_id = d.id AND e.act = 'reappoint') e
        WHERE letters <> moved""",
    "change of status of which the applicant has no message": """
        SELECT d.ref, e.sequence, way
        FROM dossiers_dossierevent e
        JOIN dossiers_dossier d ON d.id = e.dossier_id
        JOIN dossiers_applicant a ON a.dossier_id = d.id
        CROSS JOIN LATERAL unnest(a.notify_by) way
        WHERE (e.from_state <> e.to_state OR e.act = 'reappoint') AND e.act <> 'import'
        AND CASE way WHEN 'email' THEN a.email ELSE a.phone END <> ''
        AND NOT EXISTS (
            SELECT FROM notifications_message m WHERE m.event_id = e.id
            AND m.recipient = 'applicant' AND m.channel = way)""",
    "more than one open flag": """
        SELECT d.ref, count(*)
        FROM notifications_overdueflag f JOIN dossiers_dossier d ON d.id = f.dossier_id
        WHERE f.closed_at IS NULL GROUP BY d.ref HAVING count(*) > 1""",
}

_MESSAGES = """
    SELECT 'message-' || m.id, m.state, coalesce(d.ref::text, m.occasion)
    FROM notifications_message m LEFT JOIN dossiers_dossier d ON d.id = m.dossier_id
"""


def broken_promises(
    cursor: Cursor,
    *,
    delivered: Mapping[str, int] | None = None,
    asked: Mapping[tuple[str, str], int] | None = None,
    may_repeat: int = 0,
) -> list[str]:
    """What does not hold, a sentence each; empty when all is well.

    `delivered` counts deliveries by a message's key, of which as many may be repeated as senders
    were killed or cut off (`may_repeat`); `asked` counts by (ref, act) what a client had confirmed.
    """
    broken = []
    for what, question in QUESTIONS.items():
        cursor.execute(question)
        broken += [f"{what}: {_told(row)}" for row in cursor.fetchall()]
    if delivered is not None:
        broken += _of_messages(cursor, delivered, may_repeat)
    if asked is not None:
        broken += _of_acts(cursor, asked)
    return broken


def _of_messages(cursor: Cursor, delivered: Mapping[str, int], may_repeat: int) -> list[str]:
    cursor.execute(_MESSAGES)
    rows = cursor.fetchall()
    known = {row[0] for row in rows}
    broken = [f"delivered and never planned: {key}" for key in delivered if key not in known]
    broken += [
        f"told as sent and not delivered: {key} of {of}"
        for key, state, of in rows
        if state == "sent" and not delivered.get(key)
    ]
    broken += [
        f"delivered and kept as {state}: {key} of {of}"
        for key, state, of in rows
        if state == "failed" and delivered.get(key)
    ]
    repeated = {key: times for key, times in delivered.items() if times > 1}
    if sum(repeated.values()) - len(repeated) > may_repeat:
        broken.append(f"delivered again without a kill that explains it: {repeated}")
    return broken


def _of_acts(cursor: Cursor, asked: Mapping[tuple[str, str], int]) -> list[str]:
    cursor.execute("""
        SELECT d.ref::text, e.act, count(*)
        FROM dossiers_dossierevent e JOIN dossiers_dossier d ON d.id = e.dossier_id GROUP BY 1, 2""")
    done = {(ref, act): times for ref, act, times in cursor.fetchall()}
    return [
        f"confirmed {times} times and done {done.get(key, 0)} times: {key[1]} of {key[0]}"
        for key, times in asked.items()
        if done.get(key, 0) != times
    ]


def _told(row: Any) -> str:
    return " · ".join(str(value) for value in row)
