"""Small files of every kind the office takes, and of kinds made to harm it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject

_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = f'<Types xmlns="{_OFFICE.replace("application/vnd.", "")}"/>'


def pdf(change: Callable[[PdfWriter], object] = lambda writer: None, *, text: str = "") -> bytes:
    """A page of a PDF; `text` makes one different from another."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Title": text})
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def pdf_doing(action: str) -> bytes:
    """A PDF that does something when it is opened."""
    return pdf(lambda writer: writer.root_object.update(
        {NameObject("/OpenAction"): DictionaryObject({NameObject("/S"): NameObject(action)})}
    ))  # fmt: skip


def png() -> bytes:
    """One white point."""
    size = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", size), (b"IDAT", zlib.compress(b"\0\xff")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(name, data) for name, data in parts)


def _png_chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)


def jpeg() -> bytes:
    """As telephones begin and end theirs."""
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + b"\x11" * 64
        + b"\xff\xd9"
    )


def tiff() -> bytes:
    """A directory without entries."""
    return b"II*\x00" + struct.pack("<IHI", 8, 0, 0)


def archive(parts: Mapping[str, bytes | str], *, packed: bool = True) -> bytes:
    """A ZIP archive of the parts, in their order."""
    made = io.BytesIO()
    with zipfile.ZipFile(
        made, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    ) as zipped:
        for name, content in parts.items():
            way = zipfile.ZIP_STORED if name == "mimetype" else None
            zipped.writestr(name, content, compress_type=way)
    return made.getvalue()


def docx(**more: bytes | str) -> bytes:
    """A text document; further parts under their names, `__` for a stroke and `_dot_` for a point."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": "<Relationships/>",
        "word/document.xml": "<w:document/>",
    }
    named = {name.replace("__", "/").replace("_dot_", "."): part for name, part in more.items()}
    return archive(parts | named)


def xlsx() -> bytes:
    return archive({"[Content_Types].xml": _TYPES, "xl/workbook.xml": "<workbook/>"})


def odt() -> bytes:
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": "<office:document-content/>",
            "META-INF/manifest.xml": "<manifest:manifest/>",
        }
    )
