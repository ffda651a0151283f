"""What is to be told to applicants: the one-stop unit's list, and the way to telling it."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from agencies.domain.roles import COUNTER_ROLES
from batches.admin.pagination import CappedList
from dossiers.admin.cells import two_lines
from dossiers.admin.desk import desk_of, reads_documents
from dossiers.admin.exports import ANNOUNCEMENT_COLUMNS
from dossiers.admin.showing import ListAdmin
from dossiers.admin.words import DROP_LABELS
from dossiers.models import Announcement
from dossiers.selectors.announcements import Standing, announcements_for, standing
from procedures.domain.zone import local

ALL = "all"


class StandingFilter(DropdownFilter):
    """What is open, unless something else is asked for."""

    title = _("state")
    parameter_name = "state"
    all_option = None

    def lookups(self, request, model_admin):
        return [
            (Standing.OPEN, _("To be told")),
            (Standing.LATE, _("Late")),
            (Standing.TOLD, _("Told")),
            (Standing.DROPPED, _("No longer to be told")),
            (ALL, _("All")),
        ]

    def value(self):
        return super().value() or Standing.OPEN

    def queryset(self, request, queryset):
        if self.value() not in set(Standing):
            return queryset
        return queryset.filter(standing(Standing(self.value()), at=desk_of(request).at))


class KindFilter(DropdownFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return Announcement.Kind.choices

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class TellingList(CappedList):
    """Rows that know whether they are late, and whether it is for this officer to tell."""

    def get_results(self, request):
        super().get_results(request)
        desk = desk_of(request)
        counters = desk.roles.nodes(*COUNTER_ROLES) | desk.roles.homes(*COUNTER_ROLES)
        for row in self.result_list:
            row.is_late = row.is_open and row.tell_by < desk.at
            row.is_mine = row.is_open and row.dossier.receiving_unit_id in counters


@admin.register(Announcement)
class AnnouncementAdmin(ListAdmin):
    """Telling is an act of the dossier; one click opens it with what to say and how to reach whom."""

    list_display = ["shown_dossier", "shown_kind", "shown_applicant", "shown_moment", "shown_act"]
    list_filter = [StandingFilter, KindFilter]
    list_select_related = [
        "dossier__procedure_version",
        "dossier__applicant",
        "said_by",
        "told_by",
    ]
    export_title = _("To tell applicants")
    export_columns = ANNOUNCEMENT_COLUMNS

    def get_queryset(self, request):
        desk = desk_of(request)
        return announcements_for(desk.officer, at=desk.at, roles=desk.roles)

    def get_changelist(self, request, **kwargs):
        return TellingList

    def get_ordering(self, request):
        """What waits by its limit, what is done from the newest."""
        waits = request.GET.get("state", Standing.OPEN) in (Standing.OPEN, Standing.LATE)
        return ["tell_by", "pk"] if waits else ["-pk"]

    def get_list_display(self, request):
        if reads_documents(request):
            return self.list_display
        return [name for name in self.list_display if name != "shown_applicant"]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": _("To tell applicants")} | (extra_context or {})
        )

    @display(description=_("what is told"))
    def shown_kind(self, announcement):
        return two_lines(announcement.get_kind_display(), announcement.said_by)

    @display(description=_("applicant"))
    def shown_applicant(self, announcement):
        applicant = announcement.dossier.applicant
        reached_by = " · ".join(filter(None, (applicant.phone, applicant.email)))
        return two_lines(applicant.name, reached_by or applicant.address)

    @display(description=_("to be told by"), ordering="tell_by")
    def shown_moment(self, announcement):
        if announcement.told_at is not None:
            moment = f"{local(announcement.told_at):%H:%M %d/%m/%Y}"
            how = f"{announcement.get_how_display()}, {announcement.told_by}"
            return two_lines(_("told at %(moment)s") % {"moment": moment}, how)
        if announcement.dropped_at is not None:
            why = DROP_LABELS.get(announcement.dropped_why, announcement.dropped_why)
            return two_lines(_("no longer to be told"), why)
        moment = f"{local(announcement.tell_by):%H:%M %d/%m/%Y}"
        tone = "late" if announcement.is_late else "calm"
        words = two_lines(moment, _("late") if announcement.is_late else "")
        return format_html('<span class="desk-due-{}">{}</span>', tone, words)

    @display(description=_("what to do"))
    def shown_act(self, announcement):
        if not announcement.is_mine:
            return ""
        address = reverse(
            "admin:dossiers_dossier_act", args=[announcement.dossier.key, "tell_applicant"]
        )
        return format_html(
            '<a class="desk-button desk-button-main" href="{}?announcement={}">{}</a>',
            address,
            announcement.pk,
            _("Tell"),
        )
