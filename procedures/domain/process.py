"""The internal process against the limit it must keep (Circular 01/2018/TT-VPCP, art. 8)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from procedures.domain.calendar import WorkCalendar
from procedures.domain.limits import LimitUnit
from procedures.domain.zone import local

#: From a moment to a moment; an end of None is still open.
Interval = tuple[datetime, datetime | None]

#: Approved processes count eight working hours to a working day.
HOURS_A_DAY = Decimal(8)


def process_gap(
    budgets: Iterable[Decimal], value: int | None, unit: LimitUnit | str | None
) -> Decimal | None:
    """Working hours by which the steps together exceed (or, negative, fall short of) the limit.

    None where they cannot be compared: no steps, or a limit in calendar days, months or words.
    """
    hours = list(budgets)
    if not hours or value is None:
        return None
    if unit == LimitUnit.WORKING_DAY:
        return sum(hours, Decimal(0)) - value * HOURS_A_DAY
    if unit == LimitUnit.WORKING_HOUR:
        return sum(hours, Decimal(0)) - value
    return None


def step_due(
    begun_at: datetime, budget_hours: Decimal | Fraction, calendar: WorkCalendar
) -> datetime:
    """When a step begun at a moment has used its budget of working hours, an eighth of a day each."""
    share = Fraction(budget_hours) / Fraction(HOURS_A_DAY)
    return calendar.moment(calendar.position(local(begun_at)) + share)


def hours_left(
    budget_hours: Decimal, stays: Iterable[tuple[datetime, datetime]], calendar: WorkCalendar
) -> Fraction:
    """What earlier stays at a step have left of its budget, in working hours; never below nothing."""
    used = sum((_share(start, end, calendar) for start, end in stays), Fraction(0))
    return max(Fraction(budget_hours) - used * Fraction(HOURS_A_DAY), Fraction(0))


def without_pauses(
    start: datetime, end: datetime, pauses: Iterable[Interval]
) -> list[tuple[datetime, datetime]]:
    """A stay cut by the pauses that began in it; pauses come in the order of time and do not overlap."""
    pieces = []
    for paused_at, resumed_at in pauses:
        if start <= paused_at < end:
            pieces.append((start, paused_at))
            start = resumed_at or end
    return [*pieces, (start, max(start, end))]


def moved_by(
    due_at: datetime, pauses: Iterable[Interval], calendar: WorkCalendar
) -> datetime | None:
    """A step's due moment, later by the working time of the pauses; None while one is open."""
    held = Fraction(0)
    for start, end in pauses:
        if end is None:
            return None
        held += _share(start, end, calendar)
    return calendar.moment(calendar.position(local(due_at)) + held) if held else due_at


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a step of the process is done: a unit (None: not named) and a role (empty: any)."""

    unit: int | None
    role: str = ""


def next_step(
    desks: Sequence[Desk], present: int, unit: int, *, held: Collection[str] | None = None
) -> int:
    """The step that a dossier handed to another unit is at, counted from 1.

    `desks` are those of the process's steps in order; `held` the roles of the officer it is handed
    to, where one is named: steps for one of them come first. Onward to the desk's next step,
    else back to its last one (never left, where the present step is its own); a unit that the
    process does not name takes the step after the present one.
    """
    onward, before = _own_steps(desks, present, unit, held)
    if not (onward or before):
        onward, before = _own_steps(desks, present, unit, None)
    if onward:
        return onward[0]
    return before[-1] if before else present + 1


def step_inside(desks: Sequence[Desk], present: int, unit: int, *, held: Collection[str]) -> int:
    """The step of a dossier handed from officer to officer inside a unit.

    The present one where it is for a role of the receiver's, or where no step is; else the next
    for such a role, as from the specialist who drafts to the head who checks.
    """
    onward, before = _own_steps(desks, present, unit, held)
    if present in before or not (onward or before):
        return present
    return onward[0] if onward else before[-1]


def _own_steps(
    desks: Sequence[Desk], present: int, unit: int, held: Collection[str] | None
) -> tuple[list[int], list[int]]:
    """The steps of a desk after the present one, and those up to it."""
    own = [
        number
        for number, desk in enumerate(desks, start=1)
        if (desk.unit == unit or (desk.unit is None and desk.role and held))
        and (held is None or not desk.role or desk.role in held)
    ]
    return [n for n in own if n > present], [n for n in own if n <= present]


def _share(start: datetime, end: datetime, calendar: WorkCalendar) -> Fraction:
    """Working days between two moments, each day in shares of its office time."""
    gone = calendar.position(local(end)) - calendar.position(local(start))
    return max(gone, Fraction(0))
