"""Outages at the desk: times worked on paper, approved by the unit's head, and the receptions entered for each."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from unfold.admin import ModelAdmin
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from agencies.admin.permissions import asked_once, may_sign_in, roles_today
from agencies.models import Agency
from batches.admin.pagination import CappedPaginator
from dossiers.admin.cells import state_badge
from dossiers.admin.desk import actor_of, desk_of
from dossiers.admin.register import may_read_register
from dossiers.domain.refusals import ActRefused
from dossiers.models import Outage
from dossiers.selectors.outages import (
    is_open_for_entry,
    last_day_of_entry,
    outages_for,
    receptions_on_paper,
    units_to_approve,
)
from dossiers.services.outages import approve_outage, withdraw_outage
from dossiers.wording import sentence
from procedures.domain.zone import OFFICE_ZONE
from procedures.selectors import one_calendar

_SHOWN = 50
#: Of a refusal's fact, the field of the form beside which it is said.
_FIELDS = {"began_at": "began_day", "ended_at": "ended_day", "reason": "reason"}


@asked_once
def may_read_outages(request: HttpRequest) -> bool:
    """Whether the officer may read any one-stop unit's outages, or approve them as its head."""
    if may_read_register(request):
        return True
    return may_sign_in(request) and units_to_approve(roles_today(request)).exists()


def _day() -> forms.DateField:
    return forms.DateField(label=gettext_lazy("Day"), widget=UnfoldAdminSingleDateWidget())


def _time() -> forms.TimeField:
    clock = {"placeholder": "07:30", "inputmode": "numeric", "autocomplete": "off"}
    return forms.TimeField(
        label=gettext_lazy("Time"),
        input_formats=["%H:%M"],
        widget=UnfoldAdminTextInputWidget(attrs=clock),
    )


class OutageForm(forms.Form):
    """From when to when a unit worked on paper, and why."""

    unit = forms.ModelChoiceField(
        label=gettext_lazy("One-stop unit"),
        queryset=Agency.objects.none(),
        to_field_name="code",
        empty_label=None,
        widget=UnfoldAdminSelectWidget(),
    )
    began_day, began_time = _day(), _time()
    ended_day, ended_time = _day(), _time()
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, units: Any) -> None:
        super().__init__(data)
        self.fields["unit"].queryset = units

    def moments(self) -> list[tuple[Any, list[Any]]]:
        """Beginning and end as the page draws them: what each is, and its fields."""
        return [
            (_("Worked on paper from"), [self["began_day"], self["began_time"]]),
            (_("Worked on paper until"), [self["ended_day"], self["ended_time"]]),
        ]

    def moment(self, which: str) -> datetime:
        """The beginning (`began`) or the end (`ended`) on the office's clock."""
        day, time = self.cleaned_data[f"{which}_day"], self.cleaned_data[f"{which}_time"]
        return datetime.combine(day, time, OFFICE_ZONE)


@admin.register(Outage)
class OutageAdmin(ModelAdmin):
    """Pages of their own: an outage is approved once, and never edited."""

    def has_module_permission(self, request):
        return may_read_outages(request)

    def has_view_permission(self, request, obj=None):
        return may_read_outages(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(outages), name="dossiers_outage_changelist"),
            path("<int:object_id>/", view(receptions), name="dossiers_outage_receptions"),
            path("<int:object_id>/withdraw/", view(withdraw), name="dossiers_outage_withdraw"),
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@one_calendar()
def outages(request: HttpRequest) -> HttpResponse:
    """The outages the officer may read; for a unit's head also the form that approves one."""
    if not may_read_outages(request):
        raise PermissionDenied
    desk = desk_of(request)
    units = units_to_approve(desk.roles)
    form = OutageForm(request.POST or None, units=units)
    if request.method == "POST" and _approved(request, form):
        return redirect("admin:dossiers_outage_changelist")
    found = outages_for(desk.roles)
    page = CappedPaginator(found, _SHOWN).get_page(request.GET.get("page"))
    headed = set(units.values_list("pk", flat=True))
    rows = [
        {
            "outage": outage,
            "last_day": last_day_of_entry(outage),
            "is_open": is_open_for_entry(outage, at=desk.at),
            "may_withdraw": outage.unit_id in headed and not outage.receptions,
        }
        for outage in page
    ]
    context = {
        **_frame(request),
        "form": form if headed else None,
        "page": page,
        "rows": rows,
    }
    return TemplateResponse(request, "admin/dossiers/outages.html", context)


@require_safe
def receptions(request: HttpRequest, object_id: int) -> HttpResponse:
    """What was received on paper in an outage, and when and by whom it was entered."""
    outage = _outage_or_404(request, object_id)
    found = receptions_on_paper(outage, desk_of(request).visible())
    page = CappedPaginator(found, _SHOWN).get_page(request.GET.get("page"))
    rows = [
        {
            "event": event,
            "entered_at": datetime.fromisoformat(event.facts["entered_at"]),
            "badge": state_badge(event.dossier),
        }
        for event in page
    ]
    context = {**_frame(request), "outage": outage, "page": page, "rows": rows}
    return TemplateResponse(request, "admin/dossiers/outage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, object_id: int) -> HttpResponse:
    """Ask the head to confirm; once confirmed, take the approval back."""
    outage = _outage_or_404(request, object_id)
    if not units_to_approve(desk_of(request).roles).filter(pk=outage.unit_id).exists():
        raise PermissionDenied
    if request.method != "POST":
        context = {**_frame(request), "outage": outage}
        return TemplateResponse(request, "admin/dossiers/outage_withdraw.html", context)
    try:
        withdraw_outage(actor=actor_of(request), outage_id=outage.pk, at=desk_of(request).at)
    except ActRefused as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The approval is taken back."))
    return redirect("admin:dossiers_outage_changelist")


def _approved(request: HttpRequest, form: OutageForm) -> bool:
    if not form.fields["unit"].queryset.exists():
        raise PermissionDenied
    if not form.is_valid():
        return False
    try:
        outage = approve_outage(
            actor=actor_of(request),
            unit=form.cleaned_data["unit"],
            began_at=form.moment("began"),
            ended_at=form.moment("ended"),
            reason=form.cleaned_data["reason"],
            at=desk_of(request).at,
        )
    except ActRefused as refusal:
        form.add_error(_FIELDS.get(refusal.field or ""), sentence(refusal))
        return False
    told = _("Approved: receptions of this time may be entered until %(day)s.")
    messages.success(request, told % {"day": f"{last_day_of_entry(outage):%d/%m/%Y}"})
    return True


def _outage_or_404(request: HttpRequest, pk: int) -> Outage:
    if not may_read_outages(request):
        raise PermissionDenied
    outage = outages_for(desk_of(request).roles).filter(pk=pk).first()
    if outage is None:
        raise Http404
    return outage


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": _("Outages")}
