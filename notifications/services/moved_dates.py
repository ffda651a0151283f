"""A corrected calendar moved the dates of many dossiers: what follows and what is told, a few statements for all.

Runs in the transaction that moved them, after their events were written.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from django.db.models import F, OuterRef, Subquery

from agencies.domain.roles import Role
from agencies.selectors import grants_on
from dossiers.models import Applicant, DossierEvent
from notifications.domain.messages import Topic
from notifications.models import (
    PENDING_STATES,
    ApologyLetter,
    CloseReason,
    DelayNotice,
    DigestLine,
    LapseReason,
    LetterState,
    Message,
    OverdueFlag,
)
from notifications.selectors import webhooks_told_of_each
from notifications.services.planning import to_applicant, to_machine
from procedures.domain.clock import ClockKind
from procedures.domain.zone import local_day

Events = Sequence[DossierEvent]


def follow_moved_dates(events: Events) -> None:
    """A date moved past now was not missed: its flag was none. Every open demand is made anew."""
    DelayNotice.objects.filter(
        dossier__in=_dossiers(events), answered_at__isnull=True, lapsed_at__isnull=True
    ).update(lapsed_at=_moment_of(events), lapsed_why=LapseReason.DATE_MOVED)
    still_to_come = [
        event
        for event in events
        if event.dossier.late_from is not None and event.dossier.late_from > event.at
    ]
    open_flags = OverdueFlag.objects.filter(
        dossier__in=_dossiers(still_to_come), closed_at__isnull=True
    )
    flags = list(open_flags.values_list("pk", flat=True))
    ApologyLetter.objects.filter(flag__in=flags, state__in=PENDING_STATES).update(
        state=LetterState.VOID, voided_at=_moment_of(events), void_why=CloseReason.CALENDAR
    )
    OverdueFlag.objects.filter(pk__in=flags).update(
        closed_at=_moment_of(events),
        closed_why=CloseReason.CALENDAR,
        closing_calendar_version=events[0].dossier.calendar_version,
    )


def tell_of_moved_dates(events: Events) -> list[int]:
    """Plan what units, applicants and partners' systems are told; answers with the messages to be sent at once."""
    messages: list[Message] = []
    for _, found in groupby(sorted(events, key=_day), key=_day):
        same_day = list(found)
        DigestLine.objects.bulk_create(_lines(same_day))
        messages += [*_to_applicants(same_day), *_to_machines(same_day)]
    return [message.pk for message in Message.objects.bulk_create(messages)]


def _lines(events: Events) -> Iterator[DigestLine]:
    """The desk that works on a dossier and its head read of it in the digest of the day."""
    heads = _heads({_desk(event) for event in events}, on=_day(events[0]))
    for event in events:
        if event.due_at is None:
            continue
        told = {event.dossier.officer_id, *heads[_desk(event)]} - {None}
        for officer_id in told:
            yield DigestLine(
                officer_id=officer_id,
                topic=Topic.MOVED,
                subject_id=event.pk,
                due_at=event.due_at,
                found_at=event.at,
            )


def _heads(desks: set[int], *, on: date) -> defaultdict[int, set[int]]:
    """Who heads each of the units or agencies on a day."""
    grants = grants_on(on).filter(role__in=(Role.UNIT_HEAD, Role.AGENCY_HEAD), agency__in=desks)
    heads: defaultdict[int, set[int]] = defaultdict(set)
    for desk, officer_id in grants.values_list("agency_id", "officer_id"):
        heads[desk].add(officer_id)
    return heads


def _to_applicants(events: Events) -> Iterator[Message]:
    on_receipt = _on_receipts(events)
    told = [event for event in events if event.dossier_id in on_receipt and event.due_at]
    applicants = {
        applicant.dossier_id: applicant
        for applicant in Applicant.objects.filter(dossier__in=_dossiers(told))
    }
    for event in told:
        yield from to_applicant(event, applicants.get(event.dossier_id))


def _on_receipts(events: Events) -> set[int]:
    """Dossiers whose moved date was that of the receipt: nothing has touched the clock since it started."""
    clock = DossierEvent.objects.filter(dossier__in=_dossiers(events), run=F("dossier__run"))
    last = clock.exclude(clock="").order_by("dossier", "-sequence").distinct("dossier")
    started = (ClockKind.START, ClockKind.RESTART)
    return {dossier for dossier, kind in last.values_list("dossier_id", "clock") if kind in started}


def _to_machines(events: Events) -> Iterator[Message]:
    told = webhooks_told_of_each(_dossiers(events), at=events[0].at)
    for event in events:
        for webhook in told[event.dossier_id]:
            yield to_machine(event, webhook)


def _day(event: DossierEvent) -> date:
    """The office day on which it took effect: who holds a role is asked of a day."""
    return local_day(event.at)


def _desk(event: DossierEvent) -> int:
    return event.dossier.unit_id or event.dossier.agency_id


def _dossiers(events: Events) -> list[int]:
    return [event.dossier_id for event in events]


def _moment_of(events: Events) -> Subquery:
    """When the event of a row's own dossier took effect: later than the others' where an act had been dated later."""
    own = DossierEvent.objects.filter(
        pk__in=[event.pk for event in events], dossier=OuterRef("dossier")
    )
    return Subquery(own.values("at")[:1])
