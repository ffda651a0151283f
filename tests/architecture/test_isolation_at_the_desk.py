"""The admin shows an officer the same dossiers as REST: in its lists, in what it exports, at every page below."""

import re
from http import HTTPStatus

import pytest
from django.http import HttpResponseBase
from django.test import Client

from agencies.models import Officer
from tests.architecture.sight import SEES
from tests.architecture.test_isolation import OUTBOX, addresses, filled, foreign, shown
from tests.neighbourhood import Neighbourhood
from tests.things import Thing, absent, nameless

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LIST = "/admin/dossiers/dossier/"
each_holder = pytest.mark.parametrize("holder", SEES)


def desk(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


@each_holder
def test_the_list_and_its_file_name_exactly_what_rest_shows(
    holder: str, around: Neighbourhood
) -> None:
    client = desk(around.holders[holder])
    page = client.get(LIST, {"work": "all"})
    file = client.post(f"{LIST}export/?work=all", {"format": "csv"})
    assert named(page, around) == SEES[holder]
    if holder == "oversight":  # whose file has no applicant: without a code a row has no name
        assert named(file, around) == {w for w, each in around.dossiers.items() if each.code}
    else:
        assert named(file, around) == SEES[holder]


def named(answer: HttpResponseBase, around: Neighbourhood) -> set[str]:
    return around.named_in(shown(answer)) if answer.status_code == HTTPStatus.OK else set()


@pytest.mark.parametrize(
    "holder",
    ["counter", "their specialist", "their partner", "village counter", "moved away", "stranger"],
)
def test_no_page_names_what_its_reader_may_not_open(holder: str, around: Neighbourhood) -> None:
    client = desk(around.holders[holder])
    for address in addresses("/admin/"):
        if is_plain(address):
            found = around.named_in(shown(client.get(address)))
            assert found <= SEES[holder] or address in OUTBOX, address


def is_plain(address: str) -> bool:
    return not re.search(r"[{(^$]|logout", address)


def test_what_is_foreign_is_as_absent_at_the_desk(around: Neighbourhood) -> None:
    """Below every page of a dossier, and of what belongs to one."""
    client = desk(around.holders["their specialist"])
    for root in ("/admin/dossiers/", "/admin/notifications/"):
        for address in addresses(root):
            for thing in foreign(address, around):
                for method in (client.get, client.post):
                    there, nowhere = (
                        met(method(filled(address, each)), each) for each in (thing, absent(thing))
                    )
                    assert there == nowhere, address
                    assert there[0] != HTTPStatus.OK, address


def met(answer: HttpResponseBase, thing: Thing) -> tuple[int, str]:
    """Status, and where it leads, whatever the thing is called."""
    return answer.status_code, nameless(answer.headers.get("Location", ""), thing)
