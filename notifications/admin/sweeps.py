"""The sweep's diary, with its pulse above it."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from agencies.admin.permissions import may_sign_in, roles_today
from notifications.admin.desk import ShowingAdmin
from notifications.models import SweepRun
from notifications.selectors import heartbeat
from notifications.selectors.heartbeat import Pulse
from notifications.selectors.messages import KEEPERS
from notifications.wording import COUNT_LABELS


@admin.register(SweepRun)
class SweepRunAdmin(ShowingAdmin):
    """One row a run; a run without an end was cut off or is going on."""

    list_display = ["started_at", "finished_at", "as_of", "show_found"]
    ordering = ["-started_at"]
    fields = ["as_of", "started_at", "finished_at", "show_found"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_sign_in(request) and roles_today(request).has(*KEEPERS)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if heartbeat(at=timezone.now()).pulse == Pulse.LATE:
            messages.warning(
                request, gettext("The sweep has not run on time. Is the worker running?")
            )
        return super().changelist_view(request, extra_context)

    @display(description=_("found"))
    def show_found(self, run: SweepRun) -> str:
        found = (
            f"{label}: {run.counts[name]}"
            for name, label in COUNT_LABELS.items()
            if run.counts.get(name)
        )
        return ", ".join(found) or "–"
