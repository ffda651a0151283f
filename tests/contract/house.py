"""The populated house behind the doors: built once, and as it was after every request."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction

from agencies.domain.roles import Role
from agencies.models import Officer
from tests.integration.api.caller import Caller
from tests.neighbourhood import Neighbourhood

NOBODY = "nobody"


@dataclass
class House:
    """A neighbourhood, where its files lie, and the headers by which each of its callers is known."""

    neighbourhood: Neighbourhood
    files: Path

    @cached_property
    def callers(self) -> dict[str, dict[str, str]]:
        """Each role, a machine that names an officer, and somebody without a token."""
        holders = self.neighbourhood.holders
        office = self.neighbourhood.office
        known = {role.value: _headers(office.officer(role)) for role in Role}
        head = office.agency_head.username
        return {
            NOBODY: _headers(None),
            **known,
            "their specialist": _headers(holders["their specialist"]),
            "village counter": _headers(holders["village counter"]),
            "machine for a head": {**_headers(office.partner), "On-Behalf-Of": head},
        }


def _headers(officer: Officer | None) -> dict[str, str]:
    return Caller(officer).headers


@contextmanager
def one_connection() -> Iterator[None]:
    """A request does not close the connection in whose transaction the house stands."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written is undone, after the database has looked at it as it would at a commit."""
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)
