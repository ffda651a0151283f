"""The neighbourhood, once for all tests of a file."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from agencies.api.pages import LARGEST_KEY
from dossiers.selectors import changes
from tests.neighbourhood import NOW, Neighbourhood, settle_in


@pytest.fixture(scope="module")
def around(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Neighbourhood]:
    """On the Monday after much became late; the clock stands still."""
    quick = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        override_settings(**quick, MEDIA_ROOT=str(tmp_path_factory.mktemp("files"))),
        transaction.atomic(),
    ):
        built = settle_in()
        patch.setattr(timezone, "now", lambda: NOW)
        # All of this is one transaction, which the feed would wait for.
        far = replace(changes.horizon(), oldest_running=LARGEST_KEY, is_in_order=True)
        patch.setattr(changes, "horizon", lambda: far)
        yield built
        transaction.set_rollback(True)
