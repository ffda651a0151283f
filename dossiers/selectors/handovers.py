"""The control slip as it stands: who had the dossier, from when, until when, and how each kept the time (form 05)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agencies.models import Agency, Officer
from dossiers.lifecycle import DossierState
from dossiers.models import Consultation, Dossier, HandOver
from dossiers.selectors.clock import clock_events, clock_events_of
from procedures.domain.clock import ClockEvent, ClockKind
from procedures.domain.process import Interval, moved_by
from procedures.selectors import work_calendar


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One block of the slip: who hands over and who receives, when, how the giver kept the time, notes.

    `due_at` is when the receiver has to be done with `step`; None where the process sets no time.
    `result` and `grounds` are codes of `HandOver.Result` and of its grounds, empty where there is
    nothing to tell; `remark` is a free text, for those who may read what lies in a dossier.
    """

    number: int
    kind: str
    run: int
    step: int
    step_name: str
    giver_unit: Agency
    giver: Officer | None
    receiver_unit: Agency
    receiver: Officer | None
    at: datetime
    due_at: datetime | None
    result: str
    grounds: str
    remark: str

    @property
    def is_late(self) -> bool:
        """The giver was late."""
        return self.result == HandOver.Result.LATE

    @property
    def is_marked(self) -> bool:
        """Other than the usual way on, so that the notes name it."""
        return self.kind not in (HandOver.Kind.TRANSFER, HandOver.Kind.HAND_OVER)

    @property
    def result_label(self) -> str:
        return str(HandOver.Result(self.result).label) if self.result else ""

    @property
    def kind_label(self) -> str:
        return str(HandOver.Kind(self.kind).label)

    @property
    def grounds_label(self) -> str:
        return str(HandOver.Grounds(self.grounds).label) if self.grounds else ""


def control_slip(dossier: Dossier) -> list[SlipRow]:
    """The rows of form 05, in the order of the hand-overs and over all runs.

    Begins with the one-stop unit that handed over and ends, once settled, with the result back at
    it (Circular 01/2018/TT-VPCP, form 05).
    """
    rows = dossier.handovers.select_related("giver_unit", "giver", "receiver_unit", "receiver")
    pauses = pauses_in(clock_events(dossier))
    return [
        _slip_row(number, row, pauses)
        for number, row in enumerate(rows.order_by("at", "pk"), start=1)
    ]


def coordinating_agencies(dossier: Dossier) -> list[Agency]:
    """Agencies asked for their opinion or their part of the work, each once (form 05; art. 19.5, 19.6)."""
    asked = Consultation.objects.filter(dossier=dossier).order_by("asked_at", "pk")
    found = {row.agency_id: row.agency for row in asked.select_related("agency")}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class StepDue:
    """The step a dossier is at, and when its desk has to be done with it; None while that cannot be said."""

    name: str
    due_at: datetime | None


def step_dues(dossiers: Iterable[Dossier]) -> dict[int, StepDue]:
    """The present step of each dossier that lies at an agency's desk, by key; two queries at most."""
    keys = [each.pk for each in dossiers if each.state == DossierState.PROCESSING]
    if not keys:
        return {}
    latest = HandOver.objects.filter(dossier__in=keys).order_by("dossier_id", "-at", "-pk")
    events = clock_events_of(keys)
    return {
        row.dossier_id: StepDue(
            row.step_name, step_due_of(row, pauses_in(events.get(row.dossier_id, [])))
        )
        for row in latest.distinct("dossier_id")
    }


def pauses_in(events: Iterable[ClockEvent]) -> list[Interval]:
    """When a dossier's clock was held: the budget of a step stands still with it. The last may be open."""
    pauses: list[Interval] = []
    for event in events:
        if event.kind == ClockKind.HOLD:
            pauses.append((event.at, None))
        elif event.kind == ClockKind.RESUME and pauses:
            pauses[-1] = (pauses[-1][0], event.at)
        elif event.kind == ClockKind.REVOKE and pauses and pauses[-1][1] is None:
            pauses.pop()
    return pauses


def step_due_of(row: HandOver, pauses: Iterable[Interval]) -> datetime | None:
    """When the receiver has to be done, later by as much office time as the clock was held meanwhile."""
    since = [(start, end) for start, end in pauses if start >= row.at]
    if row.due_at is None or not since:
        return row.due_at
    return moved_by(row.due_at, since, work_calendar())


def _slip_row(number: int, row: HandOver, pauses: Sequence[Interval]) -> SlipRow:
    return SlipRow(
        number=number,
        kind=row.kind,
        run=row.run,
        step=row.step,
        step_name=row.step_name,
        giver_unit=row.giver_unit,
        giver=row.giver,
        receiver_unit=row.receiver_unit,
        receiver=row.receiver,
        at=row.at,
        due_at=step_due_of(row, pauses),
        result=row.result,
        grounds=row.grounds,
        remark=row.remark,
    )
