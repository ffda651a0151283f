"""From a planned message to its words: asked again whether it is still true, and in the office's language.

Codes, statuses and dates only; who the dossier is for and what it is about stays inside.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext, override

from dossiers.lifecycle import OPEN_STATES
from dossiers.models import Dossier
from notifications.channels import Parcel
from notifications.domain.messages import MessageKind
from notifications.models import DelayNotice, DueWarning, Escalation, Message

Words = tuple[str, list[str]]
Row = TypeVar("Row", DueWarning, DelayNotice)


def compose(message: Message, *, at: datetime) -> Parcel | None:
    """The message as it is true at a moment; None when nothing of it is, or nobody can be reached."""
    address = _address(message)
    if not address:
        return None
    with override(settings.LANGUAGE_CODE):
        words = _COMPOSERS[message.kind](message, at)
    if words is None:
        return None
    subject, lines = words
    return Parcel(
        key=f"message-{message.pk}", address=address, subject=subject, body="\n".join(lines) + "\n"
    )


def _address(message: Message) -> str:
    if message.officer is not None:
        return message.officer.email if message.officer.is_active else ""
    applicant = getattr(message.dossier, "applicant", None)
    return applicant.email if applicant else ""


def _status(message: Message, at: datetime) -> Words | None:
    """True as long as the dossier stands where the event left it, with the same return date."""
    event, dossier = message.event, message.dossier
    if event is None or dossier is None or dossier.state != event.to_state:
        return None
    if event.act == "reappoint":
        return _new_date(dossier) if dossier.due_at == event.due_at else None
    lines = [
        gettext("Dossier: %(code)s") % {"code": dossier.key},
        gettext("Status: %(status)s") % {"status": dossier.get_state_display()},
    ]
    if dossier.is_open and dossier.due_at is not None:
        lines.append(gettext("Return date: %(date)s") % {"date": _shown(dossier.due_at)})
    lines += _lookup(dossier)
    return gettext("Status of dossier %(code)s") % {"code": dossier.key}, lines


def _new_date(dossier: Dossier) -> Words:
    return (
        gettext("Apology and new return date for dossier %(code)s") % {"code": dossier.key},
        [
            gettext("Dossier: %(code)s") % {"code": dossier.key},
            gettext("We apologise: the result cannot be returned on the date promised."),
            gettext("New return date: %(date)s") % {"date": _shown(dossier.due_at)},
            *_lookup(dossier),
        ],
    )


def _due_soon(message: Message, at: datetime) -> Words | None:
    warnings = _told(DueWarning.objects.all(), message)
    lines = [
        _line(warning.dossier, warning.due_at)
        for warning in warnings
        if warning.dossier.state in OPEN_STATES and warning.dossier.due_at == warning.due_at
    ]
    subject = ngettext(
        "%(count)s dossier is due soon", "%(count)s dossiers are due soon", len(lines)
    )
    return _digest(subject, lines)


def _demand(message: Message, at: datetime) -> Words | None:
    notices = _told(DelayNotice.objects.all(), message).filter(
        answered_at__isnull=True, lapsed_at__isnull=True, answer_by__gt=at
    )
    lines = [
        gettext("%(code)s, due %(date)s: finish, or answer by %(deadline)s")
        % {
            "code": notice.dossier.key,
            "date": _shown(notice.due_at),
            "deadline": _shown(notice.answer_by),
        }
        for notice in notices
    ]
    subject = ngettext(
        "%(count)s dossier needs to be finished or answered for",
        "%(count)s dossiers need to be finished or answered for",
        len(lines),
    )
    return _digest(subject, lines)


def _escalation(message: Message, at: datetime) -> Words | None:
    lines = _overdue_lines(message)
    subject = ngettext("%(count)s dossier is overdue", "%(count)s dossiers are overdue", len(lines))
    return _digest(subject, lines)


def _reminder(message: Message, at: datetime) -> Words | None:
    lines = _overdue_lines(message)
    subject = ngettext(
        "Reminder by the Centre: %(count)s overdue dossier has to be settled",
        "Reminder by the Centre: %(count)s overdue dossiers have to be settled",
        len(lines),
    )
    return _digest(subject, lines)


def _overdue_lines(message: Message) -> list[str]:
    told = Escalation.objects.filter(pk__in=message.context["ids"], flag__closed_at__isnull=True)
    rows = told.select_related("flag__dossier").order_by("flag__late_from", "pk")
    return [_line(row.flag.dossier, row.flag.due_at) for row in rows]


_COMPOSERS: Mapping[str, Callable[[Message, datetime], Words | None]] = {
    MessageKind.STATUS: _status,
    MessageKind.DUE_SOON: _due_soon,
    MessageKind.DEMAND: _demand,
    MessageKind.ESCALATION: _escalation,
    MessageKind.REMINDER: _reminder,
}


def _told(rows: QuerySet[Row], message: Message) -> QuerySet[Row]:
    rows = rows.filter(pk__in=message.context["ids"])
    return rows.select_related("dossier").order_by("due_at", "pk")


def _digest(subject: str, lines: list[str]) -> Words | None:
    return (subject % {"count": len(lines)}, lines) if lines else None


def _line(dossier: Dossier, due_at: datetime) -> str:
    return gettext("%(code)s, due %(date)s: %(status)s") % {
        "code": dossier.key,
        "date": _shown(due_at),
        "status": dossier.get_state_display(),
    }


def _shown(moment: datetime | None) -> str:
    return f"{localtime(moment):%H:%M %d/%m/%Y}"


def _lookup(dossier: Dossier) -> list[str]:
    if not dossier.code:
        return []
    return [gettext("Look up: %(url)s") % {"url": f"{settings.PUBLIC_URL}/tra-cuu/{dossier.code}/"}]
