"""The first page of the desk: every pile of the officer with its number, one click from the list."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.admin.permissions import may_read_dossiers, may_receive
from agencies.domain.roles import AGENCY_ROLES
from dossiers.admin.desk import desk_of
from dossiers.admin.duties import duties
from dossiers.admin.tiles import Group, Pile, number
from dossiers.admin.words import worklist_hint, worklist_label
from dossiers.selectors.worklists import (
    LIMITS,
    OF_AGENCIES,
    OF_COUNTERS,
    UNCOUNTED,
    Desk,
    Worklist,
)
from procedures.domain.zone import local, local_day

#: Piles that ask for something today, however many they hold.
URGENT: Mapping[Worklist, str] = {
    Worklist.OVERDUE: "late",
    Worklist.DUE_TODAY: "near",
    Worklist.TO_TRANSFER: "near",
    Worklist.TO_ANSWER: "near",
    Worklist.ARRIVING: "near",
}


def with_worklists(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the officer's piles to the context of the admin's first page."""
    context["title"] = _("My work today")
    context["may_receive"] = may_receive(request)
    if may_read_dossiers(request):
        desk = desk_of(request)
        counts = {name: desk.count(name) for name in desk.worklists if name not in UNCOUNTED}
        context["piles"] = [
            *duties(request),
            *(_pile(desk, name, counts) for name in counts),
        ]
    return context


def _pile(desk: Desk, name: Worklist, counts: Mapping[Worklist, int]) -> Pile:
    count = counts[name]
    tone, note = _limit(desk, name) if count else ("empty", "")
    return Pile(
        label=worklist_label(name),
        hint=worklist_hint(name),
        href=f"{reverse('admin:dossiers_dossier_changelist')}?work={name.value}",
        number=number(count),
        tone=tone,
        group=_group(desk, name),
        note=_after_the_mark(counts) if name == Worklist.TO_TRANSFER else note,
    )


def _group(desk: Desk, name: Worklist) -> Group:
    """Time limits are work of those who settle; everybody else watches them."""
    if name in OF_COUNTERS:
        return Group.COUNTER
    settles = bool(desk.roles.nodes(*AGENCY_ROLES)) and name != Worklist.OPEN
    return Group.AGENCY if name in OF_AGENCIES or settles else Group.WATCHING


def _limit(desk: Desk, name: Worklist) -> tuple[str, str]:
    """The tone of a pile that is not empty, and its next limit where it has one of its own."""
    tone = URGENT.get(name, "calm")
    first = desk.first_moment(name, LIMITS[name]) if name in LIMITS else None
    if first is None:
        return tone, ""
    if first <= desk.at:
        return "late", _("The first is past its limit of %(moment)s.") % _moment(first)
    if local_day(first) == local_day(desk.at):
        tone = "near"
    return tone, _("The next limit ends at %(moment)s.") % _moment(first)


def _moment(moment) -> dict[str, str]:
    return {"moment": f"{local(moment):%H:%M %d/%m}"}


def _after_the_mark(counts: Mapping[Worklist, int]) -> str:
    """What came after 15:00 need not go today (art. 18.2 of Decree 61/2018/NĐ-CP)."""
    later = counts.get(Worklist.TO_TRANSFER_NEXT, 0)
    if not later:
        return ""
    said = ngettext(
        "%(count)s more came after 15:00 and goes on the next working day.",
        "%(count)s more came after 15:00 and go on the next working day.",
        later,
    )
    return said % {"count": number(later)}
