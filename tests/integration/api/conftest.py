"""Callers of the small office."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

from tests.factories import Office
from tests.integration.api.caller import Caller


@pytest.fixture
def call(office: Office) -> Callable[..., Caller]:
    """`call("counter")`: the caller with that officer's token."""
    return lambda role, **headers: Caller(getattr(office, role), **headers)


@pytest.fixture
def anybody(office: Office) -> Caller:
    return Caller()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`at(moment)`: what the doors read from the clock from now on."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)
