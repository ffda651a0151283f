"""The first page of the desk: every pile of the officer with its number, one click from the list."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.admin.permissions import may_read_dossiers, may_receive
from dossiers.admin.desk import desk_of
from dossiers.admin.duties import duties
from dossiers.admin.tiles import Pile, number
from dossiers.admin.words import worklist_hint, worklist_label
from dossiers.selectors.worklists import Worklist

#: Piles that ask for something today; the others are only looked up.
URGENT = {Worklist.OVERDUE: "late", Worklist.DUE_TODAY: "near", Worklist.TO_TRANSFER: "near"}
#: Too long to count for a first page, and no work of anybody's.
UNCOUNTED = {Worklist.CLOSED}


def with_worklists(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the piles to the context of the admin's first page."""
    context["title"] = _("My work today")
    context["may_receive"] = may_receive(request)
    if may_read_dossiers(request):
        desk = desk_of(request)
        piles = [_pile(name, desk.count(name)) for name in desk.worklists if name not in UNCOUNTED]
        context["piles"] = [*duties(request), *piles]
    return context


def _pile(name: Worklist, count: int) -> Pile:
    return Pile(
        label=worklist_label(name),
        hint=worklist_hint(name),
        href=f"{reverse('admin:dossiers_dossier_changelist')}?work={name.value}",
        number=number(count),
        tone=URGENT.get(name, "calm") if count else "empty",
    )
