"""Officers at their desks, in English, so that what they read can be named."""

from collections.abc import Callable
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from agencies.domain.roles import Role
from agencies.models import Officer
from tests.factories import Office

LIST = "/admin/dossiers/dossier/"


class Desk(Client):
    """A browser of one officer."""

    def __init__(self, officer: Officer) -> None:
        super().__init__(headers={"accept-language": "en"})
        self.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")


@pytest.fixture
def desk(office: Office) -> Callable[[Role], Desk]:
    return lambda role: Desk(office.officer(role))


@pytest.fixture
def counter(office: Office) -> Desk:
    return Desk(office.counter)


def said(response: HttpResponse) -> list[str]:
    """The messages on the page the response leads to."""
    return [unescape(str(message)) for message in response.context["messages"]]


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())
