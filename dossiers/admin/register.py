"""The register at the desk (form 06): a unit's year to read and search, to print, and to close."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from unfold.admin import ModelAdmin

from agencies.admin.permissions import asked_once, may_sign_in, roles_today
from agencies.models import Agency
from batches.admin.exportable import Exportable
from dossiers.admin.cells import state_badge
from dossiers.admin.desk import actor_of, desk_of, reads_documents
from dossiers.admin.exports import REGISTER_COLUMNS
from dossiers.admin.pagination import DossiersPaginator
from dossiers.admin.papers import pdf
from dossiers.domain.refusals import ActRefused
from dossiers.models import RegisterYear
from dossiers.selectors.register import (
    closed_register,
    may_close_register,
    register_entries,
    register_units,
    register_years,
)
from dossiers.services.register import close_register, print_register
from dossiers.wording import sentence
from procedures.domain.zone import local_day

_ENTRIES_SHOWN = 50


@asked_once
def may_read_register(request: HttpRequest) -> bool:
    """Whether the officer may read any one-stop unit's register."""
    return may_sign_in(request) and register_units(roles_today(request)).exists()


@dataclass(frozen=True, slots=True)
class Book:
    """The register asked for."""

    unit: Agency
    year: int

    @property
    def address(self) -> str:
        asked = urlencode({"unit": self.unit.code, "year": self.year})
        return f"{reverse('admin:dossiers_registeryear_changelist')}?{asked}"


@admin.register(RegisterYear)
class RegisterAdmin(Exportable, ModelAdmin):
    """Pages of their own: a register is kept by receptions and closed by its head, never edited."""

    export_title = gettext_lazy("Register of dossiers")
    export_columns = REGISTER_COLUMNS

    def has_module_permission(self, request):
        return may_read_register(request)

    def has_view_permission(self, request, obj=None):
        return may_read_register(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def may_export_personal(self, request):
        return reads_documents(request)

    def get_export_queryset(self, request):
        """The year of the unit asked for, narrowed by words as the page is."""
        book = _asked(request)
        entries = register_entries(book.unit, book.year, words=request.GET.get("q", "").strip())
        return entries.select_related("procedure_version", "applicant", "agency")

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(show), name="dossiers_registeryear_changelist"),
            self.export_url(),
            path("print/", view(print_span), name="dossiers_register_print"),
            path("close/", view(close), name="dossiers_register_close"),
        ]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The entries of a unit's year, searched by name without accents, code or number."""
    book = _asked(request)
    words = request.GET.get("q", "").strip()
    today = local_day(desk_of(request).at)
    years = sorted({*register_years(book.unit), today.year, book.year}, reverse=True)
    context = {
        **_frame(request, book),
        "units": register_units(desk_of(request).roles),
        "years": years,
        "words": words,
        "page": _page(request, register_entries(book.unit, book.year, words=words)),
        "reads_documents": reads_documents(request),
        "first_day": date(book.year, 1, 1),
        "last_day": min(today, date(book.year, 12, 31)),
        "may_close": _may_close(request, book),
    }
    return TemplateResponse(request, "admin/dossiers/register.html", context)


@require_safe
def print_span(request: HttpRequest) -> HttpResponse:
    """Form 06 of some days of a year, or of all of it."""
    book = _asked(request)
    if not reads_documents(request):
        raise Http404
    try:
        content = print_register(
            book.unit,
            first_day=_day(request, "first_day"),
            last_day=_day(request, "last_day"),
            at=desk_of(request).at,
        )
    except ActRefused as refusal:
        messages.error(request, sentence(refusal))
        return redirect(book.address)
    return pdf(content, f"{book.unit.code}-06-{book.year}")


def close(request: HttpRequest) -> HttpResponse:
    """Ask the head to confirm; once confirmed, close the year for good."""
    book = _asked(request)
    if not may_close_register(desk_of(request).roles, book.unit):
        raise PermissionDenied
    if request.method != "POST":
        entries = register_entries(book.unit, book.year).count()
        context = _frame(request, book) | {"entries": entries}
        return TemplateResponse(request, "admin/dossiers/register_close.html", context)
    try:
        closed = close_register(
            actor=actor_of(request), at=desk_of(request).at, unit_id=book.unit.pk, year=book.year
        )
    except ActRefused as refusal:
        messages.error(request, sentence(refusal))
    else:
        if closed is None:
            told = _(
                "The register of %(year)s is being closed, which takes some minutes: look again then."
            )
            messages.info(request, told % {"year": book.year})
        else:
            told = _("The register of %(year)s is closed with %(count)s entries.")
            messages.success(request, told % {"year": closed.year, "count": closed.entries})
    return redirect(book.address)


def _asked(request: HttpRequest) -> Book:
    """The unit and year asked for, else the officer's first unit and this year; a foreign unit does not exist."""
    desk = desk_of(request)
    units = register_units(desk.roles)
    if not may_read_register(request):
        raise PermissionDenied
    code = request.GET.get("unit") or request.POST.get("unit")
    unit = (units.filter(code=code) if code else units).first()
    year = request.GET.get("year") or request.POST.get("year") or str(local_day(desk.at).year)
    if unit is None or not (year.isascii() and year.isdecimal() and len(year) == len("2026")):
        raise Http404
    return Book(unit, int(year))


def _frame(request: HttpRequest, book: Book) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": gettext_lazy("Register of dossiers"),
        "book": book,
        "closed": closed_register(book.unit, book.year),
        "exported": RegisterYear._meta,
    }


def _page(request: HttpRequest, entries: Any) -> Page:
    shown = entries.select_related("procedure_version", "applicant")
    page = DossiersPaginator(shown, _ENTRIES_SHOWN).get_page(request.GET.get("page"))
    for dossier in page.object_list:
        dossier.badge = state_badge(dossier)
    return page


def _may_close(request: HttpRequest, book: Book) -> bool:
    desk = desk_of(request)
    is_over = book.year < local_day(desk.at).year
    return is_over and may_close_register(desk.roles, book.unit)


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        raise ActRefused("bad_span", field=name) from None
