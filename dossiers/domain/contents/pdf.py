"""PDF: whole, readable without a password, and nothing in it that acts when it is opened."""

import os
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, LimitReachedError, PyPdfError
from pypdf.generic import IndirectObject, NameObject, StreamObject

from dossiers.domain.refusals import ActRefused

#: A thousand scanned pages have fewer; more only keep the reader busy.
MOST_OBJECTS = 100_000
#: Where readers look for the end mark.
_TAIL = 1_024
_BLOCK = 1_048_576

#: Names that run programs, send data away, fetch from elsewhere, or carry other files.
ACTIVE = (
    "EmbeddedFile",
    "EmbeddedFiles",
    "GoToE",
    "GoToR",
    "ImportData",
    "JavaScript",
    "Launch",
    "Rendition",
    "RichMedia",
    "SubmitForm",
    "XFA",
)
_SLASHED = frozenset(f"/{name}" for name in ACTIVE)
_NAMED = re.compile(rb"/(?:%s)(?![0-9A-Za-z])" % "|".join(ACTIVE).encode())
#: Those long enough never to stand in the bytes of a picture by chance.
_LONG = tuple(name for name in ACTIVE if len(name) > 5)
_ANYWHERE = re.compile(rb"/(?:%s)(?![0-9A-Za-z])" % "|".join(_LONG).encode())
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
#: The longest name with each of its letters escaped.
_OVERLAP = 64


def check_pdf(file: BinaryIO) -> None:
    """Refuses `file_broken`, `file_locked`, `file_active`, `file_unpacks_too_large`.

    Looked at twice: byte by byte, whatever the file's own table of contents leaves out, and object
    by object, where names may be packed.
    """
    _refuse_no_end(file)
    if any(_ANYWHERE.search(block) for block in _blocks(file)):
        raise ActRefused("file_active", field="file")
    file.seek(0)
    try:
        _look_at_objects(PdfReader(file))
    except FileNotDecryptedError:
        raise ActRefused("file_locked", field="file") from None
    except LimitReachedError:
        raise ActRefused("file_unpacks_too_large", field="file") from None
    except ActRefused:
        raise
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError):
        raise ActRefused("file_broken", field="file") from None
    except (AssertionError, NotImplementedError, RecursionError, MemoryError):
        raise ActRefused("file_broken", field="file") from None


def _refuse_no_end(file: BinaryIO) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    if b"%%EOF" not in file.read():
        raise ActRefused("file_broken", field="file")


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """The file in overlapping blocks, the escapes in names resolved."""
    file.seek(0)
    before = b""
    while block := file.read(_BLOCK):
        yield _unescaped(before + block)
        before = block[-_OVERLAP:]


def _unescaped(text: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text)


def _look_at_objects(reader: PdfReader) -> None:
    if not len(reader.pages):
        raise ActRefused("file_broken", field="file")
    keys = [(n, generation) for generation, found in reader.xref.items() for n in found]
    if len(keys) > MOST_OBJECTS:
        raise ActRefused("file_unpacks_too_large", field="file")
    for number, generation in keys:
        _look_at(reader.get_object(IndirectObject(number, generation, reader)))
        reader.resolved_objects.clear()  # one object in memory at a time, not the file


def _look_at(found: Any) -> None:
    """What is packed into an object stream is looked at as bytes: it holds names and no pictures."""
    if any(name in _SLASHED for name in _names(found)):
        raise ActRefused("file_active", field="file")
    if isinstance(found, StreamObject) and found.get("/Type") == "/ObjStm":
        _look_at_packed(found.get_data())


def _look_at_packed(objects: bytes) -> None:
    if _NAMED.search(_unescaped(objects)):
        raise ActRefused("file_active", field="file")


def _names(found: Any) -> Iterator[str]:
    """Every name within an object, not following what it refers to."""
    waiting = [found]
    while waiting:
        each = waiting.pop()
        if isinstance(each, NameObject):
            yield str(each)
        elif isinstance(each, dict):
            waiting.extend(each.keys())
            waiting.extend(dict.values(each))
        elif isinstance(each, list):
            waiting.extend(list.__iter__(each))
