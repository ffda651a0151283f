"""A change of the calendar is shown before it is made: which running dossiers it would move, and by how much."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.validators import FileExtensionValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget

from agencies.admin.permissions import may_configure
from procedures.domain.calendar_change import CalendarEffect
from procedures.domain.calendar_file import CalendarRefused, CalendarRow, parse_calendar
from procedures.selectors import work_calendar
from procedures.services.calendar import import_calendar
from procedures.services.calendar_preview import PAGE, preview_import
from procedures.wording import days_sentence, effect_sentences, fault_sentence, shift_label

#: The edition a preview was read against; sent back with it, it confirms the change.
CONFIRMS = "_confirms_edition"
_PAGE = "_page"
_NOT_CARRIED = {"csrfmiddlewaretoken", CONFIRMS, _PAGE}
#: Faults of a file named one by one; it has to be put right in any case.
FAULTS_NAMED = 20
#: A calendar of a century has some thousand lines.
LARGEST_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class PageOfMoves:
    """Which moves of how many are shown."""

    number: int
    moved: int

    @property
    def last(self) -> int:
        return max(-(-self.moved // PAGE), 1)


class CalendarFileForm(forms.Form):
    """A calendar file: uploaded first, its text sent back with the confirmation."""

    file = forms.FileField(
        label=gettext_lazy("Calendar file"),
        help_text=gettext_lazy(
            "CSV with the columns <code>ngay, thu, ten, loai, van_ban, muc_do_tin_cay</code>. The years in the "
            "file become exactly what the file says; other years stay."
        ),
        validators=[FileExtensionValidator(["csv"])],
        widget=UnfoldAdminFileFieldWidget,
        required=False,
    )
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        uploaded = cleaned.get("file")
        if uploaded:
            cleaned["text"] = _decoded(uploaded)
            cleaned["name"] = uploaded.name
        if not cleaned.get("text"):
            raise forms.ValidationError(_("Choose a file."))
        cleaned["rows"] = _parsed(cleaned["text"])
        return cleaned


def import_page(request: HttpRequest) -> HttpResponse:
    """Upload a calendar, see what it would do, and take it over."""
    if not may_configure(request):
        raise PermissionDenied
    form = CalendarFileForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        context = {
            **admin.site.each_context(request),
            "title": _("Import a calendar"),
            "form": form,
        }
        return TemplateResponse(request, "admin/procedures/calendar_import.html", context)
    rows, text = form.cleaned_data["rows"], form.cleaned_data["text"]
    if is_confirmed(request):
        return _imported(request, rows)
    preview = preview_import(rows, at=timezone.now(), offset=offset_of(request))
    days = preview.days
    return preview_page(
        request,
        preview.effect,
        title=_("Import a calendar"),
        carried=[("text", text)],
        days=days_sentence(added=days.added, changed=days.changed, removed=days.removed),
        changes_nothing=not days.is_new_edition,
    )


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the officer has seen what the change would do, and the calendar has not changed since."""
    return request.POST.get(CONFIRMS) == str(work_calendar().version) and _PAGE not in request.POST


def offset_of(request: HttpRequest) -> int:
    """Moves before the page that is asked for."""
    page = request.POST.get(_PAGE, "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return (max(number, 1) - 1) * PAGE


def preview_page(
    request: HttpRequest,
    effect: CalendarEffect,
    *,
    title: str,
    carried: list[tuple[str, str]] | None = None,
    days: str = "",
    changes_nothing: bool = False,
) -> HttpResponse:
    """What a change would do; its confirmation sends the same request again, or what is `carried`."""
    if carried is None:
        carried = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in _NOT_CARRIED
            for value in values
        ]
    page = PageOfMoves(offset_of(request) // PAGE + 1, effect.moved)
    context = {
        **admin.site.each_context(request),
        "title": title,
        "days": days,
        "changes_nothing": changes_nothing,
        "sentences": effect_sentences(effect),
        "agencies": list(effect.by_agency.items()),
        "moves": [{"move": move, "shift": shift_label(move)} for move in effect.moves],
        "page": page,
        "before": page.number - 1,
        "after": page.number + 1 if page.number < page.last else 0,
        "carried": carried,
        "confirms": CONFIRMS,
        "edition": work_calendar().version,
        "page_field": _PAGE,
    }
    return TemplateResponse(request, "admin/procedures/calendar_preview.html", context)


def _imported(request: HttpRequest, rows: tuple[CalendarRow, ...]) -> HttpResponse:
    report = import_calendar(rows, at=timezone.now(), note=str(request.user))
    said = _("The calendar is now edition %(number)s. Due dates are being recomputed.")
    messages.success(request, said % {"number": report.edition})
    return redirect("admin:procedures_calendaredition_changelist")


def _decoded(uploaded: Any) -> str:
    if uploaded.size > LARGEST_FILE:
        raise forms.ValidationError(_("The file is too large for a calendar."))
    try:
        return str(uploaded.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise forms.ValidationError(_("The file is not text in UTF-8.")) from None


def _parsed(text: str) -> tuple[CalendarRow, ...]:
    try:
        return parse_calendar(text)
    except CalendarRefused as refusal:
        told = [fault_sentence(fault) for fault in refusal.faults]
        more = len(told) - FAULTS_NAMED
        if more > 0:
            told = [*told[:FAULTS_NAMED], _("… and %(count)s more faults.") % {"count": more}]
        raise forms.ValidationError(told) from None
