"""Step 5: the ladder, rung by rung, for as long as a dossier is overdue without a new date."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings

from notifications.domain.ladder import rung_days
from notifications.services.chunks import Step, StepLock, run_in_chunks
from notifications.services.fragments import (
    CLOCK_RUNS,
    NEW_FLAG,
    PLAN_DIGESTS,
    REACHABLE,
    common_values,
)
from notifications.services.looking import Look
from notifications.services.reminding import draft_reminders
from procedures.domain.zone import day_start, local_day
from procedures.selectors import work_calendar

#: With the Centre head's rung the agency's head gets the reminder of art. 9.1 of the Decree.
_OLD_ENOUGH = f"""
    FROM notifications_overdueflag f
    JOIN dossiers_dossier d ON d.id = f.dossier_id
    JOIN unnest(%(rungs)s::text[], %(found_before)s::timestamptz[], %(seen_before)s::timestamptz[])
         AS rung(name, found_before, seen_before)
         ON f.detected_at < rung.found_before
    WHERE f.closed_at IS NULL AND {CLOCK_RUNS}
      AND NOT EXISTS (
          SELECT 1 FROM notifications_escalation e
          WHERE e.flag_id = f.id AND e.rung = rung.name
      )
"""  # noqa: S608 -- built from constants; values are parameters

_FIND = f"""
    SELECT d.id {_OLD_ENOUGH}
      AND (%(is_new_day)s AND f.detected_at >= rung.seen_before OR {NEW_FLAG})
    ORDER BY f.id
"""

_ESCALATE = f"""
WITH picked AS (
    SELECT f.id AS flag_id, rung.name AS rung, f.unit_id, f.agency_id, d.receiving_unit_id,
           d.id AS dossier_id
    {_OLD_ENOUGH} AND d.id = ANY(%(keys)s)
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
SELECT (SELECT array_agg(dossier_id) FROM picked) AS picked,
       (SELECT count(*) FROM made) AS escalated,
       (SELECT count(*) FROM told) AS messages
"""  # noqa: S608 -- built from constants; values are parameters


def escalate_overdue_dossiers(at: datetime, look: Look) -> Counter[str]:
    """Tell each rung of the flags old enough for it, once a flag and rung, and draft the reminders that follow."""
    if look.is_quiet(at=at) and not look.made["flagged"]:
        return Counter()
    today = local_day(at)
    days = rung_days(settings.ESCALATE_WORKING_DAYS)
    values = {
        **common_values(at, look, occasion="escalations"),
        "rungs": [rung.value for rung in days],
        "found_before": _found_before(days.values(), today),
        "seen_before": _found_before(days.values(), look.day or today),
        "is_new_day": look.day != today,
    }
    escalated = run_in_chunks(StepLock.ESCALATE, Step(_FIND, _ESCALATE), values, look.span)
    return escalated + draft_reminders(at, look)


def _found_before(days: Iterable[int], today: date) -> list[datetime]:
    """Before which moment a flag was found that is so many working days old on a day."""
    calendar = work_calendar()
    return [day_start(calendar.working_day_after(today, 1 - number)) for number in days]
