"""The page behind the QR of an apology letter: what it says of the stored file, and of a file in hand."""

import hashlib
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from notifications.models import ApologyLetter
from notifications.pages.verification import MOST_SENT
from tests.factories import APPLICANT, Office, moment, perform_act
from tests.integration.notifications.scenes import REASON, answered, issued
from tests.tokens import authority

SIGNED = moment("2026-11-26 16:00")


@pytest.fixture
def own_key(settings: Settings, tmp_path: Path) -> None:
    """The agency's seal, certified by an authority that is accepted."""
    seal = authority().token("Sở Thử nghiệm").save(tmp_path / "seal.p12")
    (tmp_path / "roots.pem").write_bytes(authority().pem)
    settings.SIGNING_PKCS12 = str(seal)
    settings.SIGNING_TRUST_ROOTS = str(tmp_path / "roots.pem")


@pytest.fixture
def letter(office: Office) -> ApologyLetter:
    return issued(office, answered(office), at=SIGNED)


def page(letter: ApologyLetter, *, language: str = "en") -> HttpResponse:
    return Client(HTTP_ACCEPT_LANGUAGE=language).get(f"/xac-minh/{letter.ref}/")


def compared(letter: ApologyLetter, content: bytes) -> HttpResponse:
    file = SimpleUploadedFile("phieu.pdf", content, content_type="application/pdf")
    client = Client(HTTP_ACCEPT_LANGUAGE="en", enforce_csrf_checks=True)
    return client.post(f"/xac-minh/{letter.ref}/", {"file": file})


def tamper(letter: ApologyLetter, **columns: object) -> None:
    """Write into the table behind the product's back."""
    assert ApologyLetter.objects.filter(pk=letter.pk).update(**columns) == 1


def main_part(answer: HttpResponse) -> str:
    """The page without the form for the language, which has a token of its own each time."""
    return answer.text.split("<main")[1].split("</main>")[0]


def with_byte_changed(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.usefixtures("own_key")
def test_a_genuine_letter_is_confirmed_without_anything_personal(
    office: Office, letter: ApologyLetter
) -> None:
    answer = page(letter)
    for shown in (
        *("This apology letter is genuine", "Phiếu xin lỗi này là thật"),
        *("1/PXL-STN", "Sở Thử nghiệm", letter.dossier.code, "04/12/2026"),
        *("Cơ quan chứng thực THỬ NGHIỆM", "an accepted authority", "16:00:00, 26/11/2026"),
        hashlib.sha256(letter.signed_pdf).hexdigest(),
    ):
        assert shown in answer.text
    private = {name: text for name, text in APPLICANT.items() if name != "kind"}
    for hidden in (*private.values(), REASON, office.version.name):
        assert hidden not in answer.text
    assert answer["X-Robots-Tag"].startswith("noindex")


def test_the_first_look_says_that_its_signature_has_no_legal_force(letter: ApologyLetter) -> None:
    text = page(letter, language="vi").text
    assert "This apology letter is for demonstration only" in text
    assert "không có giá trị pháp lý" in text
    assert "is genuine" not in text


@pytest.mark.usefixtures("own_key")
def test_a_letter_whose_authority_is_no_longer_accepted_is_intact_but_not_trusted(
    letter: ApologyLetter, settings: Settings
) -> None:
    Path(settings.SIGNING_TRUST_ROOTS).write_bytes(authority("Cơ quan chứng thực LẠ").pem)
    text = page(letter).text
    assert "its signature is not trusted" in text
    assert "not an accepted authority" in text


@pytest.mark.usefixtures("own_key")
def test_a_letter_exchanged_in_the_database_is_not_intact(letter: ApologyLetter) -> None:
    changed = with_byte_changed(bytes(letter.signed_pdf))
    tamper(letter, signed_pdf=changed)
    assert "This apology letter is not intact" in page(letter).text
    # Whoever exchanges the digest as well is given away by the signature.
    tamper(letter, signed_sha256=hashlib.sha256(changed).hexdigest())
    text = page(letter).text
    assert "This apology letter is not intact" in text
    assert "does not hold" in text


@pytest.mark.usefixtures("own_key")
def test_a_signed_file_of_another_letter_is_not_this_one(
    office: Office, letter: ApologyLetter
) -> None:
    other = issued(office, answered(office), at=SIGNED)
    tamper(letter, signed_pdf=bytes(other.signed_pdf), signed_sha256=f"{other.signed_sha256}")
    assert "This apology letter is not intact" in page(letter).text


def test_a_draft_a_void_and_an_unknown_letter_get_one_answer(office: Office) -> None:
    draft = answered(office)
    unknown = ApologyLetter(ref=uuid.uuid4())
    answers = [page(draft), page(unknown)]
    perform_act(office, "settle", at=SIGNED, dossier=draft.dossier)
    assert ApologyLetter.objects.get().state == "void"
    answers.append(page(draft))
    assert {answer.status_code for answer in answers} == {404}
    assert len({main_part(answer) for answer in answers}) == 1
    assert "Do not rely on the paper" in answers[0].text
    assert Client().get("/xac-minh/1/").status_code == 404


def test_the_very_file_is_recognised(letter: ApologyLetter) -> None:
    answer = compared(letter, bytes(letter.signed_pdf))
    assert answer.status_code == 200
    assert "byte for byte" in answer.text


def test_the_file_before_signing_is_recognised_as_unsigned(letter: ApologyLetter) -> None:
    assert "without a signature" in compared(letter, bytes(letter.pdf)).text


@pytest.mark.parametrize("addition", [b"", b"\n% added"])
def test_a_file_in_which_a_byte_differs_is_not_the_letter(
    letter: ApologyLetter, addition: bytes
) -> None:
    content = bytes(letter.signed_pdf)
    answer = compared(letter, content + addition if addition else with_byte_changed(content))
    assert "Your file is not this letter" in answer.text


def test_another_letter_is_named_with_the_way_to_it(office: Office, letter: ApologyLetter) -> None:
    other = issued(office, answered(office), at=SIGNED)
    answer = compared(letter, bytes(other.signed_pdf))
    assert "another letter" in answer.text
    assert f"/xac-minh/{other.ref}/" in answer.text
    assert "2/PXL-STN" in answer.text


def test_a_void_letters_file_is_not_named(office: Office, letter: ApologyLetter) -> None:
    other = issued(office, answered(office), at=SIGNED)
    tamper(other, state="void", voided_at=SIGNED, void_why="given_up")
    assert str(other.ref) not in compared(letter, bytes(other.signed_pdf)).text


def test_what_is_no_letter_at_all_is_answered_calmly(letter: ApologyLetter) -> None:
    assert "not this letter" in compared(letter, b"MZ\x00 a program").text
    nothing = Client(HTTP_ACCEPT_LANGUAGE="en").post(f"/xac-minh/{letter.ref}/")
    assert (nothing.status_code, "Choose the letter" in nothing.text) == (400, True)


def test_a_large_file_is_refused_before_it_is_read(letter: ApologyLetter) -> None:
    answer = compared(letter, bytes(MOST_SENT))
    assert (answer.status_code, "too large" in answer.text) == (413, True)


def test_a_file_is_compared_in_memory_alone(
    letter: ApologyLetter, settings: Settings, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")  # writing there would raise
    assert "not this letter" in compared(letter, bytes(MOST_SENT - 1024)).text


def test_questions_are_counted_with_the_look_ups(letter: ApologyLetter, settings: Settings) -> None:
    settings.LOOKUP_RATE_PER_MINUTE = 2
    assert [page(letter).status_code for _ in range(2)] == [200, 200]
    for refused in (page(letter), compared(letter, b"%PDF-"), page(ApologyLetter())):
        assert refused.status_code == 429
        assert int(refused["Retry-After"]) > 0
