"""What `manage.py check` says about keys and authorities before anybody signs with them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from config import signing_checks
from tests.tokens import authority


def found(settings: Settings, **changed: object) -> set[str]:
    for name, value in changed.items():
        setattr(settings, name, value)
    checks = (
        signing_checks.signing_mode_is_known,
        signing_checks.production_signs_with_keys_of_its_own,
        signing_checks.signing_files_can_be_used,
    )
    return {message.id.removeprefix("casetracking.") for check in checks for message in check()}


@pytest.fixture
def roots(tmp_path: Path) -> str:
    file = tmp_path / "roots.pem"
    file.write_bytes(authority().pem)
    return str(file)


@pytest.fixture
def key(tmp_path: Path) -> str:
    """A key in date while the tests run, whenever that is."""
    token = authority().token("Sở Xây dựng", until=datetime.now(UTC) + timedelta(days=400))
    return str(token.save(tmp_path / "seal.p12"))


def test_the_first_look_may_use_the_demonstration_authority(settings: Settings) -> None:
    assert found(settings) == set()


def test_production_refuses_the_demonstration_authority(settings: Settings) -> None:
    assert found(settings, PRODUCTION=True) == {"E027", "E022"}


def test_production_with_a_key_and_its_authority_is_sound(
    settings: Settings, key: str, roots: str
) -> None:
    assert found(settings, PRODUCTION=True, SIGNING_PKCS12=key, SIGNING_TRUST_ROOTS=roots) == set()


def test_production_with_tokens_only_needs_no_key(settings: Settings, roots: str) -> None:
    assert (
        found(settings, PRODUCTION=True, SIGNING_MODE="token", SIGNING_TRUST_ROOTS=roots) == set()
    )


def test_production_with_a_key_and_no_authority_would_believe_the_demonstration(
    settings: Settings, key: str
) -> None:
    assert "E022" in found(settings, PRODUCTION=True, SIGNING_PKCS12=key)


def test_another_word_for_the_mode_is_refused(settings: Settings) -> None:
    assert found(settings, SIGNING_MODE="usb") == {"E026"}


def test_files_that_cannot_be_read_are_named(
    settings: Settings, tmp_path: Path, roots: str
) -> None:
    missing = str(tmp_path / "missing")
    assert found(settings, SIGNING_TRUST_ROOTS=missing) == {"E023"}
    assert found(settings, SIGNING_TRUST_ROOTS=roots, SIGNING_PKCS12=missing) == {"E024"}


@pytest.mark.parametrize(("days", "said"), [(-1, "E025"), (30, "W020"), (90, None)])
def test_a_certificate_is_told_of_before_it_runs_out(
    settings: Settings, tmp_path: Path, roots: str, days: int, said: str | None
) -> None:
    until = datetime.now(UTC) + timedelta(days=days)
    (tmp_path / "keys").mkdir()
    authority().token("Sở Xây dựng", until=until).save(tmp_path / "keys" / "H41.12.p12")
    told = found(settings, SIGNING_TRUST_ROOTS=roots, SIGNING_KEYS_DIR=str(tmp_path / "keys"))
    assert told == ({said} if said else set())


def test_a_key_of_an_authority_that_is_not_in_the_bundle_is_told_of(
    settings: Settings, tmp_path: Path, key: str
) -> None:
    (tmp_path / "other.pem").write_bytes(authority("Cơ quan chứng thực LẠ").pem)
    other = str(tmp_path / "other.pem")
    assert found(settings, SIGNING_TRUST_ROOTS=other, SIGNING_PKCS12=key) == {"W021"}
