"""Office documents, which are ZIP archives: their parts, what they unpack to, and that nothing in them acts."""

import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import BinaryIO

from dossiers.domain.contents.types import TYPES, FileType
from dossiers.domain.refusals import ActRefused

MOST_PARTS = 5_000
#: Bytes to which all parts together may unpack; a spreadsheet of a million rows stays below.
MOST_UNPACKED = 400 * 1_048_576
#: How many times its packed size a large part may have; XML of long tables reaches fifty.
MOST_RATIO = 200
#: Below it the ratio says nothing: a page of blanks packs a thousandfold.
_SMALL = 1_048_576
_BLOCK = 65_536
_MIMETYPE = "mimetype"

#: Programs, and what starts them, in either family of formats.
_PROGRAM = re.compile(
    r"vbaProject\.bin|vbaData\.xml|/activeX/|/macrosheets/|/embeddings/.*\.bin$|^Basic/|^Scripts/",
    re.IGNORECASE,
)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>", re.IGNORECASE)
#: Links in the text are not followed by themselves; templates, frames and pictures from elsewhere are.
_HYPERLINK = re.compile(rb"/relationships/hyperlink[\"']", re.IGNORECASE)
_OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)


def kind_of_archive(file: BinaryIO) -> FileType | None:
    """The office format of a ZIP archive, None for any other archive; refuses `file_broken`, `file_locked`."""
    with _opened(file) as archive:
        names = frozenset(archive.namelist())
        if _MIMETYPE in names:
            return _open_document(archive, names)
        if "[Content_Types].xml" not in names:
            return None
        return next((k for k in TYPES.values() if k.main_part in names and _is_ooxml(k)), None)


def check_archive(file: BinaryIO) -> None:
    """Unpack every part, keeping none, within the limits.

    Refuses `file_broken`, `file_locked`, `file_active`, `file_unpacks_too_large`: by what the
    archive says of its parts, and by what really comes out.
    """
    with _opened(file) as archive:
        parts = archive.infolist()
        _refuse_declared(parts)
        if any(_PROGRAM.search(part.filename) for part in parts):
            raise ActRefused("file_active", field="file")
        left = MOST_UNPACKED
        for part in parts:
            left -= _unpack(archive, part, left)


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ActRefused("file_broken", field="file") from None
    if len(archive.infolist()) > MOST_PARTS:
        raise ActRefused("file_unpacks_too_large", field="file")
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise ActRefused("file_locked", field="file")
    return archive


def _is_ooxml(kind: FileType) -> bool:
    return kind.main_part not in ("", "content.xml")


def _open_document(archive: zipfile.ZipFile, names: frozenset[str]) -> FileType | None:
    part = archive.getinfo(_MIMETYPE)
    if part.file_size > 200 or part.compress_type != zipfile.ZIP_STORED:
        return None
    said = _read(archive, part, 200).decode("ascii", "replace").strip()
    if said and "META-INF/manifest.xml" not in names:
        return None
    return next(
        (k for k in TYPES.values() if k.content_type == said and k.main_part in names), None
    )


def _refuse_declared(parts: Iterable[zipfile.ZipInfo]) -> None:
    whole = 0
    for part in parts:
        whole += part.file_size
        most = max(_SMALL, part.compress_size * MOST_RATIO)
        if whole > MOST_UNPACKED or part.file_size > most:
            raise ActRefused("file_unpacks_too_large", field="file")


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Bytes that come out of a part; what refers to something outside is refused."""
    if part.filename.endswith((".rels", "manifest.xml")):
        if part.file_size > _SMALL * 10:
            raise ActRefused("file_unpacks_too_large", field="file")
        text = _read(archive, part, left)
        if part.filename.endswith(".rels") and _reaches_out(text):
            raise ActRefused("file_active", field="file")
        if b"encryption-data" in text:
            raise ActRefused("file_locked", field="file")
        return len(text)
    return _drained(archive, part, left)


def _drained(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    came = 0
    try:
        with archive.open(part) as stream:
            while block := stream.read(_BLOCK):
                came += len(block)
                if came > left:
                    raise ActRefused("file_unpacks_too_large", field="file")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        raise ActRefused("file_broken", field="file") from None
    return came


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    """A small part, whole."""
    try:
        with archive.open(part) as stream:
            text = stream.read(min(left, _SMALL * 10) + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        raise ActRefused("file_broken", field="file") from None
    if len(text) > left:
        raise ActRefused("file_unpacks_too_large", field="file")
    return text


def _reaches_out(relations: bytes) -> bool:
    """Whether opening the document would fetch something from elsewhere."""
    return any(
        _OUTSIDE.search(tag) and not _HYPERLINK.search(tag) for tag in _RELATION.findall(relations)
    )
