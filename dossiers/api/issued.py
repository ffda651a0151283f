"""`/api/v1/dossiers/{key}/papers/`: every paper handed out for a dossier, also those replaced since."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.moments import told
from agencies.domain.tokens import Scope
from dossiers.api import schema_books as schema
from dossiers.api.books import pdf
from dossiers.api.single import DossierDoor
from dossiers.domain.refusals import ActRefused
from dossiers.models import IssuedForm
from dossiers.services.papers import print_form


class PaperDoor(DossierDoor):
    """A door to a dossier's papers, for those who read what lies in it."""

    read_scope = Scope.DOCUMENTS_READ

    def papers(self, key: str) -> QuerySet[IssuedForm]:
        """Refuses `unknown_dossier`, `no_documents`."""
        dossier = self.dossier(key)
        if not self.may_read:
            raise ActRefused("no_documents")
        return dossier.forms.defer("pdf", "context").select_related("agency", "event", "dossier")


class Papers(PaperDoor):
    """The papers, the newest first."""

    @extend_schema(**schema.PAPERS)
    def get(self, request: Request, key: str) -> Response:
        papers = self.papers(key).order_by("-issued_at", "-pk")
        return Response({"results": [paper_told(each) for each in papers]})


class PaperPdf(PaperDoor):
    """One paper, the same bytes at every print."""

    @extend_schema(**schema.PAPER_PDF)
    def get(self, request: Request, key: str, paper: int) -> HttpResponse:
        found = self.papers(key).filter(pk=paper).first()
        if found is None:
            raise ActRefused("unknown_form")
        return pdf(print_form(found.pk), f"{found.dossier.key}-{found.kind}-{found.number}")


def paper_told(paper: IssuedForm) -> dict[str, Any]:
    """A paper by its number, with the act that handed it out."""
    return {
        "id": paper.pk,
        "kind": paper.kind,
        "agency": paper.agency.code,
        "number": paper.number,
        "year": paper.year,
        "issued_at": told(paper.issued_at),
        "act": paper.event.act,
        "sha256": paper.sha256,
    }
