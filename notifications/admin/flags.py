"""Overdue flags: the evidence, and who was told."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import display

from notifications.admin.desk import ShowingAdmin
from notifications.models import Escalation, OverdueFlag
from notifications.selectors import flags_for


class OpenFilter(admin.SimpleListFilter):
    """Open flags first of all; the closed ones are history."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("Overdue")), ("closed", _("Closed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OverdueFlag]) -> Any:
        if self.value() in ("open", "closed"):
            return queryset.filter(closed_at__isnull=self.value() == "open")
        return queryset


class EscalationInline(TabularInline):
    """The ladder as far as it was climbed."""

    model = Escalation
    fields = ["rung", "escalated_at"]
    readonly_fields = fields
    extra = 0
    can_delete = False
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


@admin.register(OverdueFlag)
class OverdueFlagAdmin(ShowingAdmin):
    """What is late, where it lay and whether the agency gave notice."""

    list_display = [
        "dossier",
        "show_state",
        "due_at",
        "detected_at",
        "agency",
        "unit",
        "show_notice",
    ]
    list_filter = [OpenFilter, "closed_why", "is_violation"]
    search_fields = ["dossier__code"]
    search_help_text = _("Dossier code, or its last digits")
    ordering = ["-pk"]
    fields = [
        ("dossier", "state_in_words"),
        ("due_at", "show_appointment"),
        ("late_from", "detected_at"),
        ("show_agency", "show_unit"),
        ("show_officer", "step"),
        ("show_notice", "closed_at"),
    ]
    inlines = [EscalationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OverdueFlag]:
        return flags_for(request.user, at=timezone.now())

    @display(description=_("state"), label={"open": "danger", "closed": "info"})
    def show_state(self, flag: OverdueFlag) -> tuple[str, Any]:
        return _state(flag)

    @display(description=_("state"))
    def state_in_words(self, flag: OverdueFlag) -> str:
        return str(_state(flag)[1])

    @display(description=_("officer"), empty_value="–")
    def show_officer(self, flag: OverdueFlag) -> str | None:
        return str(flag.officer) if flag.officer else None

    @display(description=_("delay notice"))
    def show_notice(self, flag: OverdueFlag) -> str:
        if flag.notice_in_time:
            return str(_("In time"))
        return str(_("None: a violation") if flag.is_violation else _("None"))


def _state(flag: OverdueFlag) -> tuple[str, Any]:
    if flag.closed_at is None:
        return "open", _("Overdue")
    return "closed", flag.get_closed_why_display()
