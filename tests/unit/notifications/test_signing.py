"""The server signs: what its signature says, which key makes it, and that the letter's own bytes stay."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from notifications.signing import (
    DEMO_ISSUER,
    Problem,
    SignatureRefused,
    SignatureReport,
    read_signatures,
    sign_and_tell,
    sign_with_server_key,
)
from notifications.signing.demo import demo_key_file
from notifications.signing.keys import DIGEST, key_for
from notifications.signing.waiting import finished
from procedures.domain.zone import OFFICE_ZONE
from tests.time_stamps import time_stamp_server
from tests.tokens import authority

AT = datetime(2026, 11, 26, 16, 0, tzinfo=OFFICE_ZONE)


def signed(pdf: bytes, *, agency: str = "H41.90", at: datetime = AT) -> bytes:
    return sign_with_server_key(
        pdf, agency_code=agency, reason="Phát hành Phiếu xin lỗi", location="Nghệ An", at=at
    )


def signed_and_told(
    pdf: bytes, *, agency: str = "H41.90", at: datetime = AT
) -> tuple[bytes, SignatureReport]:
    return sign_and_tell(
        pdf, agency_code=agency, reason="Phát hành Phiếu xin lỗi", location="Nghệ An", at=at
    )


def refusal(pdf: bytes, **call: str) -> str:
    with pytest.raises(SignatureRefused) as refused:
        signed(pdf, **call)
    return refused.value.code


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> None:
    """Nothing set, as on the first day."""
    settings.SIGNING_DEMO_FOLDER = tmp_path / "var" / "signing"


@pytest.fixture
def own_keys(settings: Settings, tmp_path: Path) -> Path:
    """A common key, an agency's own, and the authority that certified both."""
    settings.SIGNING_PKCS12 = str(
        authority().token("Ủy ban nhân dân tỉnh Nghệ An").save(tmp_path / "common.p12", "mật")
    )
    settings.SIGNING_KEYS_DIR = str(tmp_path / "keys")
    (tmp_path / "keys").mkdir()
    authority().token("Sở Xây dựng").save(tmp_path / "keys" / "H41.12.p12", "mật")
    settings.SIGNING_PKCS12_PASSWORD = "mật"
    bundle = tmp_path / "roots.pem"
    bundle.write_bytes(authority().pem)
    settings.SIGNING_TRUST_ROOTS = str(bundle)
    return tmp_path


@pytest.mark.usefixtures("demo")
def test_the_first_look_is_signed_by_an_authority_that_says_it_has_no_force(
    unsigned: bytes,
) -> None:
    (found,) = read_signatures(signed(unsigned))
    assert (found.intact, found.trusted, found.covers_whole_file) == (True, True, True)
    assert (found.is_demo, found.issuer, found.problems) == (True, DEMO_ISSUER, ())
    assert "không có giá trị pháp lý" in found.signer
    assert (found.signed_at, found.is_time_stamped) == (AT, False)


@pytest.mark.usefixtures("demo")
def test_the_signature_is_appended_and_the_letter_stays_a_pdf_a(unsigned: bytes) -> None:
    """As far as it can be told without a validator: identification, version, invisible printed field."""
    file = signed(unsigned)
    assert file.startswith(unsigned)
    reader = PdfReader(BytesIO(file))
    assert reader.pages[0].extract_text() == PdfReader(BytesIO(unsigned)).pages[0].extract_text()
    description = reader.root_object["/Metadata"].get_data().decode()
    assert 'pdfaid:part="2"' in description
    assert 'pdfaid:conformance="B"' in description
    (field,) = reader.root_object["/AcroForm"]["/Fields"]
    widget = field.get_object()
    assert widget["/F"] & 0b111 == 0b100  # printed, neither hidden nor invisible
    assert [float(edge) for edge in widget["/Rect"]] == [0, 0, 0, 0]
    assert widget["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"
    assert widget["/V"]["/Reason"] == "Phát hành Phiếu xin lỗi"


def test_each_agency_signs_with_its_own_key_and_the_rest_with_the_common_one(
    unsigned: bytes, own_keys: Path
) -> None:
    for agency, name in (("H41.12", "Sở Xây dựng"), ("H41.90", "Ủy ban nhân dân tỉnh Nghệ An")):
        (found,) = read_signatures(signed(unsigned, agency=agency))
        assert (found.signer, found.trusted, found.is_demo) == (name, True, False)


def test_an_agencys_code_is_no_way_to_another_folder(unsigned: bytes, own_keys: Path) -> None:
    authority().token("Kẻ lạ").save(own_keys / "stranger.p12", "mật")
    (found,) = read_signatures(signed(unsigned, agency="../stranger"))
    assert found.signer == "Ủy ban nhân dân tỉnh Nghệ An"


def test_a_renewed_key_file_is_used_at_once_and_the_old_letters_hold(
    unsigned: bytes, own_keys: Path, settings: Settings
) -> None:
    before = signed(unsigned)
    successor = authority("Cơ quan chứng thực KẾ NHIỆM")
    successor.token("Ủy ban nhân dân tỉnh Nghệ An").save(own_keys / "common.p12", "mật")
    Path(settings.SIGNING_TRUST_ROOTS).write_bytes(authority().pem + successor.pem)
    after = signed(unsigned)
    reports = [*read_signatures(before), *read_signatures(after)]
    assert [report.trusted for report in reports] == [True, True]
    assert [report.issuer.split("thực ")[1] for report in reports] == ["THỬ NGHIỆM", "KẾ NHIỆM"]


def test_a_letter_stays_trusted_after_its_certificate_has_run_out(
    unsigned: bytes, own_keys: Path
) -> None:
    key = authority().token("Sở cũ", until=datetime(2026, 11, 27, tzinfo=UTC))
    key.save(own_keys / "common.p12", "mật")
    file = signed(unsigned)
    assert [report.trusted for report in read_signatures(file)] == [True]
    assert refusal(unsigned, at=datetime(2026, 11, 28, tzinfo=UTC)) == "signing_certificate_expired"


@pytest.mark.parametrize(
    ("content", "password"),
    [(None, ""), (b"no key at all", ""), ("key", "wrong")],
)
def test_a_key_that_cannot_be_opened_refuses_and_signs_nothing(
    unsigned: bytes, settings: Settings, tmp_path: Path, content: bytes | str | None, password: str
) -> None:
    file = tmp_path / "seal.p12"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content:
        authority().token("Sở Xây dựng").save(file, "right")
    settings.SIGNING_PKCS12, settings.SIGNING_PKCS12_PASSWORD = str(file), password
    assert refusal(unsigned) == "signing_key_unusable"


def test_where_officers_sign_with_tokens_only_the_server_does_not(
    unsigned: bytes, settings: Settings
) -> None:
    settings.SIGNING_MODE = "token"
    assert refusal(unsigned) == "signing_key_unusable"


def test_without_its_root_a_signature_is_intact_and_not_trusted(
    unsigned: bytes, own_keys: Path, settings: Settings
) -> None:
    file = signed(unsigned)
    Path(settings.SIGNING_TRUST_ROOTS).write_bytes(authority("Cơ quan chứng thực LẠ").pem)
    (found,) = read_signatures(file)
    assert (found.intact, found.trusted, found.problems) == (True, False, (Problem.UNTRUSTED,))


@pytest.mark.usefixtures("demo")
def test_a_changed_byte_is_told(unsigned: bytes) -> None:
    file = signed(unsigned)
    middle = len(unsigned) // 2
    (found,) = read_signatures(file[:middle] + bytes([file[middle] ^ 1]) + file[middle + 1 :])
    assert (found.intact, found.trusted, found.problems) == (False, False, (Problem.BROKEN,))


@pytest.mark.usefixtures("demo")
def test_something_added_after_signing_is_told(unsigned: bytes) -> None:
    (found,) = read_signatures(signed(unsigned) + b"\n% added\n")
    assert (found.intact, found.covers_whole_file) == (True, False)
    assert found.problems == (Problem.COVERS_NOT_ALL,)


@pytest.mark.usefixtures("demo")
def test_what_is_told_of_a_signature_just_made_is_what_reading_it_says(
    unsigned: bytes, settings: Settings, tmp_path: Path
) -> None:
    file, told = signed_and_told(unsigned)
    assert read_signatures(file) == (told,)
    settings.SIGNING_PKCS12 = str(demo_key_file())
    settings.SIGNING_TRUST_ROOTS = str(tmp_path / "roots.pem")
    Path(settings.SIGNING_TRUST_ROOTS).write_bytes(authority("Cơ quan chứng thực LẠ").pem)
    file, told = signed_and_told(unsigned)
    assert read_signatures(file) == (told,)
    assert (told.trusted, told.is_demo) == (False, False)


def test_so_it_is_of_a_key_whose_signatures_vary_in_length(unsigned: bytes, own_keys: Path) -> None:
    file, told = signed_and_told(unsigned)
    assert key_for("H41.90").frame is None
    assert read_signatures(file) == (told,)


@pytest.mark.usefixtures("demo")
def test_a_signature_put_into_its_frame_is_the_one_that_pyhanko_packages() -> None:
    key, digest = key_for("H41.90"), sha256(b"a paper").digest()
    assert key.frame is not None
    packaged = finished(key.async_sign(digest, DIGEST, use_pades=True))
    assert key.frame.filled(digest, key.sign) == packaged.dump()
    assert 2 * len(packaged.dump()) == key.room


def test_a_letter_without_signature_has_none(unsigned: bytes) -> None:
    assert read_signatures(unsigned) == ()


def test_a_time_stamp_says_the_moment_instead_of_the_servers_clock(
    unsigned: bytes, own_keys: Path, settings: Settings
) -> None:
    stamped = datetime(2026, 11, 26, 9, 0, 7, tzinfo=UTC)
    with time_stamp_server(authority().time_stamper(stamped)) as address:
        settings.SIGNING_TSA_URL = address
        (found,) = read_signatures(signed(unsigned))
    assert (found.trusted, found.is_time_stamped, found.signed_at) == (True, True, stamped)


def test_a_time_stamp_of_a_stranger_counts_for_nothing(
    unsigned: bytes, own_keys: Path, settings: Settings
) -> None:
    stranger = authority("Cơ quan chứng thực LẠ").time_stamper(datetime(2026, 2, 1, tzinfo=UTC))
    with time_stamp_server(stranger) as address:
        settings.SIGNING_TSA_URL = address
        (found,) = read_signatures(signed(unsigned))
    assert (found.trusted, found.is_time_stamped, found.signed_at) == (True, False, AT)


def test_without_the_time_stamp_that_was_set_nothing_is_signed(
    unsigned: bytes, own_keys: Path, settings: Settings
) -> None:
    with time_stamp_server(None) as address:
        settings.SIGNING_TSA_URL = address
        assert refusal(unsigned) == "time_stamp_unavailable"
    assert refusal(unsigned) == "time_stamp_unavailable"  # the server is gone altogether


@pytest.mark.usefixtures("demo")
def test_signing_and_reading_work_inside_a_running_loop(unsigned: bytes) -> None:
    async def caller() -> bool:
        return read_signatures(signed(unsigned))[0].intact

    assert finished(caller())


def test_all_who_ask_at_once_get_the_same_demonstration_key_in_private_files(
    settings: Settings, tmp_path: Path
) -> None:
    settings.SIGNING_DEMO_FOLDER = tmp_path / "var" / "signing"
    with ThreadPoolExecutor(max_workers=4) as pool:
        keys = {key.read_bytes() for key in pool.map(lambda _: demo_key_file(), range(4))}
    assert len(keys) == 1
    folder = tmp_path / "var" / "signing"
    assert list(folder.parent.iterdir()) == [folder]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
