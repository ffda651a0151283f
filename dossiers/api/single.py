"""`/api/v1/dossiers/{key}/`: one dossier, by code or reference, and what belongs to it."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from dossiers.api import schema
from dossiers.api.answers import (
    clock_of,
    document_told,
    dossier_whole,
    event_told,
    handover_told,
    supplement_told,
)
from dossiers.api.etags import etag_of, is_unchanged
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.selectors import dossier_for, may_read_documents
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
        return may_read_documents(self.officer, at=self.now, roles=self.roles)


class DossierDetail(DossierDoor):
    """The dossier as it stands."""

    @extend_schema(**schema.DOSSIER_DETAIL)
    def get(self, request: Request, key: str) -> Response:
        row = row_for(
            self.officer, key, at=self.now, roles=self.roles, with_applicant=self.may_read
        )
        if row is None:
            raise ActRefused("unknown_dossier")
        headers = {"ETag": etag_of(row["version"])}
        if is_unchanged(request.headers.get("If-None-Match"), row):
            return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(dossier_whole(row), headers=headers)


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

    @extend_schema(**schema.HANDOVERS)
    def get(self, request: Request, key: str) -> Response:
        may_read = self.may_read
        rows = (
            self.dossier(key)
            .handovers.select_related("giver_unit", "giver", "receiver_unit", "receiver")
            .order_by("at", "pk")
        )
        return Response({"results": [handover_told(row, with_texts=may_read) for row in rows]})


class Documents(DossierDoor):
    """What was handed in, and what was asked for besides."""

    @extend_schema(**schema.DOCUMENTS)
    def get(self, request: Request, key: str) -> Response:
        dossier = self.dossier(key)
        if not self.may_read:
            raise ActRefused("no_documents")
        documents = dossier.documents.order_by("position", "pk")
        asked = dossier.supplements.order_by("asked_at", "pk")
        violations = dossier.violations.filter(occasion__startswith="event:")
        return Response(
            {
                "results": [document_told(row) for row in documents],
                "supplements": [supplement_told(row, violations) for row in asked],
            }
        )
