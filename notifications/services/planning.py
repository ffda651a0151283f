"""Messages planned in the act's own transaction: to the applicant, to partners' systems, to the unit's digest."""

from collections.abc import Iterator

from agencies.domain.roles import Role
from agencies.selectors import officers_holding
from dossiers.models import Applicant, DossierEvent
from notifications.domain.messages import Channel, MessageKind, Topic
from notifications.models import DigestLine, Message
from notifications.selectors import webhooks_told_of
from notifications.services.addressing import applicant_address
from procedures.domain.clock import ClockKind
from procedures.domain.zone import local_day


def plan_messages(event: DossierEvent) -> list[int]:
    """Plan what is told of an event; answers with the keys of the messages to be sent at once.

    Every change of status, and a moved return date (Decree 61/2018/NĐ-CP, art. 19.9: told at the
    same time).
    """
    if event.act == "recompute":
        _tell_unit_of_moved_date(event)
    if not _is_told(event):
        return []
    planned = Message.objects.bulk_create([*_to_applicant(event), *_to_machines(event)])
    return [message.pk for message in planned]


def _is_told(event: DossierEvent) -> bool:
    return event.from_state != event.to_state or event.act in ("reappoint", "recompute")


def _to_applicant(event: DossierEvent) -> Iterator[Message]:
    """By each channel the applicant wants and has an address for."""
    if event.act == "recompute" and not _stood_on_receipt(event):
        return
    applicant = Applicant.objects.filter(dossier_id=event.dossier_id).first()
    if applicant is None:
        return
    for channel in applicant.notify_by:
        if applicant_address(applicant, channel):
            yield _message(event, channel=channel, recipient="applicant")


def _to_machines(event: DossierEvent) -> Iterator[Message]:
    for webhook in webhooks_told_of(event.dossier, at=event.at):
        yield _message(
            event,
            channel=Channel.WEBHOOK,
            recipient=f"officer:{webhook.officer_id}",
            officer=webhook.officer,
        )


def _message(event: DossierEvent, **to: object) -> Message:
    return Message(
        occasion=f"event:{event.pk}",
        kind=MessageKind.STATUS,
        dossier_id=event.dossier_id,
        event=event,
        planned_at=event.at,
        send_after=event.at,
        **to,
    )


def _stood_on_receipt(event: DossierEvent) -> bool:
    """The date that a calendar moved was the one of the receipt: nothing has touched the clock since it started."""
    if event.due_at is None:
        return False
    clock = event.dossier.events.filter(run=event.run).exclude(clock="").order_by("-sequence")
    last = clock.values_list("clock", flat=True).first()
    return last in (ClockKind.START, ClockKind.RESTART)


def _tell_unit_of_moved_date(event: DossierEvent) -> None:
    """The desk that works on the dossier and its head read of it in the digest of the day."""
    if event.due_at is None:
        return
    dossier = event.dossier
    desk = dossier.unit_id or dossier.agency_id
    today = local_day(event.at)
    told = {dossier.officer_id} if dossier.officer_id else set()
    for role in (Role.UNIT_HEAD, Role.AGENCY_HEAD):
        told |= set(officers_holding(role, [desk], on=today).values_list("pk", flat=True))
    DigestLine.objects.bulk_create(
        DigestLine(
            officer_id=officer_id,
            topic=Topic.MOVED,
            subject_id=event.pk,
            due_at=event.due_at,
            found_at=event.at,
        )
        for officer_id in told
    )
