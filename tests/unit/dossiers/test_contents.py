"""What a file is, whatever it is called: kinds taken, and files made to harm."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest

from dossiers.domain.contents import TYPES, recognise
from dossiers.domain.contents import archives as archive_limits
from dossiers.domain.contents import pdf as pdf_limits
from dossiers.domain.refusals import ActRefused
from tests.file_samples import archive, docx, jpeg, odt, pdf, pdf_doing, png, tiff, xlsx

KINDS: dict[str, Callable[[], bytes]] = {
    "pdf": pdf,
    "jpeg": jpeg,
    "png": png,
    "tiff": tiff,
    "docx": docx,
    "xlsx": xlsx,
    "odt": odt,
}


def told(content: bytes, allowed: frozenset[str] = frozenset(TYPES)) -> str:
    """The kind of a file, or the code with which it is refused."""
    try:
        return recognise(io.BytesIO(content), allowed=allowed).code
    except ActRefused as refusal:
        return refusal.code


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_file_is_what_it_is(kind: str) -> None:
    assert told(KINDS[kind]()) == kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_the_province_does_not_take_is_refused(kind: str) -> None:
    assert told(KINDS[kind](), frozenset(TYPES) - {kind}) == "file_type_refused"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Don de nghi",
        b"MZ\x90\x00" + b"\0" * 200,
        b"\x7fELF" + b"\0" * 200,
        b"#!/bin/sh\nrm -rf /\n",
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"GIF89a" + b"\0" * 50,
        b"Rar!\x1a\x07\x01\x00" + b"\0" * 50,
        b" %PDF-1.7 behind a blank",
    ],
)
def test_what_no_office_needs_is_refused(content: bytes) -> None:
    assert told(content) == "file_type_refused"


def test_a_plain_archive_is_no_office_document() -> None:
    assert told(archive({"virus.exe": b"MZ"})) == "file_type_refused"
    assert told(archive({"META-INF/MANIFEST.MF": "Main-Class: A"})) == "file_type_refused"


@pytest.mark.parametrize(
    "action", ["/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR"]
)
def test_a_pdf_that_acts_when_opened_is_refused(action: str) -> None:
    assert told(pdf_doing(action)) == "file_active"


def test_a_pdf_with_a_link_is_taken() -> None:
    assert told(pdf_doing("/URI")) == "pdf"


def test_the_name_of_an_action_written_in_escapes_is_read_all_the_same() -> None:
    assert (
        told(pdf_doing("/JavaScript").replace(b"/JavaScript", b"/J#61vaScrip#74")) == "file_active"
    )


def test_an_action_packed_into_an_object_stream_is_found() -> None:
    import zlib

    packed = zlib.compress(b"7 0 << /S /Java#53cript /JS (app.alert\\(1\\)) >>")
    stream = (
        (
            b"5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n"
            % len(packed)
        )
        + packed
        + b"\nendstream\nendobj\n"
    )
    body = b"%PDF-1.7\n"
    objects = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n",
        b"4 0 obj\n<< >>\nendobj\n",
        stream,
    ]
    places = []
    for each in objects:
        places.append(len(body))
        body += each
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    whole = (
        body
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    )
    assert told(whole) == "file_active"
    assert (
        told(
            whole.replace(
                packed,
                zlib.compress(b"7 0 << /S /URI >>" + b" " * 30).ljust(len(packed), b"\0")[
                    : len(packed)
                ],
            )
        )
        != "file_active"
    )


def test_an_action_that_the_table_of_contents_leaves_out_is_found() -> None:
    hidden = pdf().replace(b"%%EOF", b"9 0 obj\n<< /S /JavaScript >>\nendobj\n%%EOF")
    assert told(hidden) == "file_active"


def test_a_pdf_that_carries_other_files_is_refused() -> None:
    assert told(pdf(lambda writer: writer.add_attachment("a.exe", b"MZ"))) == "file_active"


def test_a_locked_pdf_is_refused_and_one_that_only_forbids_printing_is_taken() -> None:
    assert told(pdf(lambda writer: writer.encrypt("mat-khau"))) == "file_locked"
    assert told(pdf(lambda writer: writer.encrypt("", "chu-so-huu"))) == "pdf"


@pytest.mark.parametrize(
    "content",
    [
        pdf()[:200],
        pdf() + b"\0" * 5_000,
        b"%PDF-1.7\n%%EOF\n",
        b"%PDF-1.7\nxref\n0 1\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n",
        jpeg()[:-2],
        png()[:-6],
        png() + b"\0",
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 40,
        tiff()[:8],
        b"II*\x00" + struct.pack("<I", 4_000_000_000),
        docx()[:-30],
    ],
)
def test_a_damaged_file_is_refused(content: bytes) -> None:
    assert told(content) == "file_broken"


def test_a_pdf_with_more_objects_than_any_scan_is_not_read_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_limits, "MOST_OBJECTS", 3)
    assert told(pdf()) == "file_unpacks_too_large"


@pytest.mark.parametrize(
    "content",
    [
        jpeg()[:30] + b"%PDF-1.4 " + jpeg()[30:],
        jpeg() + archive({"a.class": b"\xca\xfe\xba\xbe"}),
        pdf() + archive({"a.class": b"\xca\xfe\xba\xbe"}, packed=False),
        jpeg()[:30] + b"<script>alert(1)</script>" + jpeg()[30:],
        tiff() + b"<html><body>",
    ],
)
def test_a_file_that_is_two_things_at_once_is_refused(content: bytes) -> None:
    assert told(content) == "file_two_faced"


@pytest.mark.parametrize(
    "part",
    [
        "word__vbaProject_dot_bin",
        "word__activeX__activeX1_dot_xml",
        "word__embeddings__oleObject1_dot_bin",
        "xl__macrosheets__sheet1_dot_xml",
    ],
)
def test_an_office_document_with_a_program_inside_is_refused(part: str) -> None:
    assert told(docx(**{part: b"x"})) == "file_active"


def test_an_office_document_that_fetches_a_template_is_refused_and_one_with_a_link_taken() -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    far = '<Relationships><Relationship Id="a" Type="{}/{}" Target="https://xau.example/" TargetMode="External"/></Relationships>'
    assert (
        told(docx(word___rels__settings_dot_xml_dot_rels=far.format(office, "attachedTemplate")))
        == "file_active"
    )
    assert (
        told(docx(word___rels__document_dot_xml_dot_rels=far.format(office, "hyperlink"))) == "docx"
    )


def test_an_archive_that_says_it_unpacks_to_too_much_is_not_unpacked() -> None:
    assert told(docx(word__media__a_dot_bin=b"\0" * 30_000_000)) == "file_unpacks_too_large"


def test_an_archive_that_lies_about_what_it_unpacks_to_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive_limits, "MOST_UNPACKED", 4_000)
    assert (
        told(docx(word__a_dot_xml=b"x" * 3_000, word__b_dot_xml=b"y" * 3_000))
        == "file_unpacks_too_large"
    )
    honest = docx(word__a_dot_xml=bytes(range(256)) * 10)
    name = b"word/a.xml"
    # The central directory promises five bytes for the part.
    at = honest.rindex(name) - 46
    lying = honest[: at + 24] + struct.pack("<I", 5) + honest[at + 28 :]
    assert told(lying) == "file_broken"


def test_an_archive_of_countless_parts_is_refused() -> None:
    many = {f"word/media/{number}.txt": b"" for number in range(archive_limits.MOST_PARTS)}
    assert told(archive({"[Content_Types].xml": b"", "word/document.xml": b"", **many})) == (
        "file_unpacks_too_large"
    )


def test_a_locked_archive_is_refused() -> None:
    content = bytearray(docx())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    assert told(bytes(content)) == "file_locked"
    assert zipfile.is_zipfile(io.BytesIO(content))
