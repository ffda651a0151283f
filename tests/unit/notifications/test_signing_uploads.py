"""A letter signed by the officer's token comes back: every way in which it may be wrong, tried with a real file."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader, PdfWriter

from dossiers.forms import typeset
from notifications.forms import LETTER
from notifications.signing import SignatureRefused, SignatureReport, check_upload
from notifications.signing.uploads import MOST_ADDED
from tests.tokens import Token, authority, self_signed
from tests.unit.forms.papers import letter

AT = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
OFFICER = "Phạm Văn Sở"

pytestmark = pytest.mark.usefixtures("believed")


def token(name: str = OFFICER) -> Token:
    return authority().token(name)


def checked(original: bytes, signed: bytes, *, officer: str = OFFICER) -> SignatureReport:
    return check_upload(original, signed, officer_name=officer, at=AT)


def refusal(original: bytes, signed: bytes, *, officer: str = OFFICER) -> str:
    with pytest.raises(SignatureRefused) as refused:
        checked(original, signed, officer=officer)
    return refused.value.code


def with_page_appended(pdf: bytes) -> bytes:
    """The same file with a page more, as an update: the old bytes stand untouched in front."""
    writer = PdfWriter(BytesIO(pdf), incremental=True)
    writer.add_blank_page(200, 200)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_text_replaced(pdf: bytes) -> bytes:
    """An update that gives the first page another content."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def another_letter() -> bytes:
    return typeset(LETTER, letter(reason="Thiếu người.").as_json()).pdf


def with_byte_changed(pdf: bytes, position: int) -> bytes:
    return pdf[:position] + bytes([pdf[position] ^ 1]) + pdf[position + 1 :]


def test_the_letter_signed_by_the_named_officer_is_accepted(unsigned: bytes) -> None:
    found = checked(unsigned, token().sign(unsigned))
    assert (found.intact, found.trusted, found.covers_whole_file) == (True, True, True)
    assert (found.signer, found.issuer) == (OFFICER, "Cơ quan chứng thực THỬ NGHIỆM")
    assert (found.problems, found.is_demo) == ((), False)


def test_a_visible_stamp_in_its_place_is_accepted(unsigned: bytes) -> None:
    assert checked(unsigned, token().sign(unsigned, box=(230, 40, 390, 110))).trusted


def test_a_stamp_that_could_hide_the_letter_is_not(unsigned: bytes) -> None:
    covering = token().sign(unsigned, box=(0, 0, 420, 595))
    assert refusal(unsigned, covering) == "not_the_same_document"


@pytest.mark.parametrize(
    "written", ["PHẠM VĂN SỞ", "Pham Van So", "Pha\u0323m Va\u0306n Sở", " phạm  văn sở "]
)
def test_a_name_is_the_same_however_it_is_written(unsigned: bytes, written: str) -> None:
    assert checked(unsigned, token(written).sign(unsigned)).trusted


def test_a_name_in_two_parts_is_put_together(unsigned: bytes) -> None:
    parts = {
        NameOID.COMMON_NAME: "CMND 040088001234",
        NameOID.SURNAME: "Phạm",
        NameOID.GIVEN_NAME: "Văn Sở",
    }
    assert checked(unsigned, authority().token(parts).sign(unsigned)).trusted


def test_what_is_no_pdf_is_refused(unsigned: bytes) -> None:
    for other in (b"", b"PK\x03\x04 a spreadsheet", b"%PDF-1.7\nand then nothing"):
        assert refusal(unsigned, other) == "not_a_pdf"


def test_the_letter_sent_back_unsigned_is_refused(unsigned: bytes) -> None:
    assert refusal(unsigned, unsigned) == "not_signed"


def test_another_document_however_well_signed_is_refused(unsigned: bytes) -> None:
    assert refusal(unsigned, token().sign(another_letter())) == "not_the_same_document"


def test_the_same_pages_saved_anew_by_another_program_are_another_document(
    unsigned: bytes,
) -> None:
    out = BytesIO()
    PdfWriter(clone_from=PdfReader(BytesIO(unsigned))).write(out)
    assert refusal(unsigned, token().sign(out.getvalue())) == "not_the_same_document"


def test_a_page_appended_before_signing_is_found(unsigned: bytes) -> None:
    signed = token().sign(with_page_appended(unsigned))
    assert signed.startswith(unsigned)
    assert refusal(unsigned, signed) == "not_the_same_document"


def test_a_text_replaced_by_an_update_before_signing_is_found(unsigned: bytes) -> None:
    signed = token().sign(with_text_replaced(unsigned))
    assert signed.startswith(unsigned)
    assert refusal(unsigned, signed) == "not_the_same_document"


def test_an_update_after_signing_is_found(unsigned: bytes) -> None:
    signed = token().sign(unsigned)
    for extended in (with_page_appended(signed), with_text_replaced(signed), signed + b"\n%more"):
        assert refusal(unsigned, extended) == "covers_not_all"


def test_two_signatures_are_refused(unsigned: bytes) -> None:
    twice = token().sign(token().sign(unsigned), field="Ky2")
    assert refusal(unsigned, twice) == "several_signatures"


def test_a_byte_changed_after_signing_breaks_the_signature(unsigned: bytes) -> None:
    signed = token().sign(unsigned)
    position = signed.rindex(b"/Type /Metadata")  # inside the signed update, harmless to parse
    broken = signed[:position] + b"/Type /Metadatb" + signed[position + 15 :]
    assert refusal(unsigned, broken) == "broken_signature"


def test_a_byte_of_the_letter_changed_makes_it_another_document(unsigned: bytes) -> None:
    signed = token().sign(unsigned)
    changed = with_byte_changed(signed, len(unsigned) // 2)
    assert refusal(unsigned, changed) == "not_the_same_document"


def test_a_signature_of_another_letter_pasted_in_is_broken(unsigned: bytes) -> None:
    signed = token().sign(unsigned)
    other = token().sign(another_letter())
    start = signed.rindex(b"/Contents <") + len(b"/Contents <")
    there = other.rindex(b"/Contents <") + len(b"/Contents <")
    length = min(signed.index(b">", start) - start, other.index(b">", there) - there)
    pasted = signed[:start] + other[there : there + length] + signed[start + length :]
    assert refusal(unsigned, pasted) == "broken_signature"


def test_a_signed_range_with_a_hole_is_found(unsigned: bytes) -> None:
    """The range skips more than the signature: what lies in the hole anybody could change later."""
    signed = token().sign(unsigned)
    start = signed.rindex(b"/ByteRange [") + len(b"/ByteRange [")
    end = signed.index(b"]", start)
    zero, before, resume, after = (int(number) for number in signed[start:end].split())
    holed = f"{zero} {before} {resume + 10} {after - 10}".encode().ljust(end - start)
    assert refusal(unsigned, signed[:start] + holed + signed[end:]) == "broken_signature"


def test_another_persons_signature_is_refused_with_both_names(unsigned: bytes) -> None:
    with pytest.raises(SignatureRefused, match="wrong_signer") as refused:
        checked(unsigned, token("Lê Thị Phòng").sign(unsigned))
    assert refused.value.params == {"signer": "Lê Thị Phòng", "officer": OFFICER}


def test_a_certificate_without_a_name_is_nobodys(unsigned: bytes) -> None:
    nameless = authority().token("–").sign(unsigned)
    assert refusal(unsigned, nameless, officer="–") == "wrong_signer"


@pytest.mark.parametrize(
    ("valid_from", "until"),
    [
        (datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 11, 29, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_certificate_out_of_date_is_refused(
    unsigned: bytes, valid_from: datetime, until: datetime
) -> None:
    expired = authority().token(OFFICER, valid_from=valid_from, until=until)
    assert refusal(unsigned, expired.sign(unsigned)) == "certificate_expired"


def test_a_certificate_that_its_holder_made_is_refused(unsigned: bytes) -> None:
    assert refusal(unsigned, self_signed(OFFICER).sign(unsigned)) == "untrusted_certificate"


def test_a_certificate_of_an_authority_we_do_not_know_is_refused(unsigned: bytes) -> None:
    stranger = authority("Cơ quan chứng thực LẠ").token(OFFICER)
    assert refusal(unsigned, stranger.sign(unsigned)) == "untrusted_certificate"


def test_a_file_that_grew_too_much_is_refused_before_it_is_read(unsigned: bytes) -> None:
    assert refusal(unsigned, unsigned + bytes(MOST_ADDED + 1)) == "too_large"


@pytest.mark.slow
def test_no_damaged_byte_outside_the_signature_itself_is_accepted(unsigned: bytes) -> None:
    signed = token().sign(unsigned)
    start = signed.rindex(b"/Contents <")
    inside = range(start, signed.index(b">", start))
    for position in range(len(unsigned), len(signed), 29):
        if position not in inside:
            assert refusal(unsigned, with_byte_changed(signed, position))


@pytest.mark.slow
def test_a_damaged_signature_is_refused_or_still_the_officers(unsigned: bytes) -> None:
    """Certificates sent along and the room left over are nobody's word; all the rest must be as signed."""
    signed = token().sign(unsigned)
    start = signed.rindex(b"/Contents <")
    for position in range(start, signed.index(b">", start), 67):
        try:
            found = checked(unsigned, with_byte_changed(signed, position))
        except SignatureRefused:
            continue
        assert (found.intact, found.trusted, found.signer) == (True, True, OFFICER)
