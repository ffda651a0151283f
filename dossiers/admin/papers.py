"""The papers handed out for a dossier, as PDF."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from dossiers.admin.desk import dossier_or_404, reads_documents
from dossiers.domain.refusals import ActRefused
from dossiers.services.control_slip import print_control_slip
from dossiers.services.papers import print_form
from dossiers.wording import sentence


@require_safe
@csp_replace({"frame-ancestors": [SELF]})  # the desk prints it from a frame of its own
@xframe_options_sameorigin
def show(request: HttpRequest, key: str, paper: int) -> HttpResponse:
    """The PDF, typeset at the first print and the same ever after."""
    dossier = dossier_or_404(request, key)
    if not reads_documents(request):
        raise Http404
    found = dossier.forms.filter(pk=paper).defer("pdf").first()
    if found is None:
        raise Http404
    try:
        content = print_form(found.pk)
    except ActRefused as refusal:
        messages.error(request, sentence(refusal))
        return redirect("admin:dossiers_dossier_change", dossier.key)
    return pdf(content, f"{dossier.key}-{found.kind}-{found.number}")


@require_safe
def control_slip(request: HttpRequest, key: str) -> HttpResponse:
    """Form 05 as the hand-overs now stand."""
    dossier = dossier_or_404(request, key)
    if not reads_documents(request) or not dossier.was_received:
        raise Http404
    return pdf(print_control_slip(dossier.pk), f"{dossier.key}-05")


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser and kept in no cache."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}.pdf"',
            "Cache-Control": "no-store",
        },
    )
