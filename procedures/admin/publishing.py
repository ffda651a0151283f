"""The next version of a procedure: prepared, compared with the one in force, published from a day on."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from unfold.widgets import UnfoldAdminDateWidget

from agencies.admin.permissions import may_configure, may_sign_in
from procedures.admin.comparison import compared
from procedures.models import ProcedureVersion
from procedures.models.version import DRAFT
from procedures.services.versions import prepare_next_version, publish_version


class PublishForm(forms.Form):
    """From which day the draft holds."""

    on = forms.DateField(label=gettext_lazy("In force from"), widget=UnfoldAdminDateWidget)


def acts_of(request: HttpRequest, object_id: str) -> dict[str, Any]:
    """What the version's page offers above its form."""
    version = ProcedureVersion.objects.filter(pk=object_id).first() if _is_key(object_id) else None
    if version is None:
        return {}
    newest = version.procedure.versions.published().order_by("-number").first()
    return {
        "version": version,
        "may_publish": version.is_draft and may_configure(request),
        "may_prepare": version == newest and may_configure(request),
        "draft": version.procedure.versions.filter(number=DRAFT).first(),
        "may_compare": version.number != 1,
    }


@require_safe
def compare(request: HttpRequest, object_id: int) -> HttpResponse:
    """A version beside the one before it, or beside the one chosen by `?with=`."""
    if not may_sign_in(request):
        raise PermissionDenied
    version = _version(object_id)
    return TemplateResponse(
        request,
        "admin/procedures/comparison.html",
        {
            **admin.site.each_context(request),
            **_comparison(version, request.GET.get("with", "")),
            "title": _("Compare versions"),
        },
    )


def prepare(request: HttpRequest, object_id: int) -> HttpResponse:
    """Copy the newest version as a draft and open it for editing; nothing is done but by POST."""
    _refuse_others(request)
    if request.method != "POST":
        return redirect("admin:procedures_procedureversion_change", object_id)
    try:
        draft = prepare_next_version(_version(object_id).pk, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:procedures_procedureversion_change", object_id)
    return redirect("admin:procedures_procedureversion_change", draft.pk)


def publish(request: HttpRequest, object_id: int) -> HttpResponse:
    """What would change, and from which day; then the draft is put in force."""
    _refuse_others(request)
    version = _version(object_id)
    form = PublishForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        try:
            published = publish_version(
                version.pk, on=form.cleaned_data["on"], by=request.user, at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error("on", refusal)
        else:
            said = _("Published: version %(number)s, in force from %(day)s.")
            values = {"number": published.number, "day": f"{published.valid_from:%d/%m/%Y}"}
            messages.success(request, said % values)
            return redirect("admin:procedures_procedureversion_change", version.pk)
    context = {
        **admin.site.each_context(request),
        **_comparison(version, ""),
        "title": _("Publish a version"),
        "form": form,
    }
    return TemplateResponse(request, "admin/procedures/comparison.html", context)


def _comparison(version: ProcedureVersion, wanted: str) -> dict[str, Any]:
    others = version.procedure.versions.exclude(pk=version.pk).order_by("-number")
    before = _chosen(version, list(others), wanted)
    sections = compared(before, version)
    return {
        "version": version,
        "before": before,
        "others": others,
        "sections": sections,
        "differing": sum(section.differing for section in sections),
        "form": None,
    }


def _chosen(
    version: ProcedureVersion, others: list[ProcedureVersion], wanted: str
) -> ProcedureVersion | None:
    """The version asked for, else the one before; a draft follows the newest."""
    chosen = [other for other in others if str(other.pk) == wanted]
    before = [
        o for o in others if not o.is_draft and (version.is_draft or o.number < version.number)
    ]
    return next(iter([*chosen, *before]), None)


def _version(pk: int) -> ProcedureVersion:
    return get_object_or_404(
        ProcedureVersion.objects.select_related("procedure", "settling_agency"), pk=pk
    )


def _refuse_others(request: HttpRequest) -> None:
    if not may_configure(request):
        raise PermissionDenied


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
