"""Files of a dossier as JSON."""

from collections.abc import Iterable
from typing import Any

from agencies.api.answers import officer_told
from agencies.api.moments import told
from dossiers.models import DossierFile


def file_told(file: DossierFile) -> dict[str, Any]:
    """A file by its reference: what it is, who handed it in, what is known of viruses in it."""
    return {
        "ref": str(file.ref),
        "purpose": file.purpose,
        "document": file.document_id,
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
        "copy_of": file.copy_of,
        "state": file.state,
        "finding": file.finding,
        "checked_at": told(file.checked_at),
        "uploaded_at": told(file.uploaded_at),
        "uploaded_by": officer_told(file.uploaded_by),
        "machine": officer_told(file.machine),
        "digitised_by": officer_told(file.digitised_by),
        "digitised_at": told(file.digitised_at),
        "reused_from": _origin(file),
    }


def by_document(files: Iterable[DossierFile]) -> dict[int | None, list[dict[str, Any]]]:
    """The documents among the files, under the numbers of the components that they are."""
    found: dict[int | None, list[dict[str, Any]]] = {}
    for file in files:
        if file.purpose == DossierFile.Purpose.DOCUMENT:
            found.setdefault(file.document_id, []).append(file_told(file))
    return found


def reusable_told(file: DossierFile) -> dict[str, Any]:
    """A file of an earlier dossier that may be used again, with where it lies."""
    dossier = file.dossier
    return {
        "ref": str(file.ref),
        "dossier": dossier.key,
        "procedure_name": dossier.procedure_version.name,
        "purpose": file.purpose,
        "document_name": file.document.name if file.document else None,
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
        "copy_of": file.copy_of,
        "uploaded_at": told(file.uploaded_at),
    }


def _origin(file: DossierFile) -> dict[str, Any] | None:
    origin = file.reused_from
    return {"dossier": origin.dossier.key, "ref": str(origin.ref)} if origin else None
