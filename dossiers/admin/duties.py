"""Cards of what the office owes beside results: applicants to tell, duties missed, submissions in time."""

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.admin.permissions import may_receive, may_supervise
from agencies.domain.roles import COUNTER_ROLES, Role
from dossiers.admin.desk import desk_of
from dossiers.admin.feedback import feedback_pile
from dossiers.admin.files import infected_pile
from dossiers.admin.tiles import Group, Pile, number
from dossiers.models import Announcement
from dossiers.selectors import visible_to
from dossiers.selectors.announcements import Standing, standing
from dossiers.selectors.receptions import reception_figures
from dossiers.selectors.violations import violations_for
from dossiers.selectors.worklists import capped_count
from procedures.domain.zone import day_start, local_day

#: Days back that the cards look.
LOOKED_BACK = 30


def duties(request: HttpRequest) -> list[Pile]:
    """The cards that concern the officer's roles."""
    cards = []
    if may_receive(request):
        cards.append(_to_tell(request))
        if infected := infected_pile(request):
            cards.append(infected)
    if feedback := feedback_pile(request):
        cards.append(feedback)
    if may_supervise(request):
        cards.append(_missed(request))
    if desk_of(request).roles.has(Role.CENTRE_HEAD, Role.OVERSIGHT):
        cards.append(_receptions(request))
    return cards


def _to_tell(request: HttpRequest) -> Pile:
    desk = desk_of(request)
    units = desk.roles.nodes(*COUNTER_ROLES) | desk.roles.homes(*COUNTER_ROLES)
    seen = visible_to(desk.officer, at=desk.at, roles=desk.roles)
    waiting = Announcement.objects.filter(
        standing(Standing.OPEN, at=desk.at), dossier__in=seen.filter(receiving_unit__in=units)
    )
    count = capped_count(waiting)
    late = waiting.filter(standing(Standing.LATE, at=desk.at)).exists()
    return Pile(
        label=_("To tell applicants"),
        hint=_("What agencies say reaches the applicant through the one-stop unit."),
        href=reverse("admin:dossiers_announcement_changelist"),
        number=number(count),
        tone="late" if late else "near" if count else "empty",
        group=Group.COUNTER,
    )


def _missed(request: HttpRequest) -> Pile:
    desk = desk_of(request)
    since = day_start(local_day(desk.at) - timedelta(days=LOOKED_BACK))
    found = violations_for(desk.officer, at=desk.at, roles=desk.roles).filter(found_at__gte=since)
    count = capped_count(found)
    return Pile(
        label=_("Duties missed"),
        hint=_("In the last %(days)s days: what should have been answered, passed on or told.")
        % {"days": LOOKED_BACK},
        href=f"{reverse('admin:dossiers_violation_changelist')}?days={LOOKED_BACK}",
        number=number(count),
        tone="near" if count else "empty",
    )


def _receptions(request: HttpRequest) -> Pile:
    """Of the units whose counters the officer heads; oversight sees all of them."""
    desk = desk_of(request)
    since = day_start(local_day(desk.at) - timedelta(days=LOOKED_BACK))
    watches_all = desk.roles.has(Role.OVERSIGHT)
    units = None if watches_all else desk.roles.nodes(Role.CENTRE_HEAD)
    figures = reception_figures(since=since, until=desk.at, units=units)
    in_time, all_ended = sum(f.in_time for f in figures), sum(f.all for f in figures)
    return Pile(
        label=_("Submissions answered in time"),
        hint=_("Of those to be answered in the last %(days)s days.") % {"days": LOOKED_BACK},
        href=f"{reverse('admin:dossiers_violation_changelist')}?kind=reception_late",
        number=f"{in_time}/{all_ended}",
        tone="near" if in_time < all_ended else "calm" if all_ended else "empty",
    )
