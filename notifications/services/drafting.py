"""Step 4: an apology is owed for every flag (Decree 61/2018/NĐ-CP, arts 12.5, 19.9): draft those that are missing."""

from collections import Counter
from datetime import datetime

from notifications.services.chunks import StepLock, run_in_chunks
from notifications.services.fragments import common_values

#: An answer left unsigned until the date was missed keeps its reason and takes the late wording.
#: Where the date has been moved once already no further date can be set: the ladder follows instead.
_DRAFT = """
WITH picked AS (
    SELECT f.id, f.dossier_id, f.run, f.appointment, f.agency_id, f.due_at
    FROM notifications_overdueflag f
    JOIN dossiers_dossier d ON d.id = f.dossier_id
    WHERE f.closed_at IS NULL AND d.reappointed_at IS NULL
      AND NOT EXISTS (
          SELECT 1 FROM notifications_apologyletter l WHERE l.flag_id = f.id AND l.state <> 'void'
      )
    ORDER BY f.id
    LIMIT %(chunk)s
    FOR SHARE OF d SKIP LOCKED
), adopted AS (
    UPDATE notifications_apologyletter l
    SET flag_id = p.id, way = 'late',
        state = CASE WHEN l.new_until > %(at)s THEN l.state ELSE 'draft' END
    FROM picked p
    WHERE l.dossier_id = p.dossier_id AND l.run = p.run AND l.appointment = p.appointment
      AND l.way = 'in_time' AND l.state IN ('draft', 'ready')
    RETURNING p.id
), made AS (
    INSERT INTO notifications_apologyletter
        (ref, dossier_id, run, appointment, agency_id, due_at, way, state, flag_id, generated_at,
         reason_code, reason, context, sha256, void_why)
    SELECT gen_random_uuid(), p.dossier_id, p.run, p.appointment, p.agency_id, p.due_at, 'late',
           'draft', p.id, %(at)s, '', '', '{}', '', ''
    FROM picked p
    WHERE p.id NOT IN (SELECT id FROM adopted)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM picked) AS picked,
       (SELECT count(*) FROM made) AS letters,
       (SELECT count(*) FROM adopted) AS letters_turned_late
"""


def draft_late_letters(at: datetime) -> Counter[str]:
    """Draft a letter for every open flag without one; it lacks reason and new date and says so."""
    return run_in_chunks(StepLock.LETTER, _DRAFT, common_values(at, occasion="letters"))
