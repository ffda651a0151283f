"""Sectors and procedures, each with the line of its versions."""

from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from batches.admin.columns import Column
from procedures.admin.imports import import_page
from procedures.admin.permissions import ConfigurationAdmin, ReadableByOfficers
from procedures.domain.text import search_key
from procedures.models import Procedure, ProcedureVersion, Sector
from procedures.selectors import search_procedures


@admin.register(Sector)
class SectorAdmin(ConfigurationAdmin):
    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    ordering = ["name"]

    def has_delete_permission(self, request, obj=None):
        return False


def _number(version):
    return _("draft") if version.is_draft else version.number


class VersionLine(ReadableByOfficers, TabularInline):
    """The versions of a procedure, newest first; each is opened by its number."""

    model = ProcedureVersion
    fields = ["numbered", "valid_from", "valid_to", "decision_no", "settling_agency", "compared"]
    readonly_fields = fields
    ordering = ["-number"]
    extra = 0
    verbose_name_plural = _("versions")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("number"))
    def numbered(self, version):
        address = reverse("admin:procedures_procedureversion_change", args=[version.pk])
        return format_html('<a href="{}">{}</a>', address, _number(version))

    @admin.display(description=_("against the one before"))
    def compared(self, version):
        if version.number == 1:
            return "–"
        address = reverse("admin:procedures_procedureversion_compare", args=[version.pk])
        return format_html('<a href="{}">{}</a>', address, _("Compare"))


@admin.register(Procedure)
class ProcedureAdmin(ConfigurationAdmin):
    list_display = ["code", "short_name", "sector", "closed_on"]
    list_select_related = ["sector"]
    list_filter = [("closed_on", admin.EmptyFieldListFilter)]
    search_fields = ["code"]
    ordering = ["code"]
    fields = ["code", "name", "sector", "closed_on"]
    list_before_template = "admin/procedures/catalogue_import.html"
    export_columns = [
        Column(_("code"), "code"),
        Column(_("name"), "name", 60),
        Column(_("sector"), "sector", 30),
        Column(_("closed on"), "closed_on"),
    ]
    autocomplete_fields = ["sector"]
    inlines = [VersionLine]

    def get_urls(self):
        page = self.admin_site.admin_view(import_page)
        own = path("import/", page, name="procedures_procedure_import")
        return [own, *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        found = search_procedures(search_term).values("pk")
        return queryset.filter(pk__in=found), False

    def save_model(self, request, obj, form, change):
        obj.search_key = search_key(f"{obj.code} {obj.name} {obj.sector.name}")
        super().save_model(request, obj, form, change)

    @admin.display(description=_("name"), ordering="name")
    def short_name(self, procedure):
        return procedure.name if len(procedure.name) <= 120 else f"{procedure.name[:119]}…"
