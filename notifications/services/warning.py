"""Step 1: warn the units of what is near its due moment."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.conf import settings

from notifications.services.chunks import Step, StepLock, run_in_chunks
from notifications.services.fragments import (
    APPOINTMENT,
    CLOCK_RUNS,
    REACHABLE,
    TOUCHED,
    common_values,
)
from notifications.services.looking import Look
from procedures.domain.zone import day_start, local_day
from procedures.selectors import work_calendar

#: A limit no longer than the warning's own lead would be warned of on its first day: left out.
_DUE_SOON = f"""
    FROM dossiers_dossier d
    CROSS JOIN LATERAL (
        SELECT min(v.days) AS days
        FROM unnest(%(days)s::int[], %(last_days)s::date[]) AS v(days, last_day)
        WHERE (d.due_at AT TIME ZONE %(zone)s)::date <= v.last_day
          AND (d.limit_unit = 'month'
               OR d.limit_unit IN ('working_day', 'calendar_day') AND d.limit_value > v.days)
    ) near
    WHERE {CLOCK_RUNS} AND d.late_from > %(at)s AND near.days IS NOT NULL
      AND d.due_at <= %(horizon)s
      AND NOT EXISTS (
          SELECT 1 FROM notifications_duewarning w
          WHERE w.dossier_id = d.id AND w.run = d.run AND w.appointment = {APPOINTMENT}
            AND w.due_at = d.due_at AND w.days <= near.days
      )
"""  # noqa: S608 -- built from constants; values are parameters

_FIND = f"""
    SELECT d.id {_DUE_SOON} AND (d.due_at >= %(near_from)s::timestamptz OR {TOUCHED})
    ORDER BY d.id
"""

_WARN = f"""
WITH picked AS (
    SELECT d.id, d.run, {APPOINTMENT} AS appointment, d.agency_id, d.due_at, near.days,
           COALESCE(d.unit_id, d.agency_id) AS unit_id, d.officer_id
    {_DUE_SOON} AND d.id = ANY(%(keys)s)
    FOR SHARE OF d SKIP LOCKED
), made AS (
    INSERT INTO notifications_duewarning
        (dossier_id, run, appointment, agency_id, due_at, days, unit_id, officer_id, warned_at)
    SELECT id, run, appointment, agency_id, due_at, days, unit_id, officer_id, %(at)s FROM picked
    ON CONFLICT DO NOTHING
    RETURNING id, unit_id, officer_id, due_at
), reachable AS ({REACHABLE}
), told_of AS (
    SELECT r.officer_id, m.id, m.due_at
    FROM made m
    JOIN reachable r ON r.agency_id = m.unit_id
         AND r.role IN ('unit_head', 'agency_head', 'centre_head')
    UNION
    SELECT m.officer_id, m.id, m.due_at
    FROM made m
    JOIN agencies_officer o ON o.id = m.officer_id AND o.is_active AND o.email <> ''
), told AS (
    INSERT INTO notifications_digestline (officer_id, topic, subject_id, due_at, found_at)
    SELECT officer_id, 'due_soon', id, due_at, %(at)s FROM told_of
    ON CONFLICT DO NOTHING
)
SELECT (SELECT array_agg(id) FROM picked) AS picked,
       (SELECT count(*) FROM made) AS warned
"""  # noqa: S608 -- built from constants; values are parameters


def warn_of_due_dossiers(at: datetime, look: Look) -> Counter[str]:
    """Record and announce the dossiers due within each of `WARN_WORKING_DAYS`, once for each number of days."""
    if look.is_quiet(at=at):
        return Counter()
    calendar, today = work_calendar(), local_day(at)
    days = sorted(settings.WARN_WORKING_DAYS)
    last_days = [calendar.working_day_after(today, number) for number in days]
    values = {
        **common_values(at, look, occasion="warnings"),
        "days": days,
        "last_days": last_days,
        "horizon": calendar.closing(last_days[-1]),
        "near_from": _near_from(look, days, today),
    }
    return run_in_chunks(StepLock.WARN, Step(_FIND, _WARN), values, look.span)


def _near_from(look: Look, days: list[int], today: date) -> datetime | str:
    """From when on a due moment may have come near since the last sweep: days come near at midnight."""
    if look.day is None:
        return "-infinity"
    if look.day == today:
        return "infinity"
    warned_up_to = work_calendar().working_day_after(look.day, days[0])
    return day_start(warned_up_to + timedelta(days=1))
