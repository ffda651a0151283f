"""The working calendar: days, years, office hours and the editions they went through."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.admin import calendar_year
from procedures.admin.calendar_preview import (
    import_page,
    is_confirmed,
    offset_of,
    preview_page,
)
from procedures.admin.permissions import ConfigurationAdmin
from procedures.models import CalendarDay, CalendarEdition, CalendarYear, OfficeHours
from procedures.services.calendar import delete_entry, save_entry
from procedures.services.calendar_preview import preview_entry


class CalendarEntryAdmin(ConfigurationAdmin):
    """An entry of the calendar; saving or deleting one records an edition.

    What would move running dossiers is shown first, and done once it is confirmed.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and not is_confirmed(request):
            shown = self._shown_first(request, self._entry_of(request, object_id))
            if shown is not None:
                return shown
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        if request.method == "POST" and not is_confirmed(request):
            entry = self.get_object(request, unquote(object_id))
            if entry is not None and self.has_delete_permission(request, entry):
                shown = self._shown_first(request, entry, deleted=True)
                if shown is not None:
                    return shown
        return super().delete_view(request, object_id, extra_context)

    def _entry_of(self, request, object_id):
        """The entry as the form would save it; None where it would not be saved."""
        entry = self.get_object(request, unquote(object_id)) if object_id else None
        allowed = (
            self.has_change_permission(request, entry)
            if object_id
            else self.has_add_permission(request)
        )
        if not allowed or (object_id and entry is None):
            return None
        form = self.get_form(request, entry, change=entry is not None)(request.POST, instance=entry)
        return form.save(commit=False) if form.is_valid() else None

    def _shown_first(self, request, entry, *, deleted=False):
        """What the change would move; None where it moves nothing and may be done at once."""
        if entry is None:
            return None
        effect = preview_entry(entry, at=timezone.now(), deleted=deleted, offset=offset_of(request))
        if not effect.moved:
            return None
        title = _("Delete %(entry)s") if deleted else _("Save %(entry)s")
        return preview_page(request, effect, title=title % {"entry": entry})

    def save_model(self, request, obj, form, change):
        save_entry(obj, at=timezone.now(), note=f"{request.user}: {obj}")

    def delete_model(self, request, obj):
        delete_entry(obj, at=timezone.now(), note=f"{request.user}: {obj}")


@admin.register(CalendarDay)
class CalendarDayAdmin(CalendarEntryAdmin):
    list_display = ["date", "kind", "name", "notice", "confirmed"]
    list_filter = ["kind", "confirmed"]
    date_hierarchy = "date"
    search_fields = ["name", "notice"]
    ordering = ["-date"]
    list_before_template = "admin/procedures/calendar_days.html"

    def get_urls(self):
        view, name = self.admin_site.admin_view, "procedures_calendarday"
        return [
            path("import/", view(import_page), name=f"{name}_import"),
            path("year/<int:year>/", view(calendar_year.show), name=f"{name}_year"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        this_year = {"this_year": timezone.localdate().year}
        return super().changelist_view(request, this_year | (extra_context or {}))

    def get_changeform_initial_data(self, request):
        """A day followed from the year's page comes with its date and with what it is to become."""
        initial = super().get_changeform_initial_data(request)
        return {name: value for name, value in initial.items() if name in ("date", "kind")}

    def response_post_save_add(self, request, obj):
        return redirect("admin:procedures_calendarday_year", obj.date.year)

    def response_post_save_change(self, request, obj):
        return redirect("admin:procedures_calendarday_year", obj.date.year)


@admin.register(CalendarYear)
class CalendarYearAdmin(CalendarEntryAdmin):
    list_display = ["year", "status"]
    ordering = ["-year"]


@admin.register(OfficeHours)
class OfficeHoursAdmin(CalendarEntryAdmin):
    list_display = ["__str__", "morning_open", "morning_close", "afternoon_open", "afternoon_close"]
    ordering = ["from_month", "from_day"]


@admin.register(CalendarEdition)
class CalendarEditionAdmin(ConfigurationAdmin):
    list_display = ["number", "imported_at", "note"]
    fields = ["number", "imported_at", "note", "digest"]
    ordering = ["-number"]

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
