"""A letter to sign, and whose certificates are believed."""

from pathlib import Path

import pytest
from pytest_django import Settings

from dossiers.forms import typeset
from notifications.forms import LETTER
from tests.tokens import authority
from tests.unit.forms.papers import letter


@pytest.fixture(scope="session")
def unsigned() -> bytes:
    """Form 04 as it goes to the officer's token."""
    return typeset(LETTER, letter().as_json()).pdf


@pytest.fixture
def believed(settings: Settings, tmp_path: Path) -> None:
    """The test authority is the one whose certificates count."""
    bundle = tmp_path / "roots.pem"
    bundle.write_bytes(authority().pem)
    settings.SIGNING_MODE = "token"
    settings.SIGNING_TRUST_ROOTS = str(bundle)
