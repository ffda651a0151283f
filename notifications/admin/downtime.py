"""Planned downtimes: announced and called off here, then told on every page."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminSingleDateWidget,
    UnfoldAdminSingleTimeWidget,
    UnfoldAdminTextInputWidget,
)

from agencies.admin.permissions import may_sign_in, roles_today
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from notifications.admin.desk import ShowingAdmin, posted, tell_refusal
from notifications.admin.forms import NothingForm
from notifications.domain.downtime import is_short_notice
from notifications.models import Downtime
from notifications.selectors.downtime import downtimes
from notifications.services.downtime import (
    ANNOUNCERS,
    MAX_REASON,
    announce_downtime,
    call_off_downtime,
)
from procedures.domain.zone import OFFICE_ZONE, local_day
from procedures.selectors import work_calendar


def may_announce(request: HttpRequest) -> bool:
    """Whether the officer answers for the system: the administrator, the head of a Centre."""
    return may_sign_in(request) and roles_today(request).has(*ANNOUNCERS)


class DowntimeForm(forms.Form):
    """From when to when, and why, in both languages."""

    first_day = forms.DateField(label=_("From day"), widget=UnfoldAdminSingleDateWidget)
    first_hour = forms.TimeField(label=_("From hour"), widget=UnfoldAdminSingleTimeWidget)
    last_day = forms.DateField(label=_("Until day"), widget=UnfoldAdminSingleDateWidget)
    last_hour = forms.TimeField(label=_("Until hour"), widget=UnfoldAdminSingleTimeWidget)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("One sentence, as citizens read it."),
        max_length=MAX_REASON,
        widget=UnfoldAdminTextInputWidget,
    )
    reason_en = forms.CharField(
        label=_("Reason in English"),
        max_length=MAX_REASON,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )

    def span(self) -> tuple[datetime, datetime]:
        """Beginning and end by the office's clock."""
        return self._moment("first"), self._moment("last")

    def refuse(self, refusal: ActRefused) -> None:
        """Say at the field why it was refused; the end is asked for as a day and an hour."""
        if refusal.field == "ends_at":
            refusal = ActRefused(refusal.code, field="last_day", **refusal.params)
        tell_refusal(self, refusal)

    def _moment(self, which: str) -> datetime:
        day, hour = self.cleaned_data[f"{which}_day"], self.cleaned_data[f"{which}_hour"]
        return datetime.combine(day, time(hour.hour, hour.minute), OFFICE_ZONE)


@admin.register(Downtime)
class DowntimeAdmin(ShowingAdmin):
    """Nothing is deleted: what was announced, when and by whom, is the proof of the notice given."""

    list_display = ["starts_at", "ends_at", "show_state", "reason", "show_notice", "announced_by"]
    ordering = ["-starts_at"]
    fields = [
        ("starts_at", "ends_at"),
        ("reason", "reason_en"),
        ("announced_at", "show_announcer"),
        ("show_notice", "state_in_words"),
        ("cancelled_at", "show_canceller"),
    ]
    actions_detail = ["call_off"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_announce(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_announce(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Downtime]:
        return downtimes() if may_announce(request) else downtimes().none()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Announce; a notice too short for the Decree is given, and said to be."""
        if not may_announce(request):
            return redirect("admin:index")
        form = DowntimeForm(posted(request))
        if request.method == "POST" and form.is_valid():
            starts_at, ends_at = form.span()
            try:
                downtime = announce_downtime(
                    actor=Actor(request.user),
                    at=timezone.now(),
                    starts_at=starts_at,
                    ends_at=ends_at,
                    reason=form.cleaned_data["reason"],
                    reason_en=form.cleaned_data["reason_en"],
                )
            except ActRefused as refusal:
                form.refuse(refusal)
            else:
                _tell(request, downtime)
                return redirect("admin:notifications_downtime_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Announce a downtime"),
            "facts": [],
            "form": form,
            "media": self.media + form.media,
            "back": reverse("admin:notifications_downtime_changelist"),
        }
        return render(request, "admin/notifications/act.html", context)

    def has_call_off_permission(self, request: HttpRequest, object_id: str) -> bool:
        """Only for showing the button; the service asks again."""
        downtime = self.found(request, object_id)
        return downtime.cancelled_at is None and downtime.ends_at > timezone.now()

    @action(
        description=_("Call off"),
        url_path="call-off",
        permissions=["call_off"],
        icon="event_busy",
    )
    def call_off(self, request: HttpRequest, object_id: str) -> HttpResponse:
        downtime = self.found(request, object_id)

        def act(values: Mapping[str, Any]) -> None:
            call_off_downtime(downtime.pk, actor=Actor(request.user), at=timezone.now())

        return self.act_page(
            request,
            downtime,
            form=NothingForm(posted(request)),
            title=gettext("Call the downtime off"),
            facts=[(_("From"), downtime.starts_at), (_("Until"), downtime.ends_at)],
            act=act,
            done=gettext("Called off; no page speaks of it any more."),
        )

    @display(
        description=_("state"),
        label={"ahead": "warning", "running": "danger", "over": "default", "off": "info"},
    )
    def show_state(self, downtime: Downtime) -> tuple[str, Any]:
        return _state(downtime)

    @display(description=_("state"))
    def state_in_words(self, downtime: Downtime) -> str:
        return str(_state(downtime)[1])

    @display(description=_("notice"))
    def show_notice(self, downtime: Downtime) -> str:
        announced, starts = local_day(downtime.announced_at), local_day(downtime.starts_at)
        if is_short_notice(announced, starts, work_calendar()):
            return gettext("Shorter than 7 working days")
        return gettext("7 working days or more")

    @display(description=_("announced by"))
    def show_announcer(self, downtime: Downtime) -> str:
        return str(downtime.announced_by)

    @display(description=_("called off by"), empty_value="–")
    def show_canceller(self, downtime: Downtime) -> str | None:
        return str(downtime.cancelled_by) if downtime.cancelled_by else None


def _state(downtime: Downtime) -> tuple[str, Any]:
    now = timezone.now()
    if downtime.cancelled_at is not None:
        return "off", _("Called off")
    if downtime.ends_at <= now:
        return "over", _("Over")
    return ("running", _("Now")) if downtime.starts_at <= now else ("ahead", _("Announced"))


def _tell(request: HttpRequest, downtime: Downtime) -> None:
    messages.success(request, gettext("Announced: every page says so from now on."))
    announced, starts = local_day(downtime.announced_at), local_day(downtime.starts_at)
    if is_short_notice(announced, starts, work_calendar()):
        messages.warning(
            request,
            gettext(
                "This is less than 7 working days ahead, which Decree 224/2026/NĐ-CP asks for: tell applicants by other ways too."
            ),
        )
