"""`/api/v1/dossiers/{key}/`: one dossier, by code or reference, and what belongs to it."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.tokens import Scope
from dossiers.api import schema, schema_together
from dossiers.api.answers import (
    clock_of,
    document_told,
    event_told,
    stale_told,
    supplement_told,
)
from dossiers.api.answers_files import by_document
from dossiers.api.answers_together import (
    consultation_told,
    link_told,
    slip_row_told,
    verification_told,
)
from dossiers.api.dossier_fields import dossier_whole
from dossiers.api.etags import etag_of, is_unchanged
from dossiers.domain.refusals import ActRefused
from dossiers.models import Consultation, Dossier, Verification
from dossiers.selectors import dossier_for, may_read_documents
from dossiers.selectors.files import files_of
from dossiers.selectors.handovers import control_slip
from dossiers.selectors.links import linked_dossiers
from dossiers.selectors.listing import row_for


class DossierDoor(OfficerDoor):
    """A door to one dossier the caller may see; any other does not exist for them."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "GET":
            Query(request, ())

    def dossier(self, key: str) -> Dossier:
        """Refuses `unknown_dossier`."""
        found = dossier_for(
            self.officer, key, at=self.now, roles=self.roles, joined=("procedure_version",)
        )
        if found is None:
            raise ActRefused("unknown_dossier")
        return found

    @property
    def may_read(self) -> bool:
        return self.actor.may(Scope.DOCUMENTS_READ) and may_read_documents(
            self.officer, at=self.now, roles=self.roles
        )

    def handle_exception(self, refusal: Exception) -> Response:
        """Whoever was not the first to act hears where the dossier stands now."""
        answer = super().handle_exception(refusal)
        if isinstance(refusal, ActRefused) and refusal.code == "stale":
            told = self.meanwhile(self.kwargs["key"], refusal)
            answer.data |= told
            if told:
                answer.headers["ETag"] = etag_of(told["current"]["version"])
        return answer

    def meanwhile(self, key: str, refusal: ActRefused) -> dict[str, Any]:
        """What a refusal as stale says besides, if the caller may still see the dossier."""
        row = row_for(self.officer, key, at=self.now, roles=self.roles, with_applicant=False)
        return stale_told(row, refusal) if row else {}


class DossierDetail(DossierDoor):
    """The dossier as it stands."""

    @extend_schema(**schema_together.DOSSIER_DETAIL)
    def get(self, request: Request, key: str) -> Response:
        row = row_for(
            self.officer, key, at=self.now, roles=self.roles, with_applicant=self.may_read
        )
        if row is None:
            raise ActRefused("unknown_dossier")
        headers = {"ETag": etag_of(row["version"])}
        if is_unchanged(request.headers.get("If-None-Match"), row):
            return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response({**dossier_whole(row), **self._beside(row["id"])}, headers=headers)

    def _beside(self, dossier_id: int) -> dict[str, Any]:
        asked = Consultation.objects.filter(dossier=dossier_id).order_by("asked_at", "pk")
        verified = Verification.objects.filter(dossier=dossier_id).order_by("held_at", "pk")
        may_read = self.may_read
        return {
            "consultations": [
                consultation_told(each, with_texts=may_read)
                for each in asked.select_related("asked_by", "agency", "answered_by")
            ],
            "verifications": [verification_told(each) for each in verified] if may_read else None,
        }


class History(DossierDoor):
    """Everything that was done to the dossier, in order."""

    @extend_schema(**schema.HISTORY)
    def get(self, request: Request, key: str) -> Response:
        may_read = self.may_read
        events = (
            self.dossier(key)
            .events.select_related("actor", "machine", "delegation__giver", "agency", "text")
            .order_by("sequence")
        )
        return Response({"results": [event_told(event, with_texts=may_read) for event in events]})


class Clock(DossierDoor):
    """When the dossier is due, and why."""

    @extend_schema(**schema.CLOCK)
    def get(self, request: Request, key: str) -> Response:
        return Response(clock_of(self.dossier(key), at=self.now))


class HandOvers(DossierDoor):
    """The control slip's rows (form 05)."""

    @extend_schema(**schema_together.HANDOVERS)
    def get(self, request: Request, key: str) -> Response:
        may_read = self.may_read
        rows = control_slip(self.dossier(key))
        return Response({"results": [slip_row_told(row, with_texts=may_read) for row in rows]})


class Linked(DossierDoor):
    """Dossiers of linked procedures (art. 19.6)."""

    @extend_schema(**schema_together.LINKED)
    def get(self, request: Request, key: str) -> Response:
        return Response(
            {"results": [link_told(each) for each in linked_dossiers(self.dossier(key))]}
        )


class Documents(DossierDoor):
    """What was handed in, and what was asked for besides."""

    read_scope = Scope.DOCUMENTS_READ

    @extend_schema(**schema.DOCUMENTS)
    def get(self, request: Request, key: str) -> Response:
        dossier = self.dossier(key)
        if not self.may_read:
            raise ActRefused("no_documents")
        documents = dossier.documents.order_by("position", "pk")
        asked = dossier.supplements.order_by("asked_at", "pk")
        violations = dossier.violations.filter(occasion__startswith="event:")
        files = by_document(files_of(dossier))
        return Response(
            {
                "results": [document_told(row, files.get(row.pk, [])) for row in documents],
                "supplements": [supplement_told(row, violations) for row in asked],
            }
        )
