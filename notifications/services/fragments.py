"""SQL that several steps of the sweep share; `d` is always the dossier."""

from datetime import datetime
from typing import Any

from django.conf import settings

from dossiers.lifecycle import OPEN_STATES
from notifications.domain.office import next_office_moment
from notifications.services.looking import Look
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar

#: 1 in the run in which the return date was moved, else 0.
APPOINTMENT = """
    CASE WHEN d.reappointed_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM dossiers_dossierevent e
        WHERE e.dossier_id = d.id AND e.run = d.run AND e.clock = 'extend'
    ) THEN 1 ELSE 0 END
"""

#: The settlement clock runs: a stopped or held dossier has no due moment.
CLOCK_RUNS = "d.state = ANY(%(open_states)s) AND d.due_at IS NOT NULL"

#: Of a step's `find`: dossiers written since the last sweep, or then in the middle of an act.
TOUCHED = "d.id = ANY(%(touched)s::bigint[])"

#: Flags put up by this sweep, and those of dossiers touched.
NEW_FLAG = "(%(whole)s OR f.id > %(last_flag)s OR f.dossier_id = ANY(%(touched)s::bigint[]))"

#: Role grants of officers who can be written to, in force today.
REACHABLE = """
    SELECT g.role, g.agency_id, g.officer_id
    FROM agencies_rolegrant g
    JOIN agencies_officer o ON o.id = g.officer_id AND o.is_active AND o.email <> ''
    WHERE g.valid_from <= %(today)s AND (g.valid_to IS NULL OR g.valid_to >= %(today)s)
"""

#: One message a recipient from `told_of (officer_id, kind, id)`: what a sweep has to tell at once goes
#: out together. What can wait for the digest of the day is a `DigestLine` instead.
PLAN_DIGESTS = """
    INSERT INTO notifications_message
        (occasion, kind, channel, recipient, officer_id, context, state,
         planned_at, send_after, attempts, error, dropped_why)
    SELECT %(occasion)s || ':' || min(t.id), t.kind, 'email', 'officer:' || t.officer_id,
           t.officer_id, jsonb_build_object('ids', jsonb_agg(DISTINCT t.id)), 'planned',
           %(at)s, %(send_after)s, 0, '', ''
    FROM told_of t
    WHERE EXISTS (
        SELECT 1 FROM agencies_officer o WHERE o.id = t.officer_id AND o.is_active AND o.email <> ''
    )
    GROUP BY t.officer_id, t.kind
    ON CONFLICT DO NOTHING
    RETURNING 1
"""


def common_values(at: datetime, look: Look, *, occasion: str) -> dict[str, Any]:
    """Values every step's statement takes; officers are written to in office hours only."""
    return {
        "at": at,
        "today": local_day(at),
        "zone": settings.TIME_ZONE,
        "open_states": [state.value for state in OPEN_STATES],
        "occasion": occasion,
        "send_after": next_office_moment(at, work_calendar()),
        **look.values(),
    }
