"""Duties missed: what heads, the Centre's head and oversight look at; nothing here can be taken back."""

from datetime import timedelta

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from agencies.admin.permissions import may_supervise
from agencies.models import Agency, AgencyKind
from dossiers.admin.cells import two_lines
from dossiers.admin.desk import desk_of
from dossiers.admin.exports import VIOLATION_COLUMNS
from dossiers.admin.showing import ListAdmin
from dossiers.models import Violation
from dossiers.selectors.violations import violations_for
from procedures.domain.zone import day_start, local, local_day

#: Periods to choose from, each with how many days it looks back.
PERIODS = {"7": _("Last 7 days"), "30": _("Last 30 days"), "90": _("Last 90 days")}


class KindFilter(DropdownFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return Violation.Kind.choices

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class AgencyAtFaultFilter(DropdownFilter):
    title = _("agency at fault")
    parameter_name = "agency"

    def lookups(self, request, model_admin):
        existing = Agency.objects.existing_on(local_day(desk_of(request).at))
        agencies = existing.exclude(kind=AgencyKind.UNIT).order_by("code")
        return list(agencies.values_list("code", "name"))

    def queryset(self, request, queryset):
        return queryset.filter(agency__code=self.value()) if self.value() else queryset


class PeriodFilter(DropdownFilter):
    title = _("found")
    parameter_name = "days"

    def lookups(self, request, model_admin):
        return list(PERIODS.items())

    def queryset(self, request, queryset):
        if self.value() not in PERIODS:
            return queryset
        first = local_day(desk_of(request).at) - timedelta(days=int(self.value()))
        return queryset.filter(found_at__gte=day_start(first))


@admin.register(Violation)
class ViolationAdmin(ListAdmin):
    list_display = ["shown_dossier", "shown_kind", "shown_agency", "shown_due", "shown_found"]
    list_filter = [KindFilter, AgencyAtFaultFilter, PeriodFilter]
    list_select_related = ["dossier__procedure_version", "agency"]
    ordering = ["-pk"]
    export_title = _("Duties missed")
    export_columns = VIOLATION_COLUMNS

    def has_module_permission(self, request):
        return may_supervise(request)

    def get_queryset(self, request):
        desk = desk_of(request)
        return violations_for(desk.officer, at=desk.at, roles=desk.roles)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": _("Duties missed")} | (extra_context or {})
        )

    @display(description=_("duty"))
    def shown_kind(self, violation):
        return format_html(
            '<span class="desk-badge desk-late">{}</span>', violation.get_kind_display()
        )

    @display(description=_("agency at fault"))
    def shown_agency(self, violation):
        return two_lines(violation.agency.name, violation.agency.code)

    @display(description=_("was due"), ordering="due_at")
    def shown_due(self, violation):
        return _day_and_hour(violation.due_at) if violation.due_at else "–"

    @display(description=_("found"), ordering="found_at")
    def shown_found(self, violation):
        return _day_and_hour(violation.found_at)


def _day_and_hour(moment):
    return two_lines(f"{local(moment):%d/%m/%Y}", f"{local(moment):%H:%M}")
