"""`/api/v1/dossiers/{key}/files/`: documents and results as files: handed in, read, marked, used again, removed."""

from http import HTTPStatus
from typing import IO, Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_header_parameters
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.fields import choice, read_fields, text
from agencies.api.queries import Query
from agencies.domain.tokens import Scope
from dossiers.api import schema_files as schema
from dossiers.api.answers_files import file_told, reusable_told
from dossiers.api.single import DossierDoor
from dossiers.channels.handing_out import handed_out
from dossiers.domain.files import COPIES, SCANS
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierFile
from dossiers.selectors.files import (
    MOST_OFFERED,
    file_limits,
    file_of,
    files_of,
    reusable_files,
    why_not_filed,
)
from dossiers.services.filing import (
    file_document,
    file_result,
    mark_digitised,
    remove_file,
    reuse_file,
)
from dossiers.services.taking_in import Taken, take_in

_FACTS = ("purpose", "document", "copy_of")


class FileParser(BaseParser):
    """Takes a body of any kind to disk, piece by piece; what it is, its content tells."""

    media_type = "*/*"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None
    ) -> Taken:
        length = parser_context["request"].META.get("CONTENT_LENGTH") or ""
        return take_in(
            stream, limits=file_limits(), declared=int(length) if length.isdigit() else None
        )


class FilesDoor(DossierDoor):
    """A door to the files of a dossier, for those who read what lies in it."""

    read_scope = Scope.DOCUMENTS_READ
    write_scope = Scope.DOCUMENTS_WRITE

    def readable(self, key: str) -> Dossier:
        """Refuses `unknown_dossier`, `no_documents`."""
        dossier = self.dossier(key)
        if not self.may_read:
            raise ActRefused("no_documents")
        return dossier

    def filed(self, file: DossierFile, status: HTTPStatus = HTTPStatus.OK) -> Response:
        """The file as it now stands."""
        found = file_of(file.dossier, file.ref)
        part = reverse("api-file", args=[self.kwargs["key"], found.ref])
        headers = {"Location": part} if status == HTTPStatus.CREATED else {}
        return Response(file_told(found), status=status, headers=headers)


class Files(FilesDoor):
    """The files, and the way in for one more."""

    parser_classes = (FileParser,)
    _taken: Taken | None = None

    @extend_schema(**schema.FILES)
    def get(self, request: Request, key: str) -> Response:
        return Response({"results": [file_told(each) for each in files_of(self.readable(key))]})

    @extend_schema(**schema.FILE_IN)
    def post(self, request: Request, key: str) -> Response:
        dossier, facts = self._asked(request)
        name = _name(request.headers.get("Content-Disposition", ""))
        call: dict[str, Any] = {
            "actor": self.actor,
            "dossier_id": dossier.pk,
            "content": self._content(request),
            "name": name,
            "copy_of": facts["copy_of"],
            "clock": timezone.now,
        }
        if facts["purpose"] == DossierFile.Purpose.RESULT:
            made = file_result(**call)
        else:
            made = file_document(**call, component=facts["document"])
        return self.filed(made, HTTPStatus.CREATED)

    def said(self, request: Request) -> Any:
        """Known by the digest of its bytes and its name; nothing is read of a body that is not to be taken."""
        self._asked(request)
        return [self._content(request).sha256, request.headers.get("Content-Disposition", "")]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        if self._taken is not None:
            self._taken.close()
        return super().finalize_response(request, response, *args, **kwargs)

    def _asked(self, request: Request) -> tuple[Dossier, dict[str, Any]]:
        """The dossier and the facts in the query, once it is clear that the caller may file there."""
        dossier = self.readable(self.kwargs["key"])
        query = Query(request, _FACTS)
        facts = {
            "purpose": query.choice("purpose", DossierFile.Purpose.values, "document"),
            "document": _number(query.text("document")),
            "copy_of": query.choice("copy_of", COPIES, ""),
        }
        refusal = why_not_filed(
            f"file_{facts['purpose']}", dossier, officer=self.officer, roles=self.roles
        )
        if refusal is not None:
            raise refusal
        return dossier, facts

    def _content(self, request: Request) -> Taken:
        if self._taken is None:
            if "chunked" in request.headers.get("Transfer-Encoding", ""):
                raise ActRefused("file_length_unknown")
            taken = request.data
            if not isinstance(taken, Taken):
                raise ActRefused("file_empty", field="file")
            self._taken = taken
        return self._taken


class File(FilesDoor):
    """One file, without its content."""

    @extend_schema(**schema.FILE_TOLD)
    def get(self, request: Request, key: str, ref: UUID) -> Response:
        return Response(file_told(file_of(self.readable(key), ref)))


class FileContent(FilesDoor):
    """The content, once it was found clean."""

    @extend_schema(**schema.FILE_CONTENT)
    def get(self, request: Request, key: str, ref: UUID) -> HttpResponseBase:
        file = file_of(self.readable(key), ref)
        return handed_out(file, if_none_match=request.headers.get("If-None-Match"))


class Digitised(FilesDoor):
    """A scan from outside, compared with the paper."""

    @extend_schema(**schema.DIGITISED)
    def post(self, request: Request, key: str, ref: UUID) -> Response:
        dossier = self.readable(key)
        given = read_fields(request.data, {"copy_of": choice(SCANS)})
        made = mark_digitised(
            actor=self.actor, dossier_id=dossier.pk, ref=ref, clock=timezone.now, **given
        )
        return self.filed(made)


class Removed(FilesDoor):
    """A file taken out."""

    @extend_schema(**schema.REMOVED)
    def post(self, request: Request, key: str, ref: UUID) -> Response:
        dossier = self.readable(key)
        given = read_fields(request.data, {"reason": text})
        remove_file(actor=self.actor, dossier_id=dossier.pk, ref=ref, clock=timezone.now, **given)
        return Response({"results": [file_told(each) for each in files_of(dossier)]})


class Reusable(FilesDoor):
    """Files of earlier dossiers of the same applicant."""

    @extend_schema(**schema.REUSABLE)
    def get(self, request: Request, key: str) -> Response:
        offered = reusable_files(
            self.readable(key), officer=self.officer, at=self.now, roles=self.roles
        )
        return Response({"results": [reusable_told(each) for each in offered[:MOST_OFFERED]]})


class Reuse(FilesDoor):
    """One of them used again."""

    @extend_schema(**schema.REUSE)
    def post(self, request: Request, key: str) -> Response:
        dossier = self.readable(key)
        given = read_fields(
            request.data, {"from": _reference, "document": _key}, optional=("document",)
        )
        made = reuse_file(
            actor=self.actor,
            dossier_id=dossier.pk,
            source=given["from"],
            component=given.get("document"),
            clock=timezone.now,
        )
        return self.filed(made, HTTPStatus.CREATED)


def _name(disposition: str) -> str:
    """The name in `Content-Disposition`, RFC 6266; what was sent as plain UTF-8 is read as such.

    Refuses `file_name_bad`, also without any.
    """
    try:
        _, parameters = parse_header_parameters(disposition)
        name = parameters.get("filename", "")
        if "filename*" not in disposition.lower():
            name = name.encode("latin-1").decode("utf-8")
    except (ValueError, LookupError):
        raise ActRefused("file_name_bad", field="Content-Disposition") from None
    if not name:
        raise ActRefused("file_name_bad", field="Content-Disposition")
    return name


def _number(given: str) -> int | None:
    """The number of a component, as the list of documents tells it."""
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise ActRefused("unknown_component", field="document", number=given)
    return int(given)


def _reference(value: Any) -> UUID:
    return UUID(text(value, most=64))


def _key(value: Any) -> int:
    if type(value) is not int or not 0 < value < 2**63:
        raise ValueError("This is no number of a component.")
    return value
