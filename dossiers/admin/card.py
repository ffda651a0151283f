"""The page of one dossier, whole or beside the list: where it stands, until when and why, what may be done, what has been done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.admin.permissions import may_supervise
from dossiers.admin.cells import due_tone, state_badge
from dossiers.admin.desk import actor_of, desk_of, dossier_or_404, reads_documents
from dossiers.admin.files import card_of
from dossiers.admin.outcome import paper_address, print_label
from dossiers.admin.slip import beside, slip_of
from dossiers.admin.timeline import entries
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier
from dossiers.selectors import OpenAct, open_acts
from dossiers.selectors.clock import due_of
from dossiers.selectors.outages import entered_from_paper_at
from dossiers.wording import act_label, sentence
from procedures.domain.clock import time_left
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar
from procedures.wording import explain, limit_label, time_left_label

#: Acts that lead a dossier on, in the order of its life: shown first.
NEXT = (
    "receive",
    "confirm_arrival",
    "tell_applicant",
    "transfer",
    "answer_consultation",
    "hand_over",
    "accept_supplement",
    "confirm_payment",
    "settle",
    "return_result",
)
#: Acts that end a dossier or go back on it: shown last and quietly.
GRAVE = ("decline", "withdraw", "stop", "reopen")
#: Obstacles that only say that there is nothing to do: such an act is not shown at all.
IDLE = {
    "already_forwarded",
    "no_open_consultation",
    "not_forwarded",
    "nothing_to_refuse",
    "nothing_to_tell",
}
WEIGHTS = ("main", "minor", "grave")


@dataclass(frozen=True, slots=True)
class Button:
    """An act the officer's role allows here; with `reasons` it cannot be done now, and they say why."""

    label: str
    href: str
    weight: str
    reasons: tuple[str, ...]

    @property
    def rank(self) -> int:
        """Where it stands in the row; what cannot be done now stands behind what can."""
        return WEIGHTS.index(self.weight) + len(WEIGHTS) * bool(self.reasons)


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """The dossier, read-only; with `?panel=1` only what the list shows at its side."""
    dossier = dossier_or_404(request, key)
    with_texts = reads_documents(request)
    context = {
        **admin.site.each_context(request),
        "title": dossier.code or str(dossier.ref),
        "dossier": dossier,
        "badge": state_badge(dossier),
        "buttons": _buttons(request, dossier),
        "entered_from_paper_at": entered_from_paper_at(dossier),
        "clock": _clock(request, dossier),
        "entries": entries(dossier, with_texts=with_texts),
        "slip": slip_of(dossier, at=desk_of(request).at),
        **beside(dossier, desk_of(request), with_texts=with_texts),
        "announcements": dossier.announcements.select_related("said_by", "told_by").order_by("pk"),
        "something_to_tell": dossier.has_something_to_tell,
        "fees": dossier.fees.select_related("taken_by").order_by("pk"),
        "reads_documents": with_texts,
        "may_see_accesses": may_supervise(request),
    }
    if with_texts:
        context |= _contents(dossier) | card_of(request, dossier)
    template = "panel" if request.GET.get("panel") else "card"
    return TemplateResponse(request, f"admin/dossiers/{template}.html", context)


def _buttons(request: HttpRequest, dossier: Dossier) -> list[Button]:
    found = open_acts(dossier, actor=actor_of(request), at=desk_of(request).at)
    buttons = [
        Button(
            label=act_label(opened.act),
            href=reverse("admin:dossiers_dossier_act", args=[dossier.key, opened.act]),
            weight=_weight(opened.act),
            reasons=tuple(sentence(ActRefused(code, act=opened.act)) for code in opened.obstacles),
        )
        for opened in sorted(found, key=_by_life)
        if IDLE.isdisjoint(opened.obstacles)
    ]
    return sorted(buttons, key=lambda button: button.rank)


def _weight(act: str) -> str:
    return "main" if act in NEXT else "grave" if act in GRAVE else "minor"


def _by_life(opened: OpenAct) -> int:
    """Acts that lead on, in the order of a dossier's life, then the others as the table has them."""
    return NEXT.index(opened.act) if opened.act in NEXT else len(NEXT)


def _clock(request: HttpRequest, dossier: Dossier) -> dict[str, Any] | None:
    """The due moment with its reasons; while it stands still, as if it went on now."""
    if not dossier.was_received:
        return None
    at = desk_of(request).at
    answer = due_of(dossier, as_of=at)
    left = time_left(answer, work_calendar(), at=at) if dossier.clock_runs else None
    is_late = dossier.is_overdue(at)
    return {
        "answer": answer,
        "limit": limit_label(dossier.limit_value or 1, dossier.limit_unit),
        "left": time_left_label(left) if left else "",
        "tone": due_tone(left, is_late=is_late),
        "is_late": is_late,
        "sentences": explain(answer),
        "ask_until": _last_day_to_ask(dossier, at=at),
    }


def _last_day_to_ask(dossier: Dossier, *, at: datetime) -> date | None:
    """The day until whose midnight the agency may ask for its one supplement, while it may."""
    until = dossier.supplement_until
    may_ask = dossier.state in (DossierState.RECEIVED, DossierState.PROCESSING)
    if until is None or until <= at or dossier.supplement_count or not may_ask:
        return None
    return local_day(until - timedelta(microseconds=1))


def _contents(dossier: Dossier) -> dict[str, Any]:
    papers = dossier.forms.defer("pdf", "context").order_by("-pk")
    return {
        "documents": dossier.documents.order_by("position", "pk"),
        "supplements": dossier.supplements.order_by("-asked_at"),
        "papers": [
            {
                "paper": paper,
                "href": paper_address(paper, dossier.key),
                "label": print_label(paper),
            }
            for paper in papers
        ],
    }
