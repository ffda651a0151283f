"""The small office with the official calendar of 2026: 24 November is closed."""

import pytest

from procedures.services.reference import load_shipped_calendar
from tests.factories import Office, make_office, moment


def _open_office() -> Office:
    load_shipped_calendar(at=moment("2026-01-05 08:00"))
    return make_office()


@pytest.fixture
def office(db: None) -> Office:
    return _open_office()


@pytest.fixture
def shared_office(transactional_db: None) -> Office:
    """The same, committed: for tests in which several connections act."""
    return _open_office()
