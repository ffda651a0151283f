"""Step 2: demand of the settling agency to finish, or to give reason and new date (Decree 61/2018/NĐ-CP, art. 19.9)."""

from collections import Counter
from datetime import datetime
from fractions import Fraction

from django.db import connection, transaction

from notifications.services.chunks import StepLock, hold, run_in_chunks
from notifications.services.fragments import (
    APPOINTMENT,
    CLOCK_RUNS,
    PLAN_DIGESTS,
    REACHABLE,
    common_values,
)
from procedures.domain.calendar import WorkCalendar
from procedures.domain.zone import local
from procedures.selectors import work_calendar

_NOT_DEMANDED = f"""
    NOT EXISTS (
        SELECT 1 FROM notifications_delaynotice n
        WHERE n.dossier_id = d.id AND n.run = d.run AND n.appointment = {APPOINTMENT}
          AND n.lapsed_at IS NULL
    )
"""  # noqa: S608 -- built from constants; values are parameters

#: `picked` has to give the dossier's columns, `kind` and `answer_by`.
_DEMAND_OF_PICKED = f"""
made AS (
    INSERT INTO notifications_delaynotice
        (dossier_id, run, appointment, agency_id, due_at, kind, unit_id, demanded_at, answer_by,
         reason_code, reason, lapsed_why, is_violation)
    SELECT id, run, appointment, agency_id, due_at, kind, unit_id, %(at)s, answer_by,
           '', '', '', false
    FROM picked
    ON CONFLICT DO NOTHING
    RETURNING id, dossier_id, agency_id, unit_id, answer_by
), reachable AS ({REACHABLE}
), told_of AS (
    SELECT r.officer_id, 'demand' AS kind, m.id
    FROM made m
    JOIN reachable r ON r.role = 'unit_head' AND r.agency_id = m.unit_id
         OR r.role = 'agency_head' AND r.agency_id = m.agency_id
    WHERE m.answer_by > %(at)s
    UNION
    SELECT p.officer_id, 'demand', m.id FROM made m JOIN picked p ON p.id = m.dossier_id
    WHERE p.officer_id IS NOT NULL AND m.answer_by > %(at)s
), told AS ({PLAN_DIGESTS}
)
SELECT (SELECT count(*) FROM picked) AS picked,
       (SELECT count(*) FROM made) AS demanded,
       (SELECT count(*) FROM told) AS messages
"""  # noqa: S608 -- built from constants; values are parameters

#: Made even when the sweep comes late: that nobody answered is then evidence all the same.
_DEMAND_DAY_BEFORE = f"""
WITH picked AS (
    SELECT d.id, d.run, {APPOINTMENT} AS appointment, d.agency_id, d.due_at, d.unit_id,
           d.officer_id,
           CASE WHEN d.reappointed_at IS NULL THEN 'day_before' ELSE 'finish_only' END AS kind,
           (d.warn_on + 1)::timestamp AT TIME ZONE %(zone)s AS answer_by
    FROM dossiers_dossier d
    WHERE {CLOCK_RUNS} AND d.warn_on <= %(today)s AND {_NOT_DEMANDED}
    ORDER BY d.warn_on, d.id
    LIMIT %(chunk)s
    FOR SHARE OF d SKIP LOCKED
), {_DEMAND_OF_PICKED}
"""  # noqa: S608 -- built from constants; values are parameters

_DEMAND_HALF_TIME = f"""
WITH picked AS (
    SELECT d.id, d.run, {APPOINTMENT} AS appointment, d.agency_id, d.due_at, d.unit_id,
           d.officer_id,
           CASE WHEN d.reappointed_at IS NULL THEN 'half_time' ELSE 'finish_only' END AS kind,
           d.due_at AS answer_by
    FROM dossiers_dossier d
    WHERE d.id = ANY(%(dossiers)s) AND {CLOCK_RUNS} AND d.warn_on IS NULL AND {_NOT_DEMANDED}
    ORDER BY d.id
    LIMIT %(chunk)s
    FOR SHARE OF d SKIP LOCKED
), {_DEMAND_OF_PICKED}
"""  # noqa: S608 -- built from constants; values are parameters

#: Short limits that run and are not yet demanded, with the start of their run.
_SHORT_RUNNING = f"""
    SELECT d.id, started.at, d.due_at
    FROM dossiers_dossier d
    CROSS JOIN LATERAL (
        SELECT e.at FROM dossiers_dossierevent e
        WHERE e.dossier_id = d.id AND e.clock IN ('start', 'restart', 'extend')
        ORDER BY e.sequence DESC LIMIT 1
    ) started
    WHERE {CLOCK_RUNS} AND d.warn_on IS NULL AND {_NOT_DEMANDED}
"""  # noqa: S608 -- built from constants; values are parameters


def demand_delay_notices(at: datetime) -> Counter[str]:
    """Make the demand of every dossier whose `warn_on` day has come, or half of whose short limit is used."""
    values = common_values(at, occasion="demands")
    counts = run_in_chunks(StepLock.DEMAND, _DEMAND_DAY_BEFORE, values)
    half_used = _half_used(at)
    if half_used:
        values = {**values, "dossiers": half_used}
        counts.update(run_in_chunks(StepLock.DEMAND, _DEMAND_HALF_TIME, values))
    return counts


def _half_used(at: datetime) -> list[int]:
    with transaction.atomic(), connection.cursor() as cursor:
        hold(StepLock.DEMAND)
        cursor.execute(_SHORT_RUNNING, common_values(at, occasion="demands"))
        running = cursor.fetchall()
    calendar = work_calendar()
    return [
        dossier_id
        for dossier_id, start, due_at in running
        if _share_used(calendar, start, due_at, at) >= Fraction(1, 2)
    ]


def _share_used(
    calendar: WorkCalendar, start: datetime, due_at: datetime, at: datetime
) -> Fraction:
    """The share of the office time between start and due moment that has passed."""
    whole = calendar.office_time(local(start), local(due_at))
    used = calendar.office_time(local(start), local(at))
    return Fraction(used, whole) if whole else Fraction(1)
