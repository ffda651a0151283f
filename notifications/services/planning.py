"""Messages planned in the act's own transaction: to the applicant and to partners' systems."""

from collections.abc import Iterator

from agencies.services.writing import insert_rows
from dossiers.models import Applicant, DossierEvent
from notifications.domain.messages import Channel, MessageKind
from notifications.models import Message, Webhook
from notifications.selectors import webhooks_told_of
from notifications.services.addressing import applicant_address


def plan_messages(event: DossierEvent) -> list[int]:
    """Plan what is told of an event; answers with the keys of the messages to be sent at once.

    Every change of status, and a new return date (Decree 61/2018/NĐ-CP, art. 19.9: told at the
    same time); of dates that the calendar moves `moved_dates` tells.
    """
    if not _is_told(event):
        return []
    applicant = getattr(event.dossier, "applicant", None)
    webhooks = webhooks_told_of(event.dossier, at=event.at)
    planned = [*to_applicant(event, applicant)]
    planned += [to_machine(event, webhook) for webhook in webhooks]
    insert_rows(planned)
    return [message.pk for message in planned]


def _is_told(event: DossierEvent) -> bool:
    return event.from_state != event.to_state or event.act == "reappoint"


def to_applicant(event: DossierEvent, applicant: Applicant | None) -> Iterator[Message]:
    """By each channel the applicant wants and has an address for."""
    if applicant is None:
        return
    for channel in applicant.notify_by:
        if applicant_address(applicant, channel):
            yield _message(event, channel=channel, recipient="applicant")


def to_machine(event: DossierEvent, webhook: Webhook) -> Message:
    """To a partner's system, by its webhook."""
    return _message(
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
