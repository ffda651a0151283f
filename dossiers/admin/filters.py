"""Filters of the list of dossiers; their choices are fixed, so that no query over all dossiers makes them."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from agencies.domain.roles import AGENCY_ROLES, Role
from agencies.models import Agency, AgencyKind
from agencies.selectors import colleagues_in
from dossiers.admin.desk import desk_of
from dossiers.admin.words import worklist_label
from dossiers.lifecycle import DossierState
from dossiers.selectors.worklists import Worklist
from procedures.domain.zone import local_day
from procedures.models import CHANNEL_CHOICES

#: Everything, closed or open.
EVERYTHING = "all"
#: A choice among officers, and no user name.
NOBODY = "-"


def chosen_pile(request: HttpRequest) -> str:
    """The pile asked for; without one, what is open, or everything when words are searched for."""
    otherwise = EVERYTHING if request.GET.get("q") else Worklist.OPEN.value
    return request.GET.get("work") or otherwise


class WorklistFilter(DropdownFilter):
    """The pile shown."""

    title = _("worklist")
    parameter_name = "work"
    all_option = None

    def __init__(self, request, params, model, model_admin):
        self._chosen = chosen_pile(request)
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        piles = [(pile.value, worklist_label(pile)) for pile in desk_of(request).worklists]
        return [*piles, (EVERYTHING, _("All"))]

    def value(self):
        return self._chosen

    def queryset(self, request, queryset):
        if self._chosen not in set(Worklist):
            return queryset
        return desk_of(request).pile(Worklist(self._chosen), among=queryset)


class StateFilter(DropdownFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return DossierState.choices

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() else queryset


class ChannelFilter(DropdownFilter):
    title = _("channel")
    parameter_name = "channel"

    def lookups(self, request, model_admin):
        return CHANNEL_CHOICES

    def queryset(self, request, queryset):
        return queryset.filter(channel=self.value()) if self.value() else queryset


class HolderFilter(DropdownFilter):
    """Officers of the own agency, and what none of them has claimed; shown to those who sit there."""

    title = _("officer")
    parameter_name = "officer"

    def lookups(self, request, model_admin):
        desk = desk_of(request)
        homes = desk.roles.homes(*AGENCY_ROLES)
        if not homes:
            return []
        officers = colleagues_in(homes, on=local_day(desk.at)).order_by("full_name")
        named = list(officers.values_list("username", "full_name"))
        return [(NOBODY, _("Not claimed yet")), *named]

    def queryset(self, request, queryset):
        if self.value() == NOBODY:
            return queryset.filter(officer__isnull=True)
        return queryset.filter(officer__username=self.value()) if self.value() else queryset


class AgencyFilter(DropdownFilter):
    """Shown to those who see the dossiers of several agencies."""

    title = _("settling agency")
    parameter_name = "agency"

    def lookups(self, request, model_admin):
        desk = desk_of(request)
        if not desk.roles.has(Role.COUNTER, Role.CENTRE_HEAD, Role.OVERSIGHT):
            return []
        existing = Agency.objects.existing_on(local_day(desk.at)).exclude(kind=AgencyKind.UNIT)
        return list(existing.order_by("code").values_list("code", "name"))

    def queryset(self, request, queryset):
        return queryset.filter(agency__code=self.value()) if self.value() else queryset
