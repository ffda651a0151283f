"""Versions of procedures with their limits, documents, fees and steps; read-only once in use."""

from django import forms
from django.contrib import admin
from django.db import models
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextareaWidget

from procedures.admin import publishing
from procedures.admin.permissions import ConfigurationAdmin, ConfigurationInline
from procedures.models import ChannelLimit, Fee, ProcedureVersion, ProcessStep, RequiredDocument
from procedures.models.version import LEVEL_CHOICES, LEVEL_LABELS
from procedures.selectors import is_in_use, process_gaps, search_procedures

#: What is stored as codes, and how it is told where it cannot be changed.
SHOWN_IN_WORDS = {"levels": "levels_in_words", "results": "results_in_words"}

LOW_TEXT = {models.TextField: {"widget": UnfoldAdminTextareaWidget(attrs={"rows": 2})}}


class VersionForm(forms.ModelForm):
    levels = forms.MultipleChoiceField(
        label=gettext_lazy("Levels"),
        choices=LEVEL_CHOICES,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        required=False,
    )


class FrozenInUse:
    """Contents of a version that a dossier was received under stay as they were."""

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not _is_frozen(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _is_frozen(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_frozen(request, obj)


def _is_frozen(request, version) -> bool:
    """Asked once per request and version: each inline would otherwise ask again."""
    if version is None:
        return False
    known = request.__dict__.setdefault("_versions_in_use", {})
    if version.pk not in known:
        known[version.pk] = is_in_use(version)
    return known[version.pk]


class LimitInline(FrozenInUse, ConfigurationInline):
    model = ChannelLimit
    formfield_overrides = LOW_TEXT
    fields = ["position", "channel", "case", "value", "unit", "note"]
    ordering = ["position"]


class DocumentInline(FrozenInUse, ConfigurationInline):
    model = RequiredDocument
    formfield_overrides = LOW_TEXT
    fields = ["position", "case", "name", "originals", "copies", "has_form", "required"]
    ordering = ["position"]


class FeeInline(FrozenInUse, ConfigurationInline):
    model = Fee
    formfield_overrides = LOW_TEXT
    fields = ["position", "channel", "name", "amount", "currency"]
    ordering = ["position"]


class StepInline(FrozenInUse, ConfigurationInline):
    model = ProcessStep
    fields = ["position", "name", "unit", "unit_text", "role", "budget_hours", "budget_goes_on"]
    raw_id_fields = ["unit"]
    ordering = ["position"]


def _in_words(fields):
    """A field of a form, or a row of them."""
    return fields if isinstance(fields, tuple) else SHOWN_IN_WORDS.get(fields, fields)


@admin.register(ProcedureVersion)
class ProcedureVersionAdmin(FrozenInUse, ConfigurationAdmin):
    list_display = ["code", "numbered", "short_name", "valid_from", "valid_to", "settling_agency"]
    list_select_related = ["procedure", "settling_agency"]
    list_filter = [("valid_to", admin.EmptyFieldListFilter), "settled_at_counter", "sensitive"]
    search_fields = ["procedure__code"]
    ordering = ["procedure__code", "-number"]
    form = VersionForm
    formfield_overrides = LOW_TEXT
    fieldsets = [
        (None, {"fields": ["procedure", "number", "valid_from", "valid_to", "name"]}),
        (
            gettext_lazy("As published"),
            {
                "classes": ["tab"],
                "fields": [
                    ("issuing_body", "decision_no"),
                    ("limit_value", "limit_unit"),
                    "category",
                    "levels",
                    "audience",
                    "executing_body",
                    "authority",
                    "legal_basis",
                    "results",
                    "source_url",
                ],
            },
        ),
        (
            gettext_lazy("How it is settled"),
            {
                "classes": ["tab"],
                "fields": [
                    "settling_agency",
                    "settled_at_counter",
                    "start_rule",
                    "payment_pause_article",
                    "sensitive",
                    "process",
                ],
            },
        ),
    ]
    autocomplete_fields = ["procedure"]
    raw_id_fields = ["settling_agency"]
    readonly_fields = ["process", *SHOWN_IN_WORDS.values()]
    inlines = [LimitInline, DocumentInline, FeeInline, StepInline]
    change_form_outer_before_template = "admin/procedures/version_acts.html"

    def get_urls(self):
        view, name = self.admin_site.admin_view, "procedures_procedureversion"
        return [
            path("<int:object_id>/compare/", view(publishing.compare), name=f"{name}_compare"),
            path("<int:object_id>/prepare/", view(publishing.prepare), name=f"{name}_prepare"),
            path("<int:object_id>/publish/", view(publishing.publish), name=f"{name}_publish"),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request, obj=None):
        """A draft may be thrown away; what was in force stays."""
        is_kept = obj is not None and not obj.is_draft
        return not is_kept and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        """What publishing sets is not typed into a draft."""
        set_by_publishing = ["procedure", "number", "valid_from", "valid_to"]
        return [*self.readonly_fields, *(set_by_publishing if obj and obj.is_draft else [])]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        shown = publishing.acts_of(request, object_id)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, options | {"fields": [_in_words(name) for name in options["fields"]]})
            for title, options in fieldsets
        ]

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        return queryset.filter(procedure__in=search_procedures(search_term)), False

    @admin.display(description=gettext_lazy("code"), ordering="procedure__code")
    def code(self, version):
        return version.procedure.code

    @admin.display(description=gettext_lazy("number"), ordering="number")
    def numbered(self, version):
        return _("draft") if version.is_draft else version.number

    @admin.display(description=gettext_lazy("name"))
    def short_name(self, version):
        return version.name if len(version.name) <= 120 else f"{version.name[:119]}…"

    @admin.display(description=gettext_lazy("levels"))
    def levels_in_words(self, version):
        return ", ".join(str(LEVEL_LABELS[level]) for level in version.levels) or "–"

    @admin.display(description=gettext_lazy("results"))
    def results_in_words(self, version):
        return "; ".join(str(result.get("name", "")) for result in version.results) or "–"

    @admin.display(description=gettext_lazy("process against the limit"))
    def process(self, version):
        if version.pk is None:
            return "–"
        gaps = process_gaps(version)
        if not gaps:
            return _("The steps keep to the limit, or cannot be compared with it.")
        hours = ", ".join(f"{gap:+g}" for gap in gaps)
        return _("Warning: the steps differ from the limit by %(hours)s working hours.") % {
            "hours": hours
        }
