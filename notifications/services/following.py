"""When life goes on: what an act does at once to open demands, flags and unsigned letters.

Runs inside the act's own transaction, so that no sweep stands between the act and its
consequence. Each function is a row of the table in `docs/overdue.md`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from dossiers.lifecycle import DossierState
from dossiers.models import Announcement, DossierEvent
from dossiers.services import drop_announcements
from notifications.models import (
    DATED_WAYS,
    PENDING_STATES,
    ApologyLetter,
    CloseReason,
    DelayNotice,
    LapseReason,
    LetterState,
    LetterWay,
    OverdueFlag,
)
from notifications.services.letter_delivery import hear_of_delivery
from notifications.services.letter_parts import refresh_state
from notifications.services.losses import draft_loss_letter
from notifications.services.missing_flags import flag_missed_appointment
from notifications.services.token_signing import replace_frozen
from procedures.domain.clock import ClockKind


def follow_event(event: DossierEvent) -> None:
    """Let demands, flags and letters follow what an act did to the clock, or what it said."""
    follower = _FOLLOWERS.get(event.clock) or _FOLLOWERS_OF_ACTS.get(event.act)
    if follower is not None:
        follower(event)


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
        _void(_pending(event).filter(way__in=DATED_WAYS), event.at, LapseReason.SETTLED)
        return
    _close(flag, event.at, CloseReason.SETTLED_LATE)
    pending = _pending(event).filter(way__in=DATED_WAYS).first()
    if pending is not None:
        _turn_ready(pending, flag, event)
    elif event.dossier.reappointed_at is None:
        _draft_ready(flag, event.at)


def _turn_ready(letter: ApologyLetter, flag: OverdueFlag, event: DossierEvent) -> None:
    """The apology still owed says from now on that the result is ready; what is frozen is written anew."""
    letter.dossier, letter.flag = event.dossier, flag
    if letter.pdf is not None:
        replace_frozen(letter, why=LapseReason.SETTLED, at=event.at, way=LetterWay.READY)
        return
    letter.way = LetterWay.READY
    refresh_state(letter, at=event.at)
    letter.save(update_fields=["flag", "way", "state"])


def _after_leaving(event: DossierEvent, lapsed: LapseReason, closed: CloseReason) -> None:
    """Withdrawn, stopped, or counted anew: nothing more is asked; what was late still counts late."""
    flag = _open_flag(event)
    _lapse(event, lapsed)
    if flag is not None:
        _close(flag, event.at, closed)
    _void(_pending(event).exclude(way=LetterWay.LOST), event.at, lapsed)
    drop_announcements(
        event.dossier, kinds=[Announcement.Kind.APOLOGY], at=event.at, why=str(lapsed)
    )


def _after_restart(event: DossierEvent) -> None:
    _after_leaving(event, LapseReason.RESTARTED, CloseReason.RESTARTED)


def _after_extension(event: DossierEvent) -> None:
    """The date is moved: an open demand is answered by it, the flag closes and stays in the history."""
    _lapse(event, LapseReason.RE_APPOINTED)
    flags = OverdueFlag.objects.filter(dossier=event.dossier_id, closed_at__isnull=True)
    if flags.update(closed_at=event.at, closed_why=CloseReason.RE_APPOINTED):
        return
    flag = flag_missed_appointment(event)
    if flag is not None:
        _close(flag, event.at, CloseReason.RE_APPOINTED)


def _after_pause(event: DossierEvent) -> None:
    """Stopped or held: a missed date is put on record; an open demand named a date that no longer holds."""
    _open_flag(event)
    _lapse(event, LapseReason.DATE_MOVED)


_FOLLOWERS: Mapping[str, Callable[[DossierEvent], object]] = {
    ClockKind.END: _after_end,
    ClockKind.RESTART: _after_restart,
    # Under Decree 118 the limit of a forwarded dossier begins only when it has arrived.
    ClockKind.ARRIVE: _after_restart,
    ClockKind.EXTEND: _after_extension,
    ClockKind.STOP: _after_pause,
    ClockKind.HOLD: _after_pause,
}
_FOLLOWERS_OF_ACTS: Mapping[str, Callable[[DossierEvent], object]] = {
    "report_loss": draft_loss_letter,
    "tell_applicant": hear_of_delivery,
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
    flag.save(update_fields=["closed_at", "closed_why"])


def _pending(event: DossierEvent) -> QuerySet[ApologyLetter]:
    return ApologyLetter.objects.filter(dossier=event.dossier, state__in=PENDING_STATES)


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
