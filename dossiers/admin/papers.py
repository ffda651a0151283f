"""The papers handed out for a dossier, as PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dossiers.admin.desk import dossier_or_404, reads_documents
from dossiers.services.papers import print_form


@require_safe
def show(request: HttpRequest, key: str, paper: int) -> HttpResponse:
    """The PDF, typeset at the first print and the same ever after."""
    dossier = dossier_or_404(request, key)
    if not reads_documents(request):
        raise Http404
    found = dossier.forms.filter(pk=paper).defer("pdf").first()
    if found is None:
        raise Http404
    name = f"{dossier.key}-{found.kind}-{found.number}.pdf"
    return HttpResponse(
        print_form(found.pk),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"},
    )
