"""Where a message goes, asked when it is planned and again when it is sent: addresses change and are erased."""

from django.conf import settings

from dossiers.models import Applicant
from notifications.domain.messages import Channel, DropReason
from notifications.domain.sms import mobile_number
from notifications.models import Message


def applicant_address(applicant: Applicant, channel: str) -> str:
    """The applicant's address on a channel; empty when there is none to be used."""
    if channel == Channel.EMAIL:
        return applicant.email
    if settings.SMS_GATEWAY_URL or settings.SMS_FILE_PATH:
        return mobile_number(applicant.phone) or ""
    return ""


def address_of(message: Message) -> str | DropReason:
    """The address a planned message has now, or why it has none."""
    if message.channel == Channel.WEBHOOK:
        return _machine_address(message)
    if message.officer is not None:
        reachable = message.officer.is_active and message.officer.email
        return message.officer.email if reachable else DropReason.NO_ADDRESS
    applicant = getattr(message.dossier, "applicant", None)
    if applicant is None:
        return DropReason.NO_ADDRESS
    if message.channel not in applicant.notify_by:
        return DropReason.NOT_WANTED
    return applicant_address(applicant, message.channel) or DropReason.NO_ADDRESS


def _machine_address(message: Message) -> str | DropReason:
    webhook = getattr(message.officer, "webhook", None)
    if webhook is None or not webhook.is_active or not webhook.officer.is_active:
        return DropReason.NOT_WANTED
    return str(webhook.url)
