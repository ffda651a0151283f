"""Callers of the small office."""

from collections.abc import Callable

import pytest

from tests.factories import Office
from tests.integration.api.caller import Caller


@pytest.fixture
def call(office: Office) -> Callable[..., Caller]:
    """`call("counter")`: the caller with that officer's token."""
    return lambda role, **headers: Caller(getattr(office, role), **headers)


@pytest.fixture
def anybody(office: Office) -> Caller:
    return Caller()
