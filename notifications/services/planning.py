"""Messages to the applicant: planned in the act's transaction, one for each status that changed."""

from dossiers.models import Applicant, DossierEvent
from notifications.domain.messages import Channel, MessageKind
from notifications.models import Message


def plan_messages(event: DossierEvent) -> list[int]:
    """Plan what the applicant is told of an event; answers with the keys of the planned messages.

    Every change of status, and a moved return date (Decree 61/2018/NĐ-CP, art. 19.9: told at the
    same time). Nothing without an address.
    """
    if not _concerns_applicant(event) or not _has_address(event):
        return []
    message = Message.objects.create(
        occasion=f"event:{event.pk}",
        kind=MessageKind.STATUS,
        channel=Channel.EMAIL,
        recipient="applicant",
        dossier_id=event.dossier_id,
        event=event,
        planned_at=event.at,
        send_after=event.at,
    )
    return [message.pk]


def _concerns_applicant(event: DossierEvent) -> bool:
    return event.from_state != event.to_state or event.act == "reappoint"


def _has_address(event: DossierEvent) -> bool:
    return Applicant.objects.filter(dossier_id=event.dossier_id).exclude(email="").exists()
