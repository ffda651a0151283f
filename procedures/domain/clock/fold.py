"""The clock itself: events folded one by one into the run that is going on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock.events import ClockError, ClockEvent, ClockKind, StartRule
from procedures.domain.clock.explanation import Step, civil_code, decree_article, ground_steps
from procedures.domain.clock.measures import MEASURES, Measure, Pause, Target, counted_from
from procedures.domain.limits import TimeLimit
from procedures.domain.rulesets import ClockStart, RuleSet, SupplementEffect


class ClockState(StrEnum):
    """What the clock is doing."""

    RUNNING = "running"
    STOPPED = "stopped"
    HELD = "held"
    ENDED = "ended"


@dataclass(slots=True)
class Run:
    """One count of the limit, from reception, arrival or a restart."""

    number: int
    opened_at: datetime
    measure: Measure[Any]
    target: Target[Any]
    first_due_at: datetime
    pauses: list[Pause] = field(default_factory=list)
    is_extended: bool = False
    #: Counted from the arrival at the competent authority.
    has_arrived: bool = False

    @property
    def late_from(self) -> datetime:
        return self.measure.late_from(self.target)


class Clock:
    """Folds the events of one dossier; refuses with `ClockError` what cannot have happened."""

    def __init__(
        self,
        limit: TimeLimit,
        calendar: WorkCalendar,
        ruleset: RuleSet,
        start_rule: StartRule,
        start: datetime,
        *,
        recorded: bool = False,
    ) -> None:
        self.limit = limit
        self.calendar = calendar
        self.ruleset = ruleset
        self.start_rule = start_rule
        self.start = start
        self.recorded = recorded
        self.extensions = 0
        self.state = ClockState.RUNNING
        #: Since when the clock does not run; None while it does.
        self.still_since: datetime | None = None
        #: What a stop or hold is taken back to: the state and since when it stood still.
        self.before_still: tuple[ClockState, datetime | None] = (ClockState.RUNNING, None)
        #: What it did when it was ended.
        self.ended_from = ClockState.RUNNING
        self.steps: list[Step] = [Step("received", at=start)]
        self.run = self._open_run(1, start)

    def apply(self, event: ClockEvent) -> None:
        """Take in one event, no earlier than the one before."""
        kind = event.kind
        if self.ruleset.supplement_effect is SupplementEffect.PAUSE:
            kind = {ClockKind.STOP: ClockKind.HOLD, ClockKind.RESTART: ClockKind.RESUME}.get(
                kind, kind
            )
        if self.state is ClockState.ENDED and kind is not ClockKind.REOPEN:
            raise ClockError("ended", kind=event.kind.value, at=event.at)
        self._APPLY[kind](self, event)

    def as_if_going_on(self, at: datetime) -> None:
        """Go on at a moment from a stop or hold that is still pending."""
        self.steps.append(Step("pending", at=at))
        if self.state is ClockState.STOPPED:
            self._restart(ClockEvent(ClockKind.RESTART, at))
        elif self.state is ClockState.HELD:
            self._resume(ClockEvent(ClockKind.RESUME, at))

    @property
    def is_pending(self) -> bool:
        return self.state in (ClockState.STOPPED, ClockState.HELD)

    @property
    def has_due_moment(self) -> bool:
        """Not while it stands still, nor where it was closed while standing still."""
        return not self.is_pending and self.ended_from is ClockState.RUNNING

    def _open_run(self, number: int, at: datetime) -> Run:
        counts_from = counted_from(
            at,
            unit=self.limit.unit,
            calendar=self.calendar,
            rule=self.start_rule,
            cutoff=self.ruleset.cutoff,
        )
        measure = MEASURES[self.limit.unit](
            self.limit, self.calendar, counts_from, due_mode=self.ruleset.due_mode
        )
        target = measure.first()
        if counts_from.date() != at.date():
            self.steps.append(
                Step("counts_as_next_day", at=counts_from, cutoff=self.ruleset.cutoff)
            )
        elif counts_from != at:
            self.steps.append(Step("counts_from_opening", at=counts_from))
        self.steps.extend(ground_steps(measure, target))
        return Run(number, at, measure, target, first_due_at=target.at)

    def _start(self, event: ClockEvent) -> None:
        if event.at != self.start:
            raise ClockError("already_started", at=event.at)

    def _arrive(self, event: ClockEvent) -> None:
        """The limit is counted from here instead; it stays the same run, with a first date of its own."""
        if self.ruleset.clock_start is not ClockStart.COMPETENT_AUTHORITY:
            raise ClockError("arrival_not_counted", at=event.at)
        if self.state is not ClockState.RUNNING:
            raise ClockError("not_running", at=event.at)
        if self.run.has_arrived or self.run.is_extended:
            code = "already_arrived" if self.run.has_arrived else "date_promised"
            raise ClockError(code, at=event.at)
        self.steps.append(Step("arrived", decree_article(self.ruleset, "17.3"), at=event.at))
        self.run = self._open_run(self.run.number, event.at)
        self.run.has_arrived = True

    def _stop(self, event: ClockEvent) -> None:
        if self.state is ClockState.STOPPED:
            raise ClockError("already_stopped", at=event.at)
        self.before_still = self.state, self.still_since
        self.state = ClockState.STOPPED
        self.still_since = self.still_since or event.at
        self.steps.append(Step("stopped", decree_article(self.ruleset, "19.4"), at=event.at))

    def _restart(self, event: ClockEvent) -> None:
        if self.state is not ClockState.STOPPED:
            raise ClockError("not_stopped", at=event.at)
        self.state, self.still_since = ClockState.RUNNING, None
        self.steps.append(Step("restarted", decree_article(self.ruleset, "19.4"), at=event.at))
        self.run = self._open_run(self.run.number + 1, event.at)

    def _hold(self, event: ClockEvent) -> None:
        if self.state is not ClockState.RUNNING:
            code = "already_held" if self.state is ClockState.HELD else "not_running"
            raise ClockError(code, at=event.at)
        self.before_still = self.state, None
        self.state, self.still_since = ClockState.HELD, event.at
        self.steps.append(Step("held", at=event.at))

    def _resume(self, event: ClockEvent) -> None:
        if self.state is not ClockState.HELD:
            raise ClockError("not_held", at=event.at)
        self._go_on(event.at, why="held")
        self.steps.append(Step("resumed", at=event.at, due_at=self.run.target.at))

    def _revoke(self, event: ClockEvent) -> None:
        """No valid stop or hold: asking and taking it back gains nobody time."""
        if not self.is_pending:
            raise ClockError("nothing_to_revoke", at=event.at)
        self.state, self.still_since = self.before_still
        self.before_still = ClockState.RUNNING, None
        self.steps.append(Step("revoked", at=event.at, due_at=self.run.target.at))

    def _extend(self, event: ClockEvent) -> None:
        if self.state is not ClockState.RUNNING or event.until is None:
            raise ClockError("not_running", at=event.at)
        if self.extensions >= self.ruleset.extension_max:
            raise ClockError("already_extended", at=event.at)
        is_later = event.until > self.run.target.at and event.until > event.at
        if not (is_later or self.recorded):
            raise ClockError("not_later", until=event.until, due_at=self.run.target.at)
        self.extensions += 1
        self.run.is_extended = True
        article = decree_article(self.ruleset, "19.9")
        self.steps.append(Step("extended", article, at=event.at, until=event.until))
        self._promise_until(event.until, at_least=self.run.target.at)

    def _promise(self, event: ClockEvent) -> None:
        """What the older system promised counts as the first due moment; no re-appointment is used up."""
        if self.state is not ClockState.RUNNING or event.until is None:
            raise ClockError("not_running", at=event.at)
        if event.until <= self.run.opened_at:
            raise ClockError("not_later", until=event.until, due_at=self.run.opened_at)
        self.steps.append(Step("promised", at=event.at, until=event.until))
        self._promise_until(event.until, at_least=event.until)
        self.run.first_due_at = self.run.target.at

    def _promise_until(self, until: datetime, *, at_least: datetime) -> None:
        """The end that people have been promised; what a later edition of the calendar took from it is made good.

        A day that has since been closed gives way to the next working day (Civil Code 2015, art.
        148.5), and the limit itself may by now end later than what was promised instead of it.
        """
        kept = until
        if self.recorded and not self.calendar.is_working(until.date()):
            kept = self.calendar.closing(self.calendar.working_day_after(until.date()))
            name = self.calendar.name(until.date())
            self.steps.append(Step("rolled", civil_code("148.5"), date=until.date(), name=name))
        kept = max(kept, at_least)
        if kept != until:
            self.steps.append(Step("due", at=kept))
        self.run.target = self.run.measure.extended(kept)

    def _end(self, event: ClockEvent) -> None:
        self.ended_from = self.state
        if self.state is ClockState.HELD:
            self._go_on(event.at, why="held")
        self.state, self.still_since = ClockState.ENDED, self.still_since or event.at
        self.steps.append(Step("ended", at=event.at))

    def _reopen(self, event: ClockEvent) -> None:
        if self.state is not ClockState.ENDED:
            raise ClockError("not_ended", at=event.at)
        self._go_on(event.at, why="settled")
        self.ended_from = ClockState.RUNNING
        run = self.run
        run.target = run.measure.with_a_day_left(run.target, event.at)
        article = decree_article(self.ruleset, "21.1")
        self.steps.append(Step("reopened", article, at=event.at, due_at=run.target.at))

    def _go_on(self, at: datetime, *, why: str) -> None:
        """Give back what the pause took, unless the run was late before it began."""
        begin = self.still_since
        self.state, self.still_since = ClockState.RUNNING, None
        if begin is None:
            return
        pause = Pause(begin, at, why)
        if begin < self.run.late_from:
            self.run.target = self.run.measure.moved(self.run.target, pause)
        self.run.pauses.append(pause)

    _APPLY: dict[ClockKind, Callable[["Clock", ClockEvent], None]] = {
        ClockKind.START: _start,
        ClockKind.ARRIVE: _arrive,
        ClockKind.STOP: _stop,
        ClockKind.RESTART: _restart,
        ClockKind.HOLD: _hold,
        ClockKind.RESUME: _resume,
        ClockKind.REVOKE: _revoke,
        ClockKind.EXTEND: _extend,
        ClockKind.END: _end,
        ClockKind.REOPEN: _reopen,
        ClockKind.PROMISE: _promise,
    }
