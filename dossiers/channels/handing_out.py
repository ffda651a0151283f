"""The one way a file's content leaves the house: guarded, as an attachment, never run and kept nowhere."""

from http import HTTPStatus

import structlog
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from dossiers.domain.refusals import ActRefused
from dossiers.models import DossierFile
from dossiers.selectors.files import refuse_unreadable

logger = structlog.get_logger(__name__)

#: A browser neither guesses what it is, nor runs it, nor keeps it; other sites do not embed it.
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def handed_out(file: DossierFile, *, if_none_match: str | None = None) -> HttpResponseBase:
    """The content in pieces, under its clean name; 304 to who holds it already.

    Whoever calls has made sure that the reader sees the dossier and what lies in it. Refuses
    `file_being_checked`, `file_infected`, and `file_gone` when the storage has lost it.
    """
    refuse_unreadable(file)
    headers = {**SAFE_HEADERS, "ETag": f'"{file.sha256}"'}
    if if_none_match and file.sha256 in if_none_match:
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    try:
        content = file.file.open("rb")
    except OSError:
        logger.exception("file_content_missing", file=str(file.ref))
        raise ActRefused("file_gone") from None
    return FileResponse(
        content,
        as_attachment=True,
        filename=file.name,
        content_type=file.content_type,
        headers={**headers, "Content-Length": str(file.size)},
    )
