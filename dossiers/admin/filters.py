"""Filters of the list of dossiers; their choices are fixed, so that no query over all dossiers makes them."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.contrib.admin.widgets import AutocompleteSelect
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, DropdownFilter
from unfold.contrib.filters.forms import DropdownForm

from agencies.domain.roles import AGENCY_ROLES, Role
from agencies.models import Agency, AgencyKind
from agencies.selectors import named_colleagues
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


class _Written:
    """Before a filter of the theme's, which makes a form for each and renders it by ten templates: one template.

    Left to the theme where it may have to say that what was chosen does not exist.
    """

    @property
    def template(self):
        return "admin/dossiers/choice_filter.html" if self.is_plain() else super().template

    def choices(self, changelist):
        return iter([self.written()]) if self.is_plain() else super().choices(changelist)


class ChoiceFilter(_Written, DropdownFilter):
    """One of some choices."""

    def is_plain(self):
        return self._chosen in {str(value) for value, _label in self._offered}

    def written(self):
        chosen = self._chosen
        return {
            "label": _label(self.title),
            "field": f"id_{self.parameter_name}",
            "attributes": _choice_attributes(self.parameter_name),
            "options": _options(
                (value, label, str(value) == chosen) for value, label in self._offered
            ),
            "has_arrow": True,
        }

    @property
    def _chosen(self):
        return str(self.value() or "")

    @property
    def _offered(self):
        return [self.all_option, *self.lookup_choices] if self.all_option else self.lookup_choices


class ProcedureFilter(_Written, AutocompleteSelectFilter):
    """The search for a procedure."""

    def is_plain(self):
        return not self.value()

    def written(self):
        name, site = self.lookup_kwarg, self.model_admin.admin_site
        return {
            "label": _label(self.title),
            "field": f"id_{name}",
            "attributes": _search_attributes(self.field, site, name, get_language()),
            "options": _options([("", "", False)]),
        }


@lru_cache(maxsize=8)
def _search_attributes(field, site, name, _language):
    """Those of the theme's field that asks for a procedure."""
    widget = AutocompleteSelect(field, site, attrs={"class": "unfold-filter-autocomplete"})
    return flatatt({"name": name, **widget.build_attrs(widget.attrs, {"id": f"id_{name}"})})


def _label(title: str) -> str:
    return _(" By %(filter_title)s ") % {"filter_title": title}


def _options(options: Iterable[tuple[object, object, bool]]) -> SafeString:
    """Values, labels, and whether they are chosen, as a field of choice has them."""
    return SafeString(
        "".join(
            f'<option value="{escape(str(value))}"{" selected" if is_chosen else ""}>{escape(str(label))}</option>'
            for value, label, is_chosen in options
        )
    )


@lru_cache(maxsize=64)
def _choice_attributes(name: str) -> str:
    """Those of the theme's field of choice."""
    widget = DropdownForm.widget
    attributes = widget.build_attrs(widget.attrs, {"id": f"id_{name}"})
    return flatatt({"name": name, **attributes})


class WorklistFilter(ChoiceFilter):
    """The pile shown."""

    title = _("worklist")
    parameter_name = "work"
    all_option = None

    def __init__(self, request, params, model, model_admin):
        self._pile = chosen_pile(request)
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        piles = [(pile.value, worklist_label(pile)) for pile in desk_of(request).worklists]
        return [*piles, (EVERYTHING, _("All"))]

    def value(self):
        return self._pile

    def queryset(self, request, queryset):
        if self._pile not in set(Worklist):
            return queryset
        return desk_of(request).pile(Worklist(self._pile), among=queryset)


class StateFilter(ChoiceFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return DossierState.choices

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() else queryset


class ChannelFilter(ChoiceFilter):
    title = _("channel")
    parameter_name = "channel"

    def lookups(self, request, model_admin):
        return CHANNEL_CHOICES

    def queryset(self, request, queryset):
        return queryset.filter(channel=self.value()) if self.value() else queryset


class HolderFilter(ChoiceFilter):
    """Officers of the own agency, and what none of them has claimed; shown to those who sit there."""

    title = _("officer")
    parameter_name = "officer"

    def lookups(self, request, model_admin):
        desk = desk_of(request)
        homes = desk.roles.homes(*AGENCY_ROLES)
        if not homes:
            return []
        return [(NOBODY, _("Not claimed yet")), *named_colleagues(homes, on=local_day(desk.at))]

    def queryset(self, request, queryset):
        if self.value() == NOBODY:
            return queryset.filter(officer__isnull=True)
        return queryset.filter(officer__username=self.value()) if self.value() else queryset


class AgencyFilter(ChoiceFilter):
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
