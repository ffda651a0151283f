"""Step 2: demand of the settling agency to finish, or to give reason and new date (Decree 61/2018/NĐ-CP, art. 19.9)."""

from collections import Counter
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import connection

from notifications.services.chunks import Step, StepLock, run_in_chunks
from notifications.services.fragments import (
    APPOINTMENT,
    CLOCK_RUNS,
    PLAN_DIGESTS,
    REACHABLE,
    TOUCHED,
    common_values,
)
from notifications.services.looking import Look
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
SELECT (SELECT array_agg(id) FROM picked) AS picked,
       (SELECT count(*) FROM made) AS demanded,
       (SELECT count(*) FROM told) AS messages
"""  # noqa: S608 -- built from constants; values are parameters

#: Made even when the sweep comes late: that nobody answered is then evidence all the same.
_DAY_HAS_COME = f"""
    FROM dossiers_dossier d
    WHERE {CLOCK_RUNS} AND d.warn_on <= %(today)s AND {_NOT_DEMANDED}
"""

_FIND_DAY_BEFORE = f"""
    SELECT d.id {_DAY_HAS_COME} AND (d.warn_on > %(day_before)s::date OR {TOUCHED})
    ORDER BY d.warn_on, d.id
"""

_DEMAND_DAY_BEFORE = f"""
WITH picked AS (
    SELECT d.id, d.run, {APPOINTMENT} AS appointment, d.agency_id, d.due_at, d.unit_id,
           d.officer_id,
           CASE WHEN d.reappointed_at IS NULL THEN 'day_before' ELSE 'finish_only' END AS kind,
           (d.warn_on + 1)::timestamp AT TIME ZONE %(zone)s AS answer_by
    {_DAY_HAS_COME} AND d.id = ANY(%(keys)s)
    FOR SHARE OF d SKIP LOCKED
), {_DEMAND_OF_PICKED}
"""

_IS_SHORT = f"""
    FROM dossiers_dossier d
    WHERE {CLOCK_RUNS} AND d.warn_on IS NULL AND {_NOT_DEMANDED}
"""

_FIND_HALF_USED = f"SELECT d.id {_IS_SHORT} AND d.id = ANY(%(half_used)s)"

_DEMAND_HALF_TIME = f"""
WITH picked AS (
    SELECT d.id, d.run, {APPOINTMENT} AS appointment, d.agency_id, d.due_at, d.unit_id,
           d.officer_id,
           CASE WHEN d.reappointed_at IS NULL THEN 'half_time' ELSE 'finish_only' END AS kind,
           d.due_at AS answer_by
    {_IS_SHORT} AND d.id = ANY(%(keys)s)
    FOR SHARE OF d SKIP LOCKED
), {_DEMAND_OF_PICKED}
"""

#: Short limits that run and are not yet demanded, with the start of their run; what was due at the
#: last sweep had used up its half then.
_SHORT_RUNNING = f"""
    SELECT d.id, started.at, d.due_at
    FROM dossiers_dossier d
    CROSS JOIN LATERAL (
        SELECT e.at FROM dossiers_dossierevent e
        WHERE e.dossier_id = d.id AND e.clock IN ('start', 'restart', 'extend')
        ORDER BY e.sequence DESC LIMIT 1
    ) started
    WHERE {CLOCK_RUNS} AND d.warn_on IS NULL AND {_NOT_DEMANDED}
      AND (%(time_has_passed)s AND d.due_at > %(after)s::timestamptz OR {TOUCHED})
"""  # noqa: S608 -- built from constants; values are parameters

_ON_ITS_DAY = Step(_FIND_DAY_BEFORE, _DEMAND_DAY_BEFORE)
_AT_HALF_TIME = Step(_FIND_HALF_USED, _DEMAND_HALF_TIME)


def demand_delay_notices(at: datetime, look: Look) -> Counter[str]:
    """Make the demand of every dossier whose `warn_on` day has come, or half of whose short limit is used."""
    values = common_values(at, look, occasion="demands")
    counts: Counter[str] = Counter()
    if not look.is_quiet(at=at):
        counts.update(run_in_chunks(StepLock.DEMAND, _ON_ITS_DAY, values, look.span))
    half_used = _half_used(at, look, values)
    if half_used:
        values = {**values, "half_used": half_used}
        counts.update(run_in_chunks(StepLock.DEMAND, _AT_HALF_TIME, values, look.span))
    return counts


def _half_used(at: datetime, look: Look, values: dict[str, Any]) -> list[int]:
    calendar, after = work_calendar(), look.span.after
    passed = after is None or calendar.office_time(local(after), local(at)) > 0
    if not passed and not look.span.touched:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SHORT_RUNNING, {**values, "time_has_passed": passed})
        running = cursor.fetchall()
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
