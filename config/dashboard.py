"""The desk's first page, put together from every app that has work for the officer."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.admin.permissions import may_configure, may_read_dossiers, may_watch_system
from agencies.domain.roles import AGENCY_ROLES, Role
from agencies.selectors.tokens import ending_tokens
from config.schedule import JOB_LABELS, PATIENCE
from dossiers.admin.dashboard import with_worklists
from dossiers.admin.desk import desk_of
from dossiers.admin.tiles import Group, Pile, laid_out, number
from dossiers.selectors.worklists import Desk, capped_count
from notifications.models import LetterState
from notifications.selectors import delay_notices_for, heartbeat, job_beats, letters_for
from notifications.selectors.heartbeat import SWEEP_TASK, Pulse
from notifications.services.letter_signers import ACT as SIGNING


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What presses first, then the other piles by whose work they are; a sweep that is late stands above all.

    Administrators are told of access tokens that end soon: a partner would be shut out.
    """
    context = with_worklists(request, context)
    desk = desk_of(request)
    if may_read_dossiers(request):
        context |= laid_out([*_delays(desk), *_to_sign(desk), *context["piles"]])
    if may_watch_system(request):
        context["sweep_is_late"] = heartbeat(at=desk.at).pulse is Pulse.LATE
        context["late_jobs"] = _late_jobs(desk.at)
    if may_configure(request):
        soon = timedelta(days=settings.TOKEN_WARN_DAYS)
        context["tokens_ending"] = ending_tokens(at=desk.at, within=soon).count()
    return context


def _late_jobs(at: datetime) -> list[str]:
    """Names of the other periodic jobs that have not come to their end for too long."""
    others = {name: patience for name, patience in PATIENCE.items() if name != SWEEP_TASK}
    beats = job_beats(others, at=at)
    return [str(JOB_LABELS[job.name]) for job in beats if job.beat.pulse is Pulse.LATE]


def _delays(desk: Desk) -> list[Pile]:
    """What the officer's agency owes: answers to demands, letters to prepare."""
    if not desk.roles.nodes(*AGENCY_ROLES):
        return []
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
    ]


def _to_sign(desk: Desk) -> list[Pile]:
    """Letters that lack only the signature: pressing for those who sign, for their agency to know of."""
    signs = desk.roles.capacity_for(SIGNING, (Role(settings.APOLOGY_SIGNER),), None) is not None
    if not signs and not desk.roles.nodes(*AGENCY_ROLES):
        return []
    written = reverse("admin:notifications_apologyletter_changelist")
    return [
        _pile(
            letters_for(desk.officer, at=desk.at).filter(state=LetterState.READY),
            _("Apology letters to sign"),
            _("Complete: they wait for the head."),
            f"{written}?state__exact={LetterState.READY}",
            tone="late" if signs else "calm",
        )
    ]


def _pile(rows, label: str, hint: str, href: str, *, tone: str = "late") -> Pile:
    count = capped_count(rows)
    return Pile(label, hint, href, number(count), tone if count else "empty", Group.AGENCY)
