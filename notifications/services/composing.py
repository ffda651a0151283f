"""From a planned message to its words: asked again whether it is still true, and in the office's language.

Codes, statuses and dates only; who the dossier is for and what it is about stays inside.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext, ngettext, override

from notifications.channels import Parcel
from notifications.domain.messages import Channel, DropReason, MessageKind
from notifications.domain.sms import short_text
from notifications.models import DelayNotice, Escalation, Message, Webhook
from notifications.services.addressing import address_of
from notifications.services.digests import digest_words
from notifications.services.payloads import status_payload
from notifications.services.status_words import status_words
from notifications.services.words import Words, dossier_line, shown


def compose(message: Message, *, at: datetime) -> Parcel | DropReason:
    """The message as it is true at a moment, or why nothing of it is to be sent."""
    address = address_of(message)
    if isinstance(address, DropReason):
        return address
    if message.channel == Channel.WEBHOOK:
        return _for_machine(message, address, at)
    with override(settings.LANGUAGE_CODE):
        words = _COMPOSERS[message.kind](message, at)
    if isinstance(words, DropReason):
        return words
    subject, lines = words
    if message.channel == Channel.SMS:
        body = short_text(lines, unicode=settings.SMS_UNICODE)
    else:
        body = "\n".join(lines) + "\n"
    return Parcel(key=f"message-{message.pk}", address=address, subject=subject, body=body, at=at)


def _for_machine(message: Message, address: str, at: datetime) -> Parcel | DropReason:
    payload = status_payload(message, at=at)
    if isinstance(payload, DropReason):
        return payload
    webhook = Webhook.objects.get(officer=message.officer)
    return Parcel(
        key=f"message-{message.pk}",
        address=address,
        subject="",
        body=payload,
        at=at,
        secrets=webhook.secrets_at(at),
    )


def _demand(message: Message, at: datetime) -> Words | DropReason:
    notices = DelayNotice.objects.filter(
        pk__in=message.context["ids"],
        answered_at__isnull=True,
        lapsed_at__isnull=True,
        answer_by__gt=at,
    )
    lines = [
        gettext("%(code)s, due %(date)s: finish, or answer by %(deadline)s")
        % {
            "code": notice.dossier.key,
            "date": shown(notice.due_at),
            "deadline": shown(notice.answer_by),
        }
        for notice in notices.select_related("dossier").order_by("due_at", "pk")
    ]
    subject = ngettext(
        "%(count)s dossier needs to be finished or answered for",
        "%(count)s dossiers need to be finished or answered for",
        len(lines),
    )
    return (subject % {"count": len(lines)}, lines) if lines else DropReason.ANSWERED


def _escalation(message: Message, at: datetime) -> Words | DropReason:
    lines = _overdue_lines(message)
    subject = ngettext("%(count)s dossier is overdue", "%(count)s dossiers are overdue", len(lines))
    return (subject % {"count": len(lines)}, lines) if lines else DropReason.NOT_OVERDUE


def _reminder(message: Message, at: datetime) -> Words | DropReason:
    lines = _overdue_lines(message)
    subject = ngettext(
        "Reminder by the Centre: %(count)s overdue dossier has to be settled",
        "Reminder by the Centre: %(count)s overdue dossiers have to be settled",
        len(lines),
    )
    return (subject % {"count": len(lines)}, lines) if lines else DropReason.NOT_OVERDUE


def _overdue_lines(message: Message) -> list[str]:
    told = Escalation.objects.filter(pk__in=message.context["ids"], flag__closed_at__isnull=True)
    rows = told.select_related("flag__dossier").order_by("flag__late_from", "pk")
    return [dossier_line(row.flag.dossier, row.flag.due_at) for row in rows]


_COMPOSERS: Mapping[str, Callable[[Message, datetime], Words | DropReason]] = {
    MessageKind.STATUS: status_words,
    MessageKind.DIGEST: digest_words,
    MessageKind.DEMAND: _demand,
    MessageKind.ESCALATION: _escalation,
    MessageKind.REMINDER: _reminder,
}
