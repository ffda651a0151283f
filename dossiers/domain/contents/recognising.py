"""From the first bytes to the kind of a file, and to the checks that this kind has to stand."""

from collections.abc import Callable, Collection, Mapping
from typing import BinaryIO

import puremagic

from dossiers.domain.contents.archives import check_archive, kind_of_archive
from dossiers.domain.contents.pdf import check_pdf
from dossiers.domain.contents.pictures import check_jpeg, check_png, check_tiff
from dossiers.domain.contents.two_faces import refuse_two_faces
from dossiers.domain.contents.types import TYPES, FileType
from dossiers.domain.refusals import ActRefused

_ZIP = b"PK\x03\x04"

_CHECKS: Mapping[str, Callable[[BinaryIO], None]] = {
    "pdf": check_pdf,
    "jpeg": check_jpeg,
    "png": check_png,
    "tiff": check_tiff,
    **dict.fromkeys(("docx", "xlsx", "odt", "ods"), check_archive),
}


def recognise(file: BinaryIO, *, allowed: Collection[str]) -> FileType:
    """The kind of a seekable file, once it has stood the checks of that kind.

    Refuses `file_type_refused` (no kind known, or none that is allowed), `file_broken`,
    `file_locked` (needs a password), `file_active` (would do something when opened, or carries
    other files), `file_two_faced` (can be read as two kinds), `file_unpacks_too_large`.
    """
    found = _kind(file)
    if found is None or found.code not in allowed:
        raise ActRefused("file_type_refused", field="file", allowed=_named(allowed))
    refuse_two_faces(file, found)
    _CHECKS[found.code](file)
    return found


def _kind(file: BinaryIO) -> FileType | None:
    file.seek(0)
    if file.read(len(_ZIP)) == _ZIP:
        return kind_of_archive(file)
    guesses = {guess.mime_type for guess in _guesses(file)}
    return next((kind for kind in TYPES.values() if kind.content_type in guesses), None)


def _guesses(file: BinaryIO) -> list[puremagic.PureMagicWithConfidence]:
    """What the signatures at beginning and end may stand for."""
    file.seek(0)
    try:
        return puremagic.magic_stream(file)
    except (puremagic.PureError, ValueError):
        return []


def _named(allowed: Collection[str]) -> str:
    return ", ".join(kind.code.upper() for kind in TYPES.values() if kind.code in allowed)
