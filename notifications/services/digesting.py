"""The sweep's last steps: find what officers are to be told once, and plan each officer's digest of the day."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from agencies.domain.roles import COUNTER_ROLES, HEAD_ROLES, Role
from dossiers.models import Violation
from notifications.domain.messages import Topic
from notifications.domain.office import next_office_moment
from notifications.services.chunks import StepLock, hold
from notifications.services.fragments import REACHABLE, TOUCHED
from notifications.services.looking import Look
from procedures.domain.zone import day_start, local_day
from procedures.selectors import work_calendar


@dataclass(frozen=True, slots=True)
class Matter:
    """What is told under a topic: rows (id, due_at, place_id, officer_id), and the roles told at the place.

    `new` are those that the sweep before had no occasion to tell.

    `or_above`: where the place is a one-stop unit of a Centre, its head sits in the Centre itself.
    `comes_quietly` says whether there may be new ones although the look is quiet.
    """

    rows: str
    new: str
    roles: tuple[Role, ...]
    or_above: bool = False
    comes_quietly: Callable[[Look], bool] = lambda look: False


#: Nothing of what has passed is warned of; a missed limit is told as such.
MATTERS: Mapping[Topic, Matter] = {
    Topic.SUBMISSION: Matter(
        """
        SELECT d.id, d.reception_due_at AS due_at, d.receiving_unit_id AS place_id,
               NULL::bigint AS officer_id
        FROM dossiers_dossier d
        WHERE d.state = 'submitted'
          AND d.reception_due_at > %(at)s AND d.reception_due_at < %(tomorrow)s
        """,
        new=f"d.reception_due_at >= %(tomorrow_before)s::timestamptz OR {TOUCHED}",
        roles=COUNTER_ROLES,
        or_above=True,
    ),
    Topic.ANNOUNCEMENT: Matter(
        """
        SELECT a.id, a.tell_by AS due_at, d.receiving_unit_id AS place_id,
               NULL::bigint AS officer_id
        FROM dossiers_announcement a JOIN dossiers_dossier d ON d.id = a.dossier_id
        WHERE a.told_at IS NULL AND a.dropped_at IS NULL AND a.tell_by < %(tomorrow)s
        """,
        # One made without an event, with a letter, is to be told later than it was made.
        new="a.tell_by >= %(after)s::timestamptz OR a.dossier_id = ANY(%(touched)s::bigint[])",
        roles=COUNTER_ROLES,
        or_above=True,
        comes_quietly=lambda look: True,
    ),
    Topic.SUPPLEMENT: Matter(
        """
        SELECT d.id, d.supplement_until AS due_at, COALESCE(d.unit_id, d.agency_id) AS place_id,
               d.officer_id
        FROM dossiers_dossier d
        WHERE d.state = 'processing' AND d.supplement_count = 0
          AND d.supplement_until > %(at)s AND d.supplement_until <= %(day_after_next)s
        """,
        new=f"d.supplement_until > %(day_after_next_before)s::timestamptz OR {TOUCHED}",
        roles=HEAD_ROLES,
    ),
    Topic.CONSULTATION: Matter(
        """
        SELECT c.id, c.answer_by AS due_at, c.agency_id AS place_id, NULL::bigint AS officer_id
        FROM dossiers_consultation c
        WHERE c.answered_at IS NULL AND c.cancelled_at IS NULL
          AND c.answer_by > %(at)s AND c.answer_by < %(day_after_next)s
        """,
        new="c.answer_by >= %(day_after_next_before)s::timestamptz OR c.dossier_id = ANY(%(touched)s::bigint[])",
        roles=HEAD_ROLES,
    ),
    Topic.VIOLATION: Matter(
        """
        SELECT v.id, COALESCE(v.due_at, v.found_at) AS due_at, d.receiving_unit_id AS place_id,
               NULL::bigint AS officer_id
        FROM dossiers_violation v JOIN dossiers_dossier d ON d.id = v.dossier_id
        WHERE v.kind = ANY(%(violations)s)
        """,
        new="%(whole)s OR v.id > %(last_violation)s OR v.dossier_id = ANY(%(touched)s::bigint[])",
        roles=(Role.CENTRE_HEAD,),
        or_above=True,
        comes_quietly=lambda look: look.made["missed_limits"] > 0,
    ),
}

#: Told to the head of the Centre, a consulted agency's lateness by law (Decree 61/2018/NĐ-CP, art. 19.5).
TOLD_VIOLATIONS = (
    Violation.Kind.RECEPTION_LATE,
    Violation.Kind.TRANSFER_LATE,
    Violation.Kind.CONSULTATION_LATE,
    Violation.Kind.TELLING_LATE,
)

_FIND = """
WITH matter AS (
    SELECT found.* FROM ({rows} AND ({new})) found
    WHERE NOT EXISTS (
        SELECT 1 FROM notifications_digestline l
        WHERE l.topic = %(topic)s AND l.subject_id = found.id AND l.due_at = found.due_at
    )
), reachable AS ({reachable}
), told_of AS (
    SELECT r.officer_id, m.id, m.due_at
    FROM matter m
    JOIN agencies_agency place ON place.id = m.place_id
    JOIN reachable r ON r.role = ANY(%(roles)s)
         AND (r.agency_id = place.id OR %(or_above)s AND r.agency_id = place.parent_id)
    UNION
    SELECT m.officer_id, m.id, m.due_at FROM matter m WHERE m.officer_id IS NOT NULL
)
INSERT INTO notifications_digestline (officer_id, topic, subject_id, due_at, found_at)
SELECT t.officer_id, %(topic)s, t.id, t.due_at, %(at)s
FROM told_of t
JOIN agencies_officer o ON o.id = t.officer_id AND o.is_active AND o.email <> ''
ON CONFLICT DO NOTHING
"""

#: The officers are stepped through by their index: their lines may be very many.
#: Whoever has had the digest of the day gets the next one on the next working day; whoever has one
#: that is not sent yet finds the new lines in it.
_PLAN = """
WITH RECURSIVE waiting (officer_id) AS (
    SELECT min(officer_id) FROM notifications_digestline WHERE message_id IS NULL
    UNION ALL
    SELECT (SELECT min(l.officer_id) FROM notifications_digestline l
            WHERE l.message_id IS NULL AND l.officer_id > w.officer_id)
    FROM waiting w WHERE w.officer_id IS NOT NULL
)
INSERT INTO notifications_message
    (occasion, kind, channel, recipient, officer_id, context, state,
     planned_at, send_after, attempts, error, dropped_why)
SELECT 'digest:' || CASE WHEN had.officer_id IS NULL THEN %(day)s ELSE %(next_day)s END,
       'digest', 'email', 'officer:' || waiting.officer_id, waiting.officer_id, '{}', 'planned',
       %(at)s, CASE WHEN had.officer_id IS NULL THEN %(send_after)s ELSE %(next_opening)s END,
       0, '', ''
FROM waiting
LEFT JOIN notifications_message had
     ON had.officer_id = waiting.officer_id AND had.kind = 'digest'
    AND had.occasion = 'digest:' || %(day)s
WHERE waiting.officer_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM notifications_message planned
    WHERE planned.officer_id = waiting.officer_id AND planned.kind = 'digest'
      AND planned.state = 'planned'
)
ON CONFLICT DO NOTHING
"""


def find_matters(at: datetime, look: Look) -> Counter[str]:
    """Write a line for every officer to be told of a matter not told before."""
    today, is_quiet = local_day(at), look.is_quiet(at=at)
    values = {
        **look.values(),
        "at": at,
        "today": today,
        "tomorrow": _tomorrow(today),
        "tomorrow_before": _tomorrow(look.day) if look.day else "-infinity",
        "day_after_next": _day_after_next(today),
        "day_after_next_before": _day_after_next(look.day) if look.day else "-infinity",
        "violations": [kind.value for kind in TOLD_VIOLATIONS],
    }
    with transaction.atomic(), connection.cursor() as cursor:
        hold(StepLock.DIGEST)
        for topic, matter in MATTERS.items():
            if is_quiet and not matter.comes_quietly(look):
                continue
            about: dict[str, Any] = {
                "topic": topic.value,
                "roles": [role.value for role in matter.roles],
                "or_above": matter.or_above,
            }
            cursor.execute(
                _FIND.format(rows=matter.rows, new=matter.new, reachable=REACHABLE),
                {**values, **about},
            )
    return Counter()


def plan_digests(at: datetime, look: Look) -> Counter[str]:
    """Plan the digest of every officer for whom lines wait: one a day, in office hours."""
    calendar = work_calendar()
    send_after = next_office_moment(at, calendar)
    day = local_day(send_after)
    next_day = calendar.working_day_after(day)
    values: dict[str, Any] = {
        "at": at,
        "day": _named(day),
        "next_day": _named(next_day),
        "send_after": send_after,
        "next_opening": calendar.opening(next_day),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        hold(StepLock.DIGEST)
        cursor.execute(_PLAN, values)
        return Counter(messages=cursor.rowcount)


def _tomorrow(day: date) -> datetime:
    return day_start(day + timedelta(days=1))


def _day_after_next(day: date) -> datetime:
    """The end of the next working day."""
    return _tomorrow(work_calendar().working_day_after(day))


def _named(day: date) -> str:
    return day.isoformat()
