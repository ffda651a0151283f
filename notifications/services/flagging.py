"""Step 3: flag what has passed `late_from`, with the evidence of where it lay and whether notice was given."""

from collections import Counter
from datetime import datetime

from notifications.services.chunks import Step, StepLock, run_in_chunks
from notifications.services.fragments import APPOINTMENT, CLOCK_RUNS, TOUCHED, common_values
from notifications.services.looking import Look

#: A violation arises only here: the duty of art. 19.9 existed (`warn_on`, a date still to be had)
#: and nobody answered.
_OVERDUE = f"""
    FROM dossiers_dossier d
    WHERE {CLOCK_RUNS} AND d.late_from <= %(at)s
      AND NOT EXISTS (
          SELECT 1 FROM notifications_overdueflag f
          WHERE f.dossier_id = d.id AND f.closed_at IS NULL
      )
      AND NOT EXISTS (
          SELECT 1 FROM notifications_overdueflag f
          WHERE f.dossier_id = d.id AND f.run = d.run AND f.appointment = {APPOINTMENT}
            AND f.due_at = d.due_at AND f.closed_why <> 'calendar'
      )
"""  # noqa: S608 -- built from constants; values are parameters

_FIND = f"""
    SELECT d.id {_OVERDUE} AND (d.late_from > %(after)s::timestamptz OR {TOUCHED})
    ORDER BY d.late_from, d.id
"""

_FLAG = f"""
WITH picked AS (
    SELECT d.id, d.run, {APPOINTMENT} AS appointment, d.agency_id, d.unit_id, d.officer_id,
           d.step, d.due_at, d.late_from, d.calendar_version,
           d.warn_on IS NOT NULL AND d.reappointed_at IS NULL AS had_duty
    {_OVERDUE} AND d.id = ANY(%(keys)s)
    FOR SHARE OF d SKIP LOCKED
), made AS (
    INSERT INTO notifications_overdueflag
        (dossier_id, run, appointment, agency_id, due_at, late_from, detected_at, unit_id,
         officer_id, step, notice_in_time, is_violation, calendar_version, closed_why)
    SELECT p.id, p.run, p.appointment, p.agency_id, p.due_at, p.late_from, %(at)s, p.unit_id,
           p.officer_id, p.step, n.id IS NOT NULL, p.had_duty AND n.id IS NULL,
           p.calendar_version, ''
    FROM picked p
    LEFT JOIN notifications_delaynotice n
         ON n.dossier_id = p.id AND n.run = p.run AND n.appointment = p.appointment
        AND n.lapsed_at IS NULL AND n.answered_at IS NOT NULL
    ON CONFLICT DO NOTHING
    RETURNING dossier_id, run, appointment, is_violation
), violated AS (
    UPDATE notifications_delaynotice n SET is_violation = true
    FROM made m
    WHERE m.is_violation AND n.dossier_id = m.dossier_id AND n.run = m.run
      AND n.appointment = m.appointment AND n.kind = 'day_before' AND n.lapsed_at IS NULL
    RETURNING 1
)
SELECT (SELECT array_agg(id) FROM picked) AS picked,
       (SELECT count(*) FROM made) AS flagged,
       (SELECT count(*) FROM made WHERE is_violation) AS violations
"""  # noqa: S608 -- built from constants; values are parameters


def flag_overdue_dossiers(at: datetime, look: Look) -> Counter[str]:
    """Flag every running dossier whose appointment is missed at a moment and not yet flagged."""
    values = common_values(at, look, occasion="flags")
    return run_in_chunks(StepLock.FLAG, Step(_FIND, _FLAG), values, look.span)
