"""The clock's caches on a dossier: rewritten by an act, and by nothing else but a calendar change."""

from datetime import datetime

from dossiers.domain.acts import ClockEffect
from dossiers.models import Dossier
from dossiers.selectors.clock import dates_from
from dossiers.selectors.outages import entered_from_paper_at
from dossiers.services.performance import Performance
from procedures.domain.clock import ClockEvent, ClockKind, warn_from
from procedures.domain.rulesets import ClockStart, RuleSet, ruleset_by_code
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar

_PLAIN = {
    ClockEffect.START: ClockKind.START,
    ClockEffect.EXTEND: ClockKind.EXTEND,
    ClockEffect.REVOKE: ClockKind.REVOKE,
    ClockEffect.END: ClockKind.END,
    ClockEffect.REOPEN: ClockKind.REOPEN,
}
_RUNNING_AGAIN = frozenset(
    {
        ClockKind.ARRIVE,
        ClockKind.RESTART,
        ClockKind.RESUME,
        ClockKind.REVOKE,
        ClockKind.EXTEND,
        ClockKind.REOPEN,
    }
)


def clock_kind(doing: Performance) -> ClockKind | None:
    """The clock event an act writes, as the dossier's rule set has it; None where no clock is touched."""
    dossier, effect = doing.dossier, doing.row.clock
    if effect == ClockEffect.NONE or not dossier.was_received:
        return None
    if effect in _PLAIN:
        return _PLAIN[effect]
    return _by_rule(dossier, effect, ruleset_by_code(dossier.ruleset))


def _by_rule(dossier: Dossier, effect: ClockEffect, rules: RuleSet) -> ClockKind | None:
    if effect == ClockEffect.ARRIVE_BY_RULE:
        counts = rules.clock_start is ClockStart.COMPETENT_AUTHORITY
        # A new return date that an apology has promised stands, wherever the dossier is.
        return ClockKind.ARRIVE if counts and dossier.reappointed_at is None else None
    restarts = rules.supplement_restarts
    if effect == ClockEffect.STOP:
        return ClockKind.STOP if restarts else ClockKind.HOLD
    if effect == ClockEffect.RESTART:
        return ClockKind.RESTART if restarts else ClockKind.RESUME
    holds = rules.payment_holds or bool(dossier.procedure_version.payment_pause_article)
    if not holds:
        return None
    return ClockKind.HOLD if effect == ClockEffect.HOLD_BY_RULE else ClockKind.RESUME


def refresh_clock(doing: Performance, *, kind: ClockKind, entered_at: datetime) -> None:
    """Rewrite the caches as they stand once the clock event about to be written counts.

    `entered_at` is later than the act itself where a reception on paper is entered.
    """
    dossier = doing.dossier
    was_late = dossier.late_from is not None and dossier.late_from <= doing.at
    late_from = dossier.late_from
    doing.clock_events.append(ClockEvent(kind, doing.at, doing.clock_until))
    write_caches(dossier, doing.clock_events, entered_at=entered_at)
    if kind in (ClockKind.STOP, ClockKind.HOLD, ClockKind.END) and was_late:
        dossier.late_since = dossier.late_since or late_from
    if kind in _RUNNING_AGAIN:
        dossier.late_since = None  # the clock runs again: `late_from` tells from now on


def adopted_clock(
    *, received_at: datetime, promised_at: datetime, reappointed: tuple[datetime, datetime] | None
) -> list[ClockEvent]:
    """The clock of a dossier taken over: started at reception, due when the old receipt promised.

    `reappointed` is when the old system moved the return date, and until when.
    """
    events = [
        ClockEvent(ClockKind.START, received_at),
        ClockEvent(ClockKind.PROMISE, received_at, promised_at),
    ]
    if reappointed is not None:
        events.append(ClockEvent(ClockKind.EXTEND, *reappointed))
    return events


def write_caches(
    dossier: Dossier, events: list[ClockEvent], *, entered_at: datetime | None = None
) -> None:
    """Fold the events and keep the answer; while the clock is stopped or held there is no due moment.

    `entered_at` is given before the dossier is written down.
    """
    calendar = work_calendar()
    answer = dates_from(dossier, events)
    dossier.due_at = answer.due_at
    dossier.late_from = answer.late_from
    dossier.original_due_at = answer.original_due_at
    dossier.due_is_provisional = answer.provisional
    dossier.calendar_version = answer.calendar_version
    dossier.warn_on = warn_from(answer, calendar, ruleset=ruleset_by_code(dossier.ruleset))
    if dossier.outage_id and dossier.warn_on:
        entered = entered_from_paper_at(dossier) if dossier.pk else entered_at
        if entered and dossier.warn_on < local_day(entered):
            dossier.warn_on = None  # the day was over before anybody here could know of the dossier
