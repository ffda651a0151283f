"""`/api/v1/dossiers/{key}/forms/{kind}.pdf`: papers that were handed out."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from agencies.domain.tokens import Scope
from dossiers.api import schema
from dossiers.api.single import DossierDoor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.services.control_slip import print_control_slip
from dossiers.services.papers import print_form

#: The control slip is printed as it stands, not kept.
CONTROL_SLIP = "05"


class Form(DossierDoor):
    """The latest paper of a kind, the same bytes at every print; the control slip as it now stands."""

    read_scope = Scope.DOCUMENTS_READ

    @extend_schema(**schema.FORM)
    def get(self, request: Request, key: str, kind: str) -> HttpResponse:
        dossier = self.dossier(key)
        if not self.may_read:
            raise ActRefused("no_documents")
        return HttpResponse(
            self._pdf(dossier, kind),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{dossier.key}-{kind}.pdf"'},
        )

    def _pdf(self, dossier: Dossier, kind: str) -> bytes:
        if kind == CONTROL_SLIP:
            return print_control_slip(dossier.pk)
        issued = dossier.forms.filter(kind=kind).order_by("-issued_at", "-pk").only("pk").first()
        if issued is None:
            raise ActRefused("unknown_form")
        return print_form(issued.pk)
