"""The desk's first page, put together from every app that has work for the officer."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.admin.permissions import may_read_dossiers, may_watch_system
from agencies.domain.roles import AGENCY_ROLES
from config.schedule import JOB_LABELS, PATIENCE
from dossiers.admin.dashboard import Pile, number, with_worklists
from dossiers.admin.desk import desk_of
from dossiers.selectors.worklists import MOST_COUNTED
from notifications.models import LetterState
from notifications.selectors import delay_notices_for, heartbeat, job_beats, letters_for
from notifications.selectors.heartbeat import SWEEP_TASK, Pulse


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Piles of dossiers, then delays to answer for; a sweep that is late stands above them all."""
    context = with_worklists(request, context)
    desk = desk_of(request)
    if may_read_dossiers(request) and desk.roles.nodes(*AGENCY_ROLES):
        context["piles"] = [*_delays(request), *context["piles"]]
    if may_watch_system(request):
        context["sweep_is_late"] = heartbeat(at=desk.at).pulse is Pulse.LATE
        context["late_jobs"] = _late_jobs(desk.at)
    return context


def _late_jobs(at: datetime) -> list[str]:
    """Names of the other periodic jobs that have not come to their end for too long."""
    others = {name: patience for name, patience in PATIENCE.items() if name != SWEEP_TASK}
    beats = job_beats(others, at=at)
    return [str(JOB_LABELS[job.name]) for job in beats if job.beat.pulse is Pulse.LATE]


def _delays(request: HttpRequest) -> list[Pile]:
    """What the agency owes: answers to demands, letters to prepare and to sign."""
    desk = desk_of(request)
    demands = delay_notices_for(desk.officer, at=desk.at).filter(
        answered_at=None, lapsed_at=None, answer_by__gt=desk.at
    )
    letters = letters_for(desk.officer, at=desk.at)
    notices = reverse("admin:notifications_delaynotice_changelist")
    written = reverse("admin:notifications_apologyletter_changelist")
    return [
        _pile(
            demands,
            _("Delay notices to give"),
            _("Finish in time, or give the reason and a new date."),
            f"{notices}?state=open",
        ),
        _pile(
            letters.filter(state=LetterState.DRAFT),
            _("Apology letters to prepare"),
            _("The reason, the new date or the signer is missing."),
            f"{written}?state__exact={LetterState.DRAFT}",
        ),
        _pile(
            letters.filter(state=LetterState.READY),
            _("Apology letters to sign"),
            _("Complete: they wait for the head."),
            f"{written}?state__exact={LetterState.READY}",
        ),
    ]


def _pile(rows, label: str, hint: str, href: str) -> Pile:
    count = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
    return Pile(label, hint, href, number(count), "late" if count else "empty")
