"""The cells of the list: what an officer reads of a dossier at a glance."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.lifecycle import DossierState
from dossiers.models import Dossier
from dossiers.selectors.handovers import StepDue
from dossiers.selectors.supplements import Awaited
from procedures.domain.clock import TimeLeft
from procedures.domain.zone import local, local_day
from procedures.wording import time_left_label

S = DossierState

#: How a state's badge is coloured: whose turn it is.
TONES: Mapping[str, str] = {
    S.SUBMITTED: "waiting",
    S.RECEIVED: "active",
    S.PROCESSING: "active",
    S.SUPPLEMENT_REQUESTED: "paused",
    S.PAYMENT_REQUESTED: "paused",
    S.SETTLED: "ready",
    S.RETURNED: "done",
    S.DECLINED: "ended",
    S.WITHDRAWN: "ended",
    S.STOPPED: "ended",
}

#: Working hours left in which a submission is shown as pressing.
RECEPTION_NEAR = 2


def state_badge(dossier: Dossier) -> str:
    return format_html(
        '<span class="desk-badge desk-{}">{}</span>',
        TONES[dossier.state],
        S(dossier.state).label,
    )


def two_lines(first: object, second: object = "") -> str:
    """A main line and a quiet one under it."""
    return format_html(
        '<span class="desk-main">{}</span><span class="desk-quiet">{}</span>', first, second or ""
    )


def panel_link(dossier: Dossier) -> str:
    """The code as the way to the dossier's page, which the list's script shows at its side."""
    address = reverse("admin:dossiers_dossier_change", args=[dossier.key])
    return format_html(
        '<a href="{}" data-panel="{}?panel=1">{}</a>',
        address,
        address,
        dossier.code or _("no code yet"),
    )


def due_cell(dossier: Dossier, left: TimeLeft | None, *, is_late: bool) -> str:
    """The due moment, coloured by how near it is, with the time left in words."""
    if dossier.due_at is None:
        return two_lines("–", _("late when it was stopped") if is_late else "")
    moment = f"{local(dossier.due_at):%H:%M %d/%m/%Y}"
    if dossier.due_is_provisional:
        moment = _("%(moment)s (provisional)") % {"moment": moment}
    words = time_left_label(left) if left else ""
    tone = due_tone(left, is_late=is_late)
    return format_html('<span class="desk-due-{}">{}</span>', tone, two_lines(moment, words))


def reception_cell(dossier: Dossier, left: TimeLeft) -> str:
    """By when a submission is to be answered, and the working hours left or gone."""
    assert dossier.reception_due_at is not None  # noqa: S101 -- else there is no time left to tell
    moment = f"{local(dossier.reception_due_at):%H:%M %d/%m/%Y}"
    tone = "late" if left.late else "near" if left.hours < RECEPTION_NEAR else "calm"
    words = two_lines(moment, time_left_label(left))
    return format_html('<span class="desk-due-{}">{}</span>', tone, words)


def awaited_cell(asked: Awaited) -> str:
    """The clock stands still; since when and until when the applicant's answer is awaited."""
    since = _("since %(day)s") % {"day": f"{local(asked.since):%d/%m/%Y}"}
    if asked.until is None:
        return two_lines(since)
    return two_lines(since, _("awaited until %(day)s") % {"day": f"{local(asked.until):%d/%m/%Y}"})


def transfer_cell(dossier: Dossier, *, at: datetime) -> str:
    """By when the dossier has to be at the agency (art. 18.2 of Decree 61/2018/NĐ-CP)."""
    if dossier.transfer_due_at is None:
        return "–"
    is_late = dossier.transfer_due_at < at
    words = two_lines(
        f"{local(dossier.transfer_due_at):%H:%M %d/%m/%Y}", _("late") if is_late else ""
    )
    return format_html('<span class="desk-due-{}">{}</span>', "late" if is_late else "calm", words)


def waiting_cell(since: datetime | None, *, at: datetime) -> str:
    """Since when a result waits at the counter, and for how many days."""
    if since is None:
        return "–"
    days = (local_day(at) - local_day(since)).days
    waited = ngettext("for %(count)s day", "for %(count)s days", days) % {"count": days}
    return two_lines(f"{local(since):%H:%M %d/%m/%Y}", waited if days else _("since today"))


def holder_cell(dossier: Dossier, step: StepDue | None, *, at: datetime) -> str:
    """Who has the dossier, and until when the desk has to be done with its step."""
    name = dossier.officer or _("not claimed yet")
    if step is None or step.due_at is None:
        return two_lines(name, dossier.unit)
    until = _("step until %(moment)s") % {"moment": f"{local(step.due_at):%H:%M %d/%m}"}
    tone = "late" if step.due_at < at else "calm"
    return two_lines(name, format_html('<span class="desk-due-{}">{}</span>', tone, until))


def due_tone(left: TimeLeft | None, *, is_late: bool) -> str:
    """`late`, `near` on the last day, else `calm`."""
    if is_late:
        return "late"
    return "near" if left is not None and left.days < 1 else "calm"
