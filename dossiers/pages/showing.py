"""What the page of a dossier shows, in the order in which it is read: what to do, where it is, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dossiers.pages.todo import Todo, Tone, late_sentence, todo
from dossiers.pages.way import Point, coarse_points, place_of, points
from dossiers.pages.words import STAGE_SENTENCES, reasons, stage_label
from dossiers.selectors.feedback import Given
from dossiers.selectors.lookup import Details, Progress, Stage
from dossiers.selectors.stops import Stop
from procedures.domain.clock import time_left
from procedures.selectors import work_calendar
from procedures.wording import time_left_label

_UNDER_WAY = (Stage.RECEIVED, Stage.IN_PROCESS)


@dataclass(frozen=True, slots=True)
class Shown:
    """The page's content; everything from `todo` on is empty without PIN or QR."""

    progress: Progress
    stage: str
    sentence: str
    #: Degree of completion in words, with a key also where the dossier is.
    place: str
    tone: Tone
    points: tuple[Point, ...]
    percent: int
    shows_date: bool
    as_of: datetime
    todo: Todo | None = None
    left: str = ""
    details: Details | None = None
    reasons: tuple[str, ...] = ()
    feedback: tuple[Given, ...] = ()


def shown(progress: Progress, *, now: datetime) -> Shown:
    """Arrange the strict answer for reading."""
    is_late = bool(progress.overdue) and progress.stage in _UNDER_WAY
    is_done = progress.stage in (Stage.RESULT_READY, Stage.RETURNED)
    return Shown(
        progress=progress,
        stage=stage_label(progress.stage),
        sentence=late_sentence(None) if is_late else str(STAGE_SENTENCES[progress.stage]),
        place=_place(progress, None),
        tone=Tone.DONE if is_done else Tone.LATE if is_late else Tone.CALM,
        points=coarse_points(progress),
        percent=_percent(progress),
        shows_date=progress.overdue is not None and _awaits_result(progress),
        as_of=now,
    )


def shown_with_key(
    details: Details, stops: Sequence[Stop], feedback: Sequence[Given], *, now: datetime
) -> Shown:
    """Arrange all that the receipt's holder may see."""
    progress, next_step = details.progress, todo(details)
    return Shown(
        progress=progress,
        stage=stage_label(progress.stage),
        sentence="",
        place=_place(progress, details),
        tone=next_step.tone,
        points=points(details, stops),
        percent=_percent(progress),
        shows_date=_awaits_result(progress),
        as_of=now,
        todo=next_step,
        left=_left(details, now),
        details=details,
        reasons=tuple(reason["sentence"] for reason in reasons(details)),
        feedback=tuple(feedback),
    )


def _awaits_result(progress: Progress) -> bool:
    return progress.stage not in (Stage.RETURNED, Stage.ENDED)


def _percent(progress: Progress) -> int:
    return round(100 * progress.step / progress.steps)


def _place(progress: Progress, details: Details | None) -> str:
    steps = {"step": progress.step, "steps": progress.steps}
    if progress.stage is Stage.RETURNED:
        return _("The dossier has gone through all %(steps)s steps.") % steps
    if progress.stage is Stage.ENDED:
        return _("The dossier was ended at step %(step)s of %(steps)s.") % steps
    if details is None:
        return _("The dossier is at step %(step)s of %(steps)s.") % steps
    found = {**steps, "place": place_of(details)}
    return _("The dossier is at step %(step)s of %(steps)s, at %(place)s.") % found


def _left(details: Details, now: datetime) -> str:
    if details.clock is None or not details.clock.running:
        return ""
    left = time_left(details.clock, work_calendar(), at=now)
    return time_left_label(left) if left else ""
