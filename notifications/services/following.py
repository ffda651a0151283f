"""When life goes on: what an act does at once to open demands, flags and unsigned letters.

Runs inside the act's own transaction, so that no sweep stands between the act and its
consequence. Each function is a row of the table in `docs/overdue.md`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from dossiers.lifecycle import DossierState
from dossiers.models import DossierEvent
from notifications.models import (
    ApologyLetter,
    CloseReason,
    DelayNotice,
    LapseReason,
    LetterState,
    LetterWay,
    OverdueFlag,
)
from notifications.services.missing_flags import flag_missed_appointment
from procedures.domain.clock import ClockKind

UNSIGNED = (LetterState.DRAFT, LetterState.READY)


def follow_event(event: DossierEvent) -> None:
    """Let demands, flags and letters follow what an act did to the clock or to the due moment."""
    if event.clock in _FOLLOWERS:
        _FOLLOWERS[event.clock](event)
    elif event.act == "recompute":
        _after_recompute(event)


def _after_end(event: DossierEvent) -> None:
    if event.to_state == DossierState.SETTLED:
        _after_settling(event)
    elif event.to_state == DossierState.WITHDRAWN:
        _after_leaving(event, LapseReason.WITHDRAWN, CloseReason.WITHDRAWN)
    else:
        _after_leaving(event, LapseReason.STOPPED, CloseReason.STOPPED)


def _after_settling(event: DossierEvent) -> None:
    """In time: the demand lapses without violation, the letter is void. Late: the apology is still owed."""
    flag = _open_flag(event)
    if flag is None:
        _lapse(event, LapseReason.SETTLED)
        _void(_unsigned(event).exclude(way=LetterWay.READY), event.at, LapseReason.SETTLED)
        return
    _close(flag, event.at, CloseReason.SETTLED_LATE)
    unsigned = _unsigned(event).exclude(way=LetterWay.READY).first()
    if unsigned is not None:
        unsigned.flag, unsigned.way = flag, LetterWay.READY
        unsigned.state = LetterState.READY if unsigned.reason else LetterState.DRAFT
        unsigned.save(update_fields=["flag", "way", "state"])
    elif event.dossier.reappointed_at is None:
        _draft_ready(flag, event.at)


def _after_leaving(event: DossierEvent, lapsed: LapseReason, closed: CloseReason) -> None:
    """Withdrawn, stopped, or counted anew: nothing more is asked; what was late still counts late."""
    flag = _open_flag(event)
    _lapse(event, lapsed)
    if flag is not None:
        _close(flag, event.at, closed)
    _void(_unsigned(event), event.at, lapsed)


def _after_restart(event: DossierEvent) -> None:
    _after_leaving(event, LapseReason.RESTARTED, CloseReason.RESTARTED)


def _after_extension(event: DossierEvent) -> None:
    """The date is moved: an open demand is answered by it, the flag closes and stays in the history."""
    _lapse(event, LapseReason.RE_APPOINTED)
    flag = _open_flag(event)
    if flag is not None:
        _close(flag, event.at, CloseReason.RE_APPOINTED)


def _after_pause(event: DossierEvent) -> None:
    """Stopped or held: a missed date is put on record; an open demand named a date that no longer holds."""
    _open_flag(event)
    _lapse(event, LapseReason.DATE_MOVED)


def _after_recompute(event: DossierEvent) -> None:
    """A corrected calendar moved the date: past now, the flag was none; the demand is made anew."""
    dossier = event.dossier
    _lapse(event, LapseReason.DATE_MOVED)
    if dossier.late_from is None or dossier.late_from <= event.at:
        return
    flag = OverdueFlag.objects.filter(dossier=dossier, closed_at__isnull=True).first()
    if flag is not None:
        flag.closing_calendar_version = dossier.calendar_version
        _close(flag, event.at, CloseReason.CALENDAR)
        _void(_unsigned(event).filter(flag=flag), event.at, CloseReason.CALENDAR)


_FOLLOWERS: Mapping[str, Callable[[DossierEvent], None]] = {
    ClockKind.END: _after_end,
    ClockKind.RESTART: _after_restart,
    ClockKind.EXTEND: _after_extension,
    ClockKind.STOP: _after_pause,
    ClockKind.HOLD: _after_pause,
}


def _open_flag(event: DossierEvent) -> OverdueFlag | None:
    """The flag of a missed date, put up now if no sweep came between the miss and the act."""
    found = OverdueFlag.objects.filter(dossier=event.dossier, closed_at__isnull=True).first()
    return found or flag_missed_appointment(event)


def _lapse(event: DossierEvent, why: LapseReason) -> None:
    """Unanswered demands are dropped; a violation already recorded stays on record with them."""
    DelayNotice.objects.filter(
        dossier=event.dossier, answered_at__isnull=True, lapsed_at__isnull=True
    ).update(lapsed_at=event.at, lapsed_why=why)


def _close(flag: OverdueFlag, at: datetime, why: CloseReason) -> None:
    flag.closed_at, flag.closed_why = at, why
    flag.save(update_fields=["closed_at", "closed_why", "closing_calendar_version"])


def _unsigned(event: DossierEvent) -> QuerySet[ApologyLetter]:
    return ApologyLetter.objects.filter(dossier=event.dossier, state__in=UNSIGNED)


def _void(letters: QuerySet[ApologyLetter], at: datetime, why: str) -> None:
    letters.update(state=LetterState.VOID, voided_at=at, void_why=why)


def _draft_ready(flag: OverdueFlag, at: datetime) -> None:
    ApologyLetter.objects.create(
        dossier=flag.dossier,
        run=flag.run,
        appointment=flag.appointment,
        agency_id=flag.agency_id,
        due_at=flag.due_at,
        way=LetterWay.READY,
        flag=flag,
        generated_at=at,
    )
