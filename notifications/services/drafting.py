"""Step 4: an apology is owed for every flag (Decree 61/2018/NĐ-CP, arts 12.5, 19.9): draft those that are missing."""

from collections import Counter
from datetime import datetime

from notifications.services.chunks import Step, StepLock, run_in_chunks
from notifications.services.fragments import NEW_FLAG, common_values
from notifications.services.looking import Look
from notifications.services.token_signing import OUT_OF_DATE

#: A letter frozen in time for a signature that never came says what is no longer true.
_OUT_OF_DATE = """
    FROM notifications_apologyletter l
    JOIN notifications_overdueflag f
      ON f.dossier_id = l.dossier_id AND f.run = l.run AND f.appointment = l.appointment
    JOIN dossiers_dossier d ON d.id = l.dossier_id
    WHERE f.closed_at IS NULL AND l.way = 'in_time' AND l.pdf IS NOT NULL
      AND l.state IN ('ready', 'signed')
"""
_FIND_OUT_OF_DATE = f"SELECT d.id {_OUT_OF_DATE} AND {NEW_FLAG} ORDER BY d.id"
_VOID_OUT_OF_DATE = f"""
WITH picked AS (
    SELECT l.id, d.id AS dossier_id
    {_OUT_OF_DATE} AND d.id = ANY(%(keys)s)
    FOR SHARE OF d SKIP LOCKED
), voided AS (
    UPDATE notifications_apologyletter l
    SET state = 'void', voided_at = %(at)s, void_why = '{OUT_OF_DATE}'
    FROM picked p
    WHERE l.id = p.id
    RETURNING 1
)
SELECT (SELECT array_agg(dossier_id) FROM picked) AS picked
"""  # noqa: S608 -- built from constants; values are parameters

#: An answer left unsigned until the date was missed keeps its reason and takes the late wording; so
#: does what stood on a letter just found out of date. Where the date has been moved once already no
#: further date can be set: the ladder follows instead.
_WITHOUT_LETTER = """
    FROM notifications_overdueflag f
    JOIN dossiers_dossier d ON d.id = f.dossier_id
    WHERE f.closed_at IS NULL AND d.reappointed_at IS NULL
      AND NOT EXISTS (
          SELECT 1 FROM notifications_apologyletter l WHERE l.flag_id = f.id AND l.state <> 'void'
      )
"""
_FIND_WITHOUT_LETTER = f"SELECT d.id {_WITHOUT_LETTER} AND {NEW_FLAG} ORDER BY f.id"
_DRAFT = f"""
WITH picked AS (
    SELECT f.id, f.dossier_id, f.run, f.appointment, f.agency_id, f.due_at
    {_WITHOUT_LETTER} AND d.id = ANY(%(keys)s)
    FOR SHARE OF d SKIP LOCKED
), adopted AS (
    UPDATE notifications_apologyletter l
    SET flag_id = p.id, way = 'late',
        state = CASE WHEN l.new_until > %(at)s THEN l.state ELSE 'draft' END
    FROM picked p
    WHERE l.dossier_id = p.dossier_id AND l.run = p.run AND l.appointment = p.appointment
      AND l.way = 'in_time' AND l.state IN ('draft', 'ready') AND l.pdf IS NULL
    RETURNING p.id
), made AS (
    INSERT INTO notifications_apologyletter
        (ref, dossier_id, run, appointment, agency_id, due_at, way, state, flag_id, notice_id,
         generated_at, reason_code, reason, new_until, lost_items, context, sha256, signed_sha256,
         signature, delivered_how, void_why)
    SELECT gen_random_uuid(), p.dossier_id, p.run, p.appointment, p.agency_id, p.due_at, 'late',
           CASE WHEN old.new_until > %(at)s THEN 'ready' ELSE 'draft' END, p.id, old.notice_id,
           %(at)s, COALESCE(old.reason_code, ''), COALESCE(old.reason, ''), old.new_until, '[]',
           '{{}}', '', '', '{{}}', '', ''
    FROM picked p
    LEFT JOIN LATERAL (
        SELECT l.notice_id, l.reason_code, l.reason, l.new_until
        FROM notifications_apologyletter l
        WHERE l.dossier_id = p.dossier_id AND l.run = p.run AND l.appointment = p.appointment
          AND l.state = 'void' AND l.void_why = '{OUT_OF_DATE}'
        ORDER BY l.id DESC LIMIT 1
    ) old ON true
    WHERE p.id NOT IN (SELECT id FROM adopted)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT (SELECT array_agg(dossier_id) FROM picked) AS picked,
       (SELECT count(*) FROM made) AS letters,
       (SELECT count(*) FROM adopted) AS letters_turned_late
"""  # noqa: S608 -- built from constants; values are parameters


_VOID = Step(_FIND_OUT_OF_DATE, _VOID_OUT_OF_DATE)
_MAKE = Step(_FIND_WITHOUT_LETTER, _DRAFT)


def draft_late_letters(at: datetime, look: Look) -> Counter[str]:
    """Draft a letter for every open flag without one; it lacks reason and new date and says so."""
    if look.is_quiet(at=at) and not look.made["flagged"]:
        return Counter()
    values = common_values(at, look, occasion="letters")
    run_in_chunks(StepLock.LETTER, _VOID, values, look.span)
    return run_in_chunks(StepLock.LETTER, _MAKE, values, look.span)
