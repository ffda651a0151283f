"""Step 5: the ladder, rung by rung, for as long as a dossier is overdue without a new date."""

from collections import Counter
from datetime import datetime

from django.conf import settings

from notifications.domain.ladder import rung_days
from notifications.services.chunks import StepLock, run_in_chunks
from notifications.services.fragments import (
    CLOCK_RUNS,
    PLAN_DIGESTS,
    REACHABLE,
    common_values,
)
from notifications.services.reminding import draft_reminders
from procedures.domain.zone import day_start, local_day
from procedures.selectors import work_calendar

#: With the Centre head's rung the agency's head gets the reminder of art. 9.1 of the Decree.
_ESCALATE = f"""
WITH picked AS (
    SELECT f.id AS flag_id, rung.name AS rung, f.unit_id, f.agency_id, d.receiving_unit_id
    FROM notifications_overdueflag f
    JOIN dossiers_dossier d ON d.id = f.dossier_id
    JOIN unnest(%(rungs)s::text[], %(found_before)s::timestamptz[]) AS rung(name, found_before)
         ON f.detected_at < rung.found_before
    WHERE f.closed_at IS NULL AND {CLOCK_RUNS}
      AND NOT EXISTS (
          SELECT 1 FROM notifications_escalation e
          WHERE e.flag_id = f.id AND e.rung = rung.name
      )
    ORDER BY f.id
    LIMIT %(chunk)s
    FOR SHARE OF d SKIP LOCKED
), made AS (
    INSERT INTO notifications_escalation (flag_id, rung, escalated_at)
    SELECT flag_id, rung, %(at)s FROM picked
    ON CONFLICT DO NOTHING
    RETURNING id, flag_id, rung
), reachable AS ({REACHABLE}
), told_of AS (
    SELECT r.officer_id, m.id,
           CASE WHEN m.rung <> r.role THEN 'reminder' ELSE 'escalation' END AS kind
    FROM made m
    JOIN picked p ON p.flag_id = m.flag_id AND p.rung = m.rung
    LEFT JOIN agencies_agency one_stop ON one_stop.id = p.receiving_unit_id
    JOIN reachable r ON
        m.rung = 'unit_head' AND r.role = m.rung AND r.agency_id = p.unit_id
        OR m.rung IN ('agency_head', 'centre_head') AND r.role = 'agency_head'
           AND r.agency_id = p.agency_id
        OR m.rung = 'centre_head' AND r.role = m.rung
           AND r.agency_id IN (one_stop.id, one_stop.parent_id)
        OR m.rung = 'oversight' AND r.role = m.rung
), told AS ({PLAN_DIGESTS}
)
SELECT (SELECT count(*) FROM picked) AS picked,
       (SELECT count(*) FROM made) AS escalated,
       (SELECT count(*) FROM told) AS messages
"""  # noqa: S608 -- built from constants; values are parameters


def escalate_overdue_dossiers(at: datetime) -> Counter[str]:
    """Tell each rung of the flags old enough for it, once a flag and rung, and draft the reminders that follow."""
    calendar, today = work_calendar(), local_day(at)
    days = rung_days(settings.ESCALATE_WORKING_DAYS)
    values = {
        **common_values(at, occasion="escalations"),
        "rungs": [rung.value for rung in days],
        "found_before": [
            day_start(calendar.working_day_after(today, 1 - number)) for number in days.values()
        ],
    }
    return run_in_chunks(StepLock.ESCALATE, _ESCALATE, values) + draft_reminders(at)
