"""What every test shares."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from dossiers.services import throttling


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """A dozen officers a test: the slow digest would take most of the time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def counters_at_zero() -> Iterator[None]:
    """Every test's first dossier has the same code: the PINs tried on it before must not count."""
    throttling._memory.clear()
    yield
    throttling._memory.clear()
