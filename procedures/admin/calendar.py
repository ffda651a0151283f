"""The working calendar: days, years, office hours and the editions they went through."""

from django.contrib import admin
from django.utils import timezone

from procedures.admin.permissions import ConfigurationAdmin
from procedures.models import CalendarDay, CalendarEdition, CalendarYear, OfficeHours
from procedures.services.calendar import delete_entry, save_entry


class CalendarEntryAdmin(ConfigurationAdmin):
    """An entry of the calendar; saving or deleting one records an edition."""

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
