"""The cells of the list: what an officer reads of a dossier at a glance."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from html import escape
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

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
    return _badge(dossier.state, get_language())


@lru_cache(maxsize=64)
def _badge(state: str, _language: str) -> str:
    return format_html('<span class="desk-badge desk-{}">{}</span>', TONES[state], S(state).label)


#: What `escape` replaces; in most texts there is none.
_SIGNS_OF_MARKUP = re.compile("[&<>\"']")


def two_lines(first: object, second: object = "") -> str:
    """A main line and a quiet one under it."""
    main, quiet = _escaped(first), _escaped(second or "")
    return SafeString(
        f'<span class="desk-main">{main}</span><span class="desk-quiet">{quiet}</span>'
    )


def _escaped(text: object) -> str:
    """As `conditional_escape`, which asks more of each of the hundreds of texts of a page."""
    if isinstance(text, SafeString):
        return text
    text = str(text)
    return escape(text) if _SIGNS_OF_MARKUP.search(text) else text


def _toned(tone: str, words: str) -> str:
    """Words already escaped, coloured."""
    return SafeString(f'<span class="desk-due-{tone}">{words}</span>')


#: What `reverse` leaves as it is in an address.
_UNQUOTED = "!$&'()*+,;=/~:@"


def dossier_address(key: str) -> str:
    """The page of a dossier, as `reverse` makes it, which takes long for each row of a list."""
    return f"{_list_address()}{quote(key, safe=_UNQUOTED)}/"


@lru_cache(maxsize=1)
def _list_address() -> str:
    return reverse("admin:dossiers_dossier_changelist")


def panel_link(dossier: Dossier) -> str:
    """The code as the way to the dossier's page, which the list's script shows at its side."""
    address = _escaped(dossier_address(dossier.key))
    name = _escaped(dossier.code or _("no code yet"))
    return SafeString(f'<a href="{address}" data-panel="{address}?panel=1">{name}</a>')


def due_cell(dossier: Dossier, left: TimeLeft | None, *, is_late: bool) -> str:
    """The due moment, coloured by how near it is, with the time left in words."""
    if dossier.due_at is None:
        return two_lines("–", _("late when it was stopped") if is_late else "")
    moment = f"{local(dossier.due_at):%H:%M %d/%m/%Y}"
    if dossier.due_is_provisional:
        moment = _("%(moment)s (provisional)") % {"moment": moment}
    words = _left_in_words(left, get_language()) if left else ""
    return _toned(due_tone(left, is_late=is_late), two_lines(moment, words))


@lru_cache(maxsize=4096)
def _left_in_words(left: TimeLeft, _language: str) -> str:
    return time_left_label(left)


def reception_cell(dossier: Dossier, left: TimeLeft) -> str:
    """By when a submission is to be answered, and the working hours left or gone."""
    assert dossier.reception_due_at is not None  # noqa: S101 -- else there is no time left to tell
    moment = f"{local(dossier.reception_due_at):%H:%M %d/%m/%Y}"
    tone = "late" if left.late else "near" if left.hours < RECEPTION_NEAR else "calm"
    return _toned(tone, two_lines(moment, _left_in_words(left, get_language())))


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
    return _toned("late" if is_late else "calm", words)


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
    return two_lines(name, _toned(tone, _escaped(until)))


def due_tone(left: TimeLeft | None, *, is_late: bool) -> str:
    """`late`, `near` on the last day, else `calm`."""
    if is_late:
        return "late"
    return "near" if left is not None and left.days < 1 else "calm"
