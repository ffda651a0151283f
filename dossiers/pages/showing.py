"""What the page of a dossier shows, in the order in which it is read: where it stands, until when, what is to do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from dossiers.lifecycle import DossierState
from dossiers.pages.words import (
    DELIVERY_SENTENCES,
    STAGE_SENTENCES,
    reasons,
    stage_label,
)
from dossiers.selectors.lookup import Details, Progress, Stage
from procedures.domain.clock import time_left
from procedures.selectors import work_calendar
from procedures.wording import time_left_label

S = DossierState


class Mark(StrEnum):
    """How a point of the timeline is drawn."""

    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"


class Tone(StrEnum):
    """How urgent the date is."""

    CALM = "calm"
    WAITING = "waiting"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Point:
    """One stop on the dossier's way."""

    label: str
    mark: Mark
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The page's content; everything from `details` on is empty without PIN or QR."""

    progress: Progress
    stage: str
    sentence: str
    tone: Tone
    points: tuple[Point, ...]
    percent: int
    shows_dates: bool
    left: str = ""
    details: Details | None = None
    reasons: tuple[str, ...] = ()
    delivery: str = ""


def shown(progress: Progress, details: Details | None, *, now: datetime) -> Shown:
    """Arrange an answer of the look-up for reading."""
    return Shown(
        progress=progress,
        stage=stage_label(progress.stage),
        sentence=_sentence(progress, details),
        tone=_tone(progress, details),
        points=_points(progress, details),
        percent=round(100 * progress.step / progress.steps),
        shows_dates=progress.overdue is not None,
        left=_left(details, now),
        details=details,
        reasons=tuple(reason["sentence"] for reason in reasons(details)) if details else (),
        delivery=_delivery(details),
    )


def _sentence(progress: Progress, details: Details | None) -> str:
    if details is not None and details.items_asked:
        return _("Something is missing. The dossier waits for what you are asked to add.")
    if details is not None and details.state == S.PAYMENT_REQUESTED:
        return _("A fee is to be paid before the work goes on.")
    if progress.overdue and progress.stage in (Stage.RECEIVED, Stage.IN_PROCESS):
        return _late_sentence(details)
    return str(STAGE_SENTENCES[progress.stage])


def _late_sentence(details: Details | None) -> str:
    """What the law promises then (Decree 61/2018/NĐ-CP, art. 19.9); the date moves once only."""
    if details is not None and details.reappointed_at is not None:
        return _("The new return date has passed too. The heads of the agencies have been told.")
    return _(
        "The return date has passed. The agency owes you an apology with the reason and a new date."
    )


def _tone(progress: Progress, details: Details | None) -> Tone:
    if progress.stage in (Stage.RESULT_READY, Stage.RETURNED):
        return Tone.DONE
    if details is not None and (details.items_asked or details.state == S.PAYMENT_REQUESTED):
        return Tone.WAITING
    return Tone.LATE if progress.overdue else Tone.CALM


def _points(progress: Progress, details: Details | None) -> tuple[Point, ...]:
    stage = progress.stage
    last = Point(_("Result"), Mark.AHEAD)
    if stage is Stage.RESULT_READY:
        last = Point(_("Result ready"), Mark.HERE, details.settled_at if details else None)
    elif stage is Stage.RETURNED:
        last = Point(_("Result returned"), Mark.DONE, details.returned_at if details else None)
    elif stage is Stage.ENDED:
        last = Point(stage_label(stage), Mark.HERE, details.closed_at if details else None)
    return (
        Point(
            _("Received"),
            Mark.HERE if stage is Stage.RECEIVED else Mark.DONE,
            progress.received_at,
            details.receiving_unit if details else "",
        ),
        _middle(stage, details),
        last,
    )


def _middle(stage: Stage, details: Details | None) -> Point:
    mark = {Stage.RECEIVED: Mark.AHEAD, Stage.IN_PROCESS: Mark.HERE}.get(stage, Mark.DONE)
    unit = details.unit if details and stage is Stage.IN_PROCESS else ""
    return Point(_("In process"), mark, note=unit)


def _left(details: Details | None, now: datetime) -> str:
    if details is None or details.clock is None or not details.clock.running:
        return ""
    left = time_left(details.clock, work_calendar(), at=now)
    return time_left_label(left) if left else ""


def _delivery(details: Details | None) -> str:
    if details is None or details.progress.stage is not Stage.RESULT_READY:
        return ""
    return str(DELIVERY_SENTENCES.get(details.result_delivery, ""))
