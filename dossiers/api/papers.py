"""`/api/v1/dossiers/{key}/forms/{kind}.pdf`: papers that were handed out."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from dossiers.api import schema
from dossiers.api.single import DossierDoor
from dossiers.domain.refusals import ActRefused
from dossiers.services.papers import print_form


class Form(DossierDoor):
    """The latest paper of a kind, the same bytes at every print."""

    @extend_schema(**schema.FORM)
    def get(self, request: Request, key: str, kind: str) -> HttpResponse:
        dossier = self.dossier(key)
        if not self.may_read:
            raise ActRefused("no_documents")
        issued = dossier.forms.filter(kind=kind).order_by("-issued_at", "-pk").only("pk").first()
        if issued is None:
            raise ActRefused("unknown_form")
        return HttpResponse(
            print_form(issued.pk),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{dossier.key}-{kind}.pdf"'},
        )
