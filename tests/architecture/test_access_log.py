"""No door tells an officer whose data it is without a note of who looked: every address is opened and read."""

from http import HTTPStatus

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from config.access_log import DOORS
from dossiers.models import AccessRecord, Dossier
from procedures.services.reference import load_shipped_calendar
from tests.architecture.endpoints import Endpoint, House, endpoints
from tests.architecture.test_endpoint_matrix import row_of
from tests.factories import APPLICANT, make_office, moment
from tests.stories.telling import text_of

NOW = moment("2026-11-26 16:00")
#: Who between them get in wherever there is something personal.
READERS = ("counter", "agency_head", "centre_head", "partner")
PERSONAL = [APPLICANT[name] for name in ("name", "identity_number", "address", "phone", "email")]
#: Pages by which the desk is configured, and the entrances, know no dossier.
ELSEWHERE = ("admin/procedures/", "admin/agencies/", "admin/login", "admin/logout", "api/schema")


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> House:
    load_shipped_calendar(at=moment("2026-01-05 08:00"))
    built = House(make_office())
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return built


def read_by_officers() -> list[Endpoint]:
    return [
        each
        for each in endpoints()
        if each.method == "GET"
        and each.pattern.startswith(("admin/", "api/v1/"))
        and not each.pattern.startswith(ELSEWHERE)
    ]


def words_of(answer: HttpResponseBase) -> str:
    content = answer.getvalue()
    is_paper = answer.headers.get("Content-Type") == "application/pdf"
    return text_of(content) if is_paper else content.decode()


def told_without_note(house: House, role: str) -> tuple[set[str], set[str]]:
    """Addresses that told the role something personal, and those of them that left no note."""
    officer = getattr(house.office, role)
    client = Client()
    client.force_login(officer)
    told, unnoted = set(), set()
    for endpoint in read_by_officers():
        if role not in (row_of(endpoint) or ()):
            continue
        AccessRecord.objects.all().delete()
        answer = client.get(house.address(endpoint.pattern))
        if answer.status_code != HTTPStatus.OK:
            continue
        words = " ".join(words_of(answer).split())
        if any(value in words for value in PERSONAL):
            told.add(endpoint.pattern)
            if not AccessRecord.objects.filter(officer=officer).exists():
                unnoted.add(endpoint.pattern)
    return told, unnoted


@pytest.mark.slow
@pytest.mark.parametrize("role", READERS)
def test_whoever_is_told_something_personal_is_noted(house: House, role: str) -> None:
    told, unnoted = told_without_note(house, role)
    assert not unnoted
    assert told, "the test reads nothing personal: it would not notice a door that forgets"


@pytest.mark.slow
def test_oversight_is_told_nothing_personal_and_so_leaves_no_note(house: House) -> None:
    client = Client()
    client.force_login(house.office.oversight)
    for endpoint in read_by_officers():
        if "oversight" in (row_of(endpoint) or ()):
            answer = client.get(house.address(endpoint.pattern))
            if answer.status_code == HTTPStatus.OK:
                words = words_of(answer)
                assert not any(value in words for value in PERSONAL), endpoint
    assert not AccessRecord.objects.exists()


def test_every_door_of_the_log_exists() -> None:
    """A door that was renamed would leave no notes any more."""
    from django.urls import get_resolver

    known = set()
    for namespace, (_, resolver) in get_resolver().namespace_dict.items():
        known |= {f"{namespace}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    known |= {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert set(DOORS) <= known


def test_a_dossier_may_not_vanish_with_its_notes(house: House) -> None:
    """What was looked at stays answerable for as long as the notes are kept."""
    assert Dossier._meta.get_field("accesses").on_delete.__name__ == "PROTECT"
