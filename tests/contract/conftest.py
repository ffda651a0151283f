"""One house and one description for all tests of the contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings
from schemathesis import BaseSchema

from tests.contract.house import House, one_connection
from tests.contract.requests import described
from tests.neighbourhood import NOW, settle_in

#: Every role comes to every door many times within one minute.
_WIDE_OPEN = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "LOOKUP_RATE_PER_MINUTE": 1_000_000,
}


@pytest.fixture(scope="package")
def house(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """On the Monday after much became late; the clock stands still."""
    folder: Path = tmp_path_factory.mktemp("house")
    files = folder / "files"
    folders = {"SMS_FILE_PATH": str(folder / "sms"), "MEDIA_ROOT": str(files)}
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        override_settings(**_WIDE_OPEN, **folders),
        one_connection(),
        transaction.atomic(),
    ):
        built = House(settle_in(), files)
        assert built.callers
        patch.setattr(timezone, "now", lambda: NOW)
        yield built
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def own_files_folder(settings: Settings, house: House) -> Path:
    """The house's, and not another for each test: there lie the contents of its documents."""
    settings.MEDIA_ROOT = str(house.files)
    return house.files


@pytest.fixture(scope="package")
def schema() -> BaseSchema:
    """The description as schemathesis reads it."""
    return described()
