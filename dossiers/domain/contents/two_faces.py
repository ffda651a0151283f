"""Files made to be one thing to the office and another to whoever opens them (polyglots)."""

import os
import re
import zipfile
from typing import BinaryIO

from dossiers.domain.contents.types import FileType
from dossiers.domain.refusals import ActRefused

#: PDF readers look for their mark so far into a file, browsers guess HTML from less.
_HEAD = 1_024
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe|svg)[\s>]", re.IGNORECASE)


def refuse_two_faces(file: BinaryIO, kind: FileType) -> None:
    """Refuses `file_two_faced` when the file can be read as PDF, ZIP archive or web page besides."""
    file.seek(0)
    head = file.read(_HEAD)
    is_pdf_too = kind.code != "pdf" and b"%PDF-" in head
    is_page_too = kind.code != "pdf" and _PAGE.search(head) is not None
    if is_pdf_too or is_page_too or (not kind.main_part and _is_archive_too(file)):
        raise ActRefused("file_two_faced", field="file")


def _is_archive_too(file: BinaryIO) -> bool:
    """Programs that unpack look at a file's end: a Java archive may stand behind a picture."""
    file.seek(0, os.SEEK_SET)
    return zipfile.is_zipfile(file)
