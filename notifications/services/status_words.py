"""What the applicant is told: a new status, a moved return date, a result that is ready early."""

from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext

from dossiers.lifecycle import DossierState
from dossiers.models import Dossier, DossierEvent
from notifications.domain.messages import DATE_ACTS, DropReason
from notifications.domain.office import next_office_moment
from notifications.models import Message
from notifications.services.words import Words, shown
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar


def status_words(message: Message, at: datetime) -> Words | DropReason:
    """What the event did, as long as the dossier still stands where the event left it."""
    event, dossier = message.event, message.dossier
    if event is None or dossier is None or has_moved_on(event, dossier):
        return DropReason.SUPERSEDED
    if event.act in DATE_ACTS:
        return _new_date(event, dossier)
    lines = [
        gettext("Dossier: %(code)s") % {"code": dossier.key},
        gettext("Status: %(status)s") % {"status": dossier.get_state_display()},
    ]
    if dossier.is_open and dossier.due_at is not None:
        lines.append(gettext("Return date: %(date)s") % {"date": shown(dossier.due_at)})
    if dossier.state == DossierState.SETTLED:
        lines += _result(dossier)
    lines += _lookup(dossier)
    return gettext("Status of dossier %(code)s") % {"code": dossier.key}, lines


def has_moved_on(event: DossierEvent, dossier: Dossier) -> bool:
    """Whether a later act has changed the status again, or moved the date that this event tells."""
    if event.act in DATE_ACTS and dossier.due_at != event.due_at:
        return True
    if event.sequence == dossier.event_count:
        return False
    later = dossier.events.filter(sequence__gt=event.sequence)
    return later.exclude(from_state=F("to_state")).exists()


def _new_date(event: DossierEvent, dossier: Dossier) -> Words:
    date = gettext("New return date: %(date)s") % {"date": shown(dossier.due_at)}
    code = gettext("Dossier: %(code)s") % {"code": dossier.key}
    if event.act == "recompute":
        subject = gettext("New return date for dossier %(code)s")
        why = gettext("The official calendar of working days has changed.")
        lines = [code, date, why]
    else:
        subject = gettext("Apology and new return date for dossier %(code)s")
        why = gettext("We apologise: the result cannot be returned on the date promised.")
        lines = [code, why, date]
    return subject % {"code": dossier.key}, [*lines, *_lookup(dossier)]


def _result(dossier: Dossier) -> list[str]:
    """Ready, and since when it can be fetched; said beforehand when it is early (Decree 61/2018/NĐ-CP, art. 20.4)."""
    settled_at, due_at = dossier.settled_at, dossier.due_at
    if settled_at is None:
        return []
    is_early = due_at is not None and local_day(settled_at) < local_day(due_at)
    lines = [
        gettext("The result is ready before the date promised.")
        if is_early
        else gettext("The result is ready.")
    ]
    if dossier.result_delivery == "counter":
        from_then_on = next_office_moment(settled_at, work_calendar())
        lines.append(gettext("Come for it from %(moment)s") % {"moment": shown(from_then_on)})
    return lines


def _lookup(dossier: Dossier) -> list[str]:
    if not dossier.code:
        return []
    return [gettext("Look up: %(url)s") % {"url": f"{settings.PUBLIC_URL}/tra-cuu/{dossier.code}/"}]
