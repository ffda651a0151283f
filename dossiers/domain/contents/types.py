"""The kinds of files an office exchanges with applicants."""

from collections.abc import Mapping
from dataclasses import dataclass

_OPEN = "application/vnd.oasis.opendocument"
_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its short name in settings, its media type, the endings names of it have."""

    code: str
    content_type: str
    endings: tuple[str, ...]
    #: Only of what is a ZIP archive: the member without which it is not this kind.
    main_part: str = ""

    @property
    def ending(self) -> str:
        """The usual one."""
        return self.endings[0]


#: By short name. Formats that are programs at heart (HTML, SVG, the binary Office formats) are not among them.
TYPES: Mapping[str, FileType] = {
    each.code: each
    for each in (
        FileType("pdf", "application/pdf", (".pdf",)),
        FileType("jpeg", "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif")),
        FileType("png", "image/png", (".png",)),
        FileType("tiff", "image/tiff", (".tif", ".tiff")),
        FileType("docx", f"{_OFFICE}.wordprocessingml.document", (".docx",), "word/document.xml"),
        FileType("xlsx", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",), "xl/workbook.xml"),
        FileType("odt", f"{_OPEN}.text", (".odt",), "content.xml"),
        FileType("ods", f"{_OPEN}.spreadsheet", (".ods",), "content.xml"),
    )
}
