"""The rows of the control slip: each hand-over with giver, receiver, moments and how the time was kept (form 05).

Source: Circular 01/2018/TT-VPCP, form 05; Decree 61/2018/NĐ-CP, arts 18 and 19.
"""

from datetime import datetime
from fractions import Fraction
from typing import Any

from django.conf import settings

from agencies.services.writing import insert_row
from dossiers.domain.missed import is_missed, missed_moment
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier, DossierEvent, HandOver, Violation
from dossiers.selectors.handovers import pauses_in, step_due_of
from dossiers.services.handovers import working_step
from dossiers.services.performance import Performance
from dossiers.services.violations import record_violation
from procedures.domain.process import hours_left, step_due, without_pauses
from procedures.domain.zone import local_day
from procedures.models import ProcessStep
from procedures.selectors import work_calendar

Kind, Result = HandOver.Kind, HandOver.Result


def record_transfer(doing: Performance, event: DossierEvent) -> None:
    """From the counter to the agency's first step, whose budget begins (art. 18.2)."""
    due_at = budget_end(doing)
    _write(doing, event, kind=Kind.TRANSFER, result=_counter_kept(doing), due_at=due_at)


def record_forward(doing: Performance, event: DossierEvent) -> None:
    """From the counter to another authority's one-stop unit, which has no step of the process (art. 18.3)."""
    _write(doing, event, kind=Kind.FORWARD, result=_counter_kept(doing))


def record_hand_over(doing: Performance, event: DossierEvent) -> None:
    """From desk to desk: the giver's step ends here, early, on time or late, and the receiver's begins.

    Inside one step, from officer to officer, the budget goes on and nothing is told.
    """
    dossier, before = doing.dossier, doing.dossier.last_hand_over
    present = step_due_of(before, pauses_in(doing.clock_events)) if before else None
    if before is not None and before.step == dossier.step:
        _write(doing, event, kind=Kind.HAND_OVER, due_at=present)
        return
    due_at = budget_end(doing)
    _write(doing, event, kind=Kind.HAND_OVER, result=_kept(present, doing.at), due_at=due_at)


def record_refusal(doing: Performance, event: DossierEvent) -> None:
    """Back to the giver: of the refuser only lateness is told, since nothing was settled."""
    dossier, before = doing.dossier, doing.dossier.last_hand_over
    present = step_due_of(before, pauses_in(doing.clock_events)) if before else None
    goes_on = before is not None and before.step == dossier.step
    is_late = not goes_on and _kept(present, doing.at) == Result.LATE
    _write(
        doing,
        event,
        kind=Kind.REFUSAL,
        result=Result.LATE if is_late else "",
        due_at=present if goes_on else budget_end(doing),
        grounds=doing.facts["grounds"],
    )


def record_result(doing: Performance, event: DossierEvent) -> None:
    """The last block: the result goes back to the one-stop unit of reception (art. 19.7)."""
    dossier, before = doing.dossier, doing.dossier.last_hand_over
    present = step_due_of(before, pauses_in(doing.clock_events)) if before else None
    _write(
        doing,
        event,
        kind=Kind.RESULT,
        result=_kept(present, doing.at),
        receiver_unit_id=dossier.receiving_unit_id,
        receiver=None,
    )


def record_reopening(doing: Performance, event: DossierEvent) -> None:
    """From the one-stop unit back to the desk that settled, whose step begins again (art. 21.1)."""
    dossier = doing.dossier
    _write(
        doing,
        event,
        kind=Kind.REOPENING,
        due_at=budget_end(doing),
        giver_unit_id=dossier.receiving_unit_id,
        giver=None,
    )


def budget_end(doing: Performance) -> datetime | None:
    """When the step that a dossier comes to has to be done; None where the process sets no time.

    A step that is redone gets its whole budget again, unless the process says that it goes on with
    what earlier stays have left.
    """
    step = working_step(doing.dossier)
    if step is None:
        return None
    if step.budget_goes_on:
        return step_due(doing.at, _left_of(doing, step), work_calendar())
    return step_due(doing.at, step.budget_hours, work_calendar())


def _write(doing: Performance, event: DossierEvent, **columns: Any) -> None:
    dossier = doing.dossier
    step = working_step(dossier)
    desks: dict[str, Any] = {
        "giver_unit_id": doing.giver_unit_id or dossier.receiving_unit_id,
        "giver": doing.actor.officer,
        "receiver_unit_id": dossier.unit_id or dossier.agency_id,
        "receiver": dossier.officer,
    }
    insert_row(
        HandOver(
            dossier=dossier,
            event=event,
            run=dossier.run,
            step=dossier.step,
            step_name=step.name if step else "",
            at=doing.at,
            remark=doing.facts.get("remark", ""),
            **{**desks, **columns},
        )
    )


def _left_of(doing: Performance, step: ProcessStep) -> Fraction:
    """Working hours of the step's budget that its earlier stays, of every run, have not used."""
    pauses = pauses_in(doing.clock_events)
    worked = [piece for stay in _stays(doing.dossier) for piece in without_pauses(*stay, pauses)]
    return hours_left(step.budget_hours, worked, work_calendar())


def _stays(dossier: Dossier) -> list[tuple[datetime, datetime]]:
    """From when to when the dossier has been at its present step before."""
    rows = list(dossier.handovers.order_by("at", "pk"))
    return [
        (row.at, _left_at(dossier, row, following))
        for row, following in zip(rows, [*rows, None][1:], strict=True)
        if row.step == dossier.step and row.kind != Kind.RESULT
    ]


def _left_at(dossier: Dossier, row: HandOver, following: HandOver | None) -> datetime:
    """When the desk of a row let go: the next row, or the request for a supplement that ended its run."""
    if following is not None and following.run == row.run:
        return following.at
    asked = dossier.events.filter(
        run=row.run, at__gte=row.at, to_state=DossierState.SUPPLEMENT_REQUESTED
    )
    return asked.order_by("-sequence").values_list("at", flat=True).first() or row.at


def _counter_kept(doing: Performance) -> str:
    """How a one-stop unit kept its moment of art. 18.2 or 18.3; lateness is written down as a violation."""
    due_at = doing.dossier.transfer_due_at
    if due_at is None or not is_missed(
        due_at, at=doing.at, grace_minutes=settings.TRANSFER_GRACE_MINUTES
    ):
        return _in_time(due_at, doing.at) if due_at else ""
    record_violation(
        doing.dossier,
        kind=Violation.Kind.TRANSFER_LATE,
        agency_id=doing.giver_unit_id or doing.dossier.receiving_unit_id,
        occasion=missed_moment(due_at),
        due_at=due_at,
        at=doing.at,
    )
    return Result.LATE


def _kept(due_at: datetime | None, at: datetime) -> str:
    """How the giver's time was kept; empty where the process sets none."""
    if due_at is None:
        return ""
    return Result.LATE if is_missed(due_at, at=at) else _in_time(due_at, at)


def _in_time(due_at: datetime, at: datetime) -> str:
    """On the due day itself, or before it."""
    return Result.EARLY if local_day(at) < local_day(due_at) else Result.ON_TIME
