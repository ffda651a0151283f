"""What every test shares."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from pytest_django import Settings

from agencies.services import counting
from config.celery import app
from dossiers.services import throttling


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """A dozen officers a test: the slow digest would take most of the time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def own_queue() -> None:
    """What acts of tests ask workers for ends with the tests: a worker of the clone would look for their dossiers."""
    app.conf.update(broker_url="memory://", broker_transport_options={})


@pytest.fixture(autouse=True)
def own_sms_folder(settings: Settings, tmp_path: Path) -> Path:
    """Short messages of a test are not put among those of the clone."""
    folder = tmp_path / "sms"
    settings.SMS_FILE_PATH = str(folder)
    return folder


@pytest.fixture(autouse=True)
def own_files_folder(settings: Settings, tmp_path: Path) -> Path:
    """Nor are the files of its dossiers."""
    folder = tmp_path / "files"
    settings.MEDIA_ROOT = str(folder)
    return folder


@pytest.fixture(autouse=True)
def no_downtime_known() -> Iterator[None]:
    """Every page asks for downtimes once a minute: no test counts that query as its page's own."""
    caches["pages"].set("downtimes", [], None)
    yield
    caches["pages"].clear()


@pytest.fixture(autouse=True)
def no_name_remembered() -> Iterator[None]:
    """Each test has agencies and officers of its own."""
    yield
    caches["names"].clear()


@pytest.fixture(autouse=True)
def counters_at_zero() -> Iterator[None]:
    """Every test's first dossier has the same code: the PINs tried on it before must not count."""
    counters = (throttling._memory, counting.memory)
    for each in counters:
        each.clear()
    yield
    for each in counters:
        each.clear()
