"""A corrected calendar moved the dates of many dossiers: what follows and what is told, a few statements for all.

Runs in the transaction that moved them, after their events were written.
"""

from collections.abc import Collection, Iterator

from django.conf import settings
from django.db import connection
from django.db.models import F, OuterRef, Subquery

from agencies.domain.roles import Role
from dossiers.models import Applicant, Dossier, DossierEvent
from notifications.domain.messages import Topic
from notifications.models import (
    PENDING_STATES,
    ApologyLetter,
    CloseReason,
    DelayNotice,
    LapseReason,
    LetterState,
    Message,
    OverdueFlag,
)
from notifications.selectors import webhooks_told_of_each
from notifications.services.planning import to_applicant, to_machine
from procedures.domain.clock import ClockKind

#: The desk that works on a dossier and its head read of it in the digest of the day.
_LINES = f"""
WITH moved AS (
    SELECT e.id, e.at, e.due_at, d.officer_id, COALESCE(d.unit_id, d.agency_id) AS desk_id,
           (e.at AT TIME ZONE %(zone)s)::date AS day
    FROM dossiers_dossierevent e JOIN dossiers_dossier d ON d.id = e.dossier_id
    WHERE e.id = ANY(%(event_ids)s) AND e.due_at IS NOT NULL
), told AS (
    SELECT g.officer_id, m.id, m.due_at, m.at
    FROM moved m
    JOIN agencies_rolegrant g
      ON g.agency_id = m.desk_id AND g.role IN ('{Role.UNIT_HEAD}', '{Role.AGENCY_HEAD}')
     AND g.valid_from <= m.day AND (g.valid_to IS NULL OR g.valid_to >= m.day)
    JOIN agencies_officer o ON o.id = g.officer_id AND o.is_active
    UNION
    SELECT m.officer_id, m.id, m.due_at, m.at FROM moved m WHERE m.officer_id IS NOT NULL
)
INSERT INTO notifications_digestline (officer_id, topic, subject_id, due_at, found_at)
SELECT officer_id, '{Topic.MOVED}', id, due_at, at FROM told
"""  # noqa: S608 -- built from constants; values are parameters


def follow_moved_dates(event_ids: Collection[int]) -> None:
    """A date moved past now was not missed: its flag was none. Every open demand is made anew."""
    moved = DossierEvent.objects.filter(pk__any=event_ids)
    at = Subquery(moved.filter(dossier=OuterRef("dossier")).values("at")[:1])
    DelayNotice.objects.filter(
        dossier__in=moved.values("dossier"), answered_at__isnull=True, lapsed_at__isnull=True
    ).update(lapsed_at=at, lapsed_why=LapseReason.DATE_MOVED)
    still_to_come = moved.filter(dossier__late_from__gt=F("at"))
    open_flags = OverdueFlag.objects.filter(
        dossier__in=still_to_come.values("dossier"), closed_at__isnull=True
    )
    flags = list(open_flags.values_list("pk", flat=True))
    if not flags:
        return
    ApologyLetter.objects.filter(flag__any=flags, state__in=PENDING_STATES).update(
        state=LetterState.VOID, voided_at=at, void_why=CloseReason.CALENDAR
    )
    now_counted_under = Dossier.objects.filter(pk=OuterRef("dossier")).values("calendar_version")
    OverdueFlag.objects.filter(pk__any=flags).update(
        closed_at=at,
        closed_why=CloseReason.CALENDAR,
        closing_calendar_version=Subquery(now_counted_under),
    )


def tell_of_moved_dates(event_ids: Collection[int]) -> list[int]:
    """Plan what units, applicants and partners' systems are told; answers with the messages to be sent at once."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"event_ids": list(event_ids), "zone": settings.TIME_ZONE})
    planned = [*_to_applicants(event_ids), *_to_machines(event_ids)]
    return [message.pk for message in Message.objects.bulk_create(planned)]


def _to_applicants(event_ids: Collection[int]) -> Iterator[Message]:
    """Only of a date that stood on the receipt: nothing has touched the clock since it started."""
    clock = DossierEvent.objects.filter(dossier=OuterRef("dossier"), run=OuterRef("run"))
    last = Subquery(clock.exclude(clock="").order_by("-sequence").values("clock")[:1])
    events = {
        event.dossier_id: event
        for event in DossierEvent.objects.alias(last=last)
        .filter(
            pk__any=event_ids,
            due_at__isnull=False,
            last__in=(ClockKind.START, ClockKind.RESTART),
        )
        .only("dossier_id", "at")
    }
    wanting = Applicant.objects.filter(dossier__any=events).exclude(notify_by=[])
    for applicant in wanting.only("dossier_id", "notify_by", "email", "phone"):
        yield from to_applicant(events[applicant.dossier_id], applicant)


def _to_machines(event_ids: Collection[int]) -> Iterator[Message]:
    """Who sees a dossier is asked of the moment of its event; nearly all have the same."""
    moved = DossierEvent.objects.filter(pk__any=event_ids)
    for at in moved.order_by("at").values_list("at", flat=True).distinct():
        events = {event.dossier_id: event for event in moved.filter(at=at).only("dossier_id", "at")}
        for dossier_id, webhooks in webhooks_told_of_each(events, at=at).items():
            for webhook in webhooks:
                yield to_machine(events[dossier_id], webhook)
