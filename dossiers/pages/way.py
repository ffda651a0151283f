"""The way of a dossier as a timeline: coarse without a key, with one every stop that really was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.lifecycle import DossierState
from dossiers.pages.words import HERE_LABELS, STOP_LABELS, moment_label, stage_label
from dossiers.selectors.lookup import Details, Progress, Stage
from dossiers.selectors.stops import Stop


class Mark(StrEnum):
    """How a point of the timeline is drawn."""

    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the timeline; `letter` is the address at which its apology letter is verified."""

    label: str
    mark: Mark
    at: datetime | None = None
    note: str = ""
    letter: str = ""


def place_of(details: Details) -> str:
    """Where the dossier lies: desk and agency, or the place of reception, each named once."""
    if details.progress.stage is Stage.RESULT_READY:
        return details.receiving_unit
    if details.progress.stage is Stage.RECEIVED or details.unit == details.receiving_unit:
        return details.unit or details.receiving_unit
    return ", ".join(dict.fromkeys(filter(None, (details.unit, details.progress.agency))))


def coarse_points(progress: Progress) -> tuple[Point, ...]:
    """Reception, work, result: what anybody may know (Circular 01/2018/TT-VPCP, art. 16.2.d)."""
    stage = progress.stage
    middle = {Stage.RECEIVED: Mark.AHEAD, Stage.IN_PROCESS: Mark.HERE}.get(stage, Mark.DONE)
    last = {
        Stage.RESULT_READY: Point(_("Result ready"), Mark.HERE),
        Stage.RETURNED: Point(_("Result returned"), Mark.DONE),
        Stage.ENDED: Point(stage_label(stage), Mark.HERE),
    }.get(stage, Point(_("Result"), Mark.AHEAD))
    first = Mark.HERE if stage is Stage.RECEIVED else Mark.DONE
    return (
        Point(_("Received"), first, progress.received_at),
        Point(_("In process"), middle),
        last,
    )


def points(details: Details, stops: Sequence[Stop]) -> tuple[Point, ...]:
    """Every stop so far with its moment, where the dossier is now, and the result still to come."""
    return (*(_passed(stop, details) for stop in stops), *_now_and_ahead(details))


def _passed(stop: Stop, details: Details) -> Point:
    note, letter = "", ""
    if stop.act in ("receive", "import"):
        note = _received_where(details)
    elif stop.act == "transfer":
        note = details.progress.agency or ""
    elif stop.until is not None:
        note = _("The new date: %(moment)s.") % {"moment": moment_label(stop.until)}
        letter = reverse("verify-letter", args=[stop.letter]) if stop.letter else ""
    return Point(str(STOP_LABELS[stop.act]), Mark.DONE, stop.at, note, letter)


def _received_where(details: Details) -> str:
    if not details.received_on_paper:
        return details.receiving_unit
    return _("%(place)s, on paper while the system was down") % {"place": details.receiving_unit}


def _now_and_ahead(details: Details) -> tuple[Point, ...]:
    if details.state not in HERE_LABELS:
        return ()
    here = Point(str(HERE_LABELS[details.state]), Mark.HERE, note=place_of(details))
    if details.state == DossierState.SETTLED:
        return (here,)
    due_at = details.progress.due_at
    promised = _("promised for %(moment)s") % {"moment": moment_label(due_at)} if due_at else ""
    return here, Point(_("Result"), Mark.AHEAD, note=promised)
