"""Fixtures of the tests that use the database."""

import pytest

from tests.factories import Office, make_office


@pytest.fixture
def office(db: None) -> Office:
    return make_office()
