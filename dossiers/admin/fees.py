"""Fees of the day at the desk: what a one-stop unit has taken, by receipt and by officer, to check against the till."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from unfold.admin import ModelAdmin

from agencies.models import Agency
from dossiers.admin.desk import desk_of
from dossiers.admin.papers import pdf
from dossiers.admin.register import may_read_register
from dossiers.domain.amounts import amount_in_words
from dossiers.domain.refusals import ActRefused
from dossiers.models import FeeLine
from dossiers.selectors.fees import EARLIEST, day_sheet, fee_units, totals_by_officer
from dossiers.services.day_sheet import print_day_sheet
from dossiers.wording import sentence
from procedures.domain.zone import local_day

ONE_DAY = timedelta(days=1)


def may_read_fees(request: HttpRequest) -> bool:
    """Whether the officer may read the fees of any one-stop unit: whoever may read its register."""
    return may_read_register(request)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The day's sheet asked for."""

    unit: Agency
    day: date

    @property
    def address(self) -> str:
        asked = urlencode({"unit": self.unit.code, "day": self.day.isoformat()})
        return f"{reverse('admin:dossiers_feeline_changelist')}?{asked}"


@admin.register(FeeLine)
class FeeLineAdmin(ModelAdmin):
    """Pages of their own: fees are written down by acts, never edited."""

    def has_module_permission(self, request):
        return may_read_fees(request)

    def has_view_permission(self, request, obj=None):
        return may_read_fees(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(show), name="dossiers_feeline_changelist"),
            path("print/", view(print_sheet), name="dossiers_feeline_print"),
        ]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The lines of a unit's day in the order of their receipts, and what each officer took."""
    sheet = _asked(request)
    desk = desk_of(request)
    lines = day_sheet(sheet.unit, sheet.day)
    total = sum(line.amount for line in lines)
    context = {
        **admin.site.each_context(request),
        "title": _("Fees of the day"),
        "sheet": sheet,
        "day_before": Sheet(sheet.unit, sheet.day - ONE_DAY).address,
        "day_after": sheet.day < local_day(desk.at)
        and Sheet(sheet.unit, sheet.day + ONE_DAY).address,
        "units": fee_units(desk.roles),
        "lines": lines,
        "totals": totals_by_officer(lines),
        "total": total,
        "total_in_words": amount_in_words(total),
        "as_of": desk.at,
    }
    return TemplateResponse(request, "admin/dossiers/fees.html", context)


@require_safe
def print_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet as a PDF, as of this moment."""
    sheet = _asked(request)
    try:
        content = print_day_sheet(sheet.unit, day=sheet.day, at=desk_of(request).at)
    except ActRefused as refusal:
        messages.error(request, sentence(refusal))
        return redirect(sheet.address)
    return pdf(content, f"{sheet.unit.code}-fees-{sheet.day:%Y-%m-%d}")


def _asked(request: HttpRequest) -> Sheet:
    """The unit and day asked for, else the officer's first unit and today; a foreign unit does not exist."""
    desk = desk_of(request)
    units = fee_units(desk.roles)
    if not may_read_fees(request):
        raise PermissionDenied
    code = request.GET.get("unit")
    unit = (units.filter(code=code) if code else units).first()
    if unit is None:
        raise Http404
    return Sheet(unit, _day(request, today=local_day(desk.at)))


def _day(request: HttpRequest, *, today: date) -> date:
    try:
        day = date.fromisoformat(request.GET.get("day") or today.isoformat())
    except ValueError:
        raise Http404 from None
    if not EARLIEST <= day <= today:
        raise Http404
    return day
