"""Forms from another site: no door that writes takes one, whoever is signed in in the browser."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from tests.architecture.endpoints import House, _patterns, endpoints
from tests.factories import Office, make_office
from tests.integration.api.caller import description
from tests.integration.lookup.conftest import Held

#: Doors that take a form from anywhere, each for its reason.
OPEN = {
    "/i18n/setlang/": "a language harms nobody, and the page sets no cookie before",
    "/api/v1/lookup/": "no session counts there, only the PIN in the body",
    "/xac-minh/": "a letter is held against what was issued, for everybody; nothing is kept",
}


@pytest.fixture
def house(db: None, settings: Settings) -> House:
    settings.LOOKUP_RATE_PER_MINUTE = 100_000
    return House(make_office())


def test_every_door_of_the_house_but_three_asks_for_its_own_token() -> None:
    """REST is exempt by its package's own hand, which checks tokens of sessions itself: see below."""
    exempt = {
        f"/{pattern}"
        for pattern, view in _patterns(get_resolver())
        if getattr(view, "csrf_exempt", False)
    }
    not_rest = {each for each in exempt if not each.startswith("/api/")}
    assert {each for each in not_rest if not each.startswith(tuple(OPEN))} == set()
    assert exempt > not_rest


def test_no_door_of_the_admin_takes_a_form_from_another_site(house: House, browser: Client) -> None:
    browser.force_login(house.office.centre_head)
    for pattern in sorted({e.pattern for e in endpoints() if e.pattern.startswith("admin/")}):
        address = house.address(pattern)
        answer = browser.post(address, {"act": "x"}, headers={"Origin": "https://attacker.example"})
        assert answer.status_code == 403, (pattern, answer.status_code)


def test_rest_takes_nothing_by_session_without_its_token(received: Held, office: Office) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(office.counter)
    asked, parts = 0, {"ref": str(received.dossier.ref), "notice_id": "1"}
    for path, operations in description()["paths"].items():
        if not {"post", "put", "patch", "delete"} & operations.keys() or "lookup" in path:
            continue
        address = re.sub(r"{(\w+)}", lambda part: parts.get(part[1], received.code), path)
        answer = browser.post(address, "{}", content_type="application/json")
        # Some addresses are of things with keys of other kinds, and then there is nothing there.
        assert answer.status_code in (403, 404), path
        asked += answer.status_code == 403
    assert asked >= 5
    assert browser.get(f"/api/v1/dossiers/{received.code}/").status_code == 200


def test_public_forms_ask_for_their_token(received: Held, browser: Client) -> None:
    for address in (received.page, f"{received.page}gop-y/", "/admin/login/"):
        answer = browser.post(
            address, {"pin": received.pin}, headers={"Origin": "https://attacker.example"}
        )
        assert answer.status_code == 403, address
        assert "lookup" not in answer.cookies


def test_a_token_of_the_attackers_own_does_not_fit(received: Held, browser: Client) -> None:
    browser.get(received.page)
    token = Client().get("/admin/login/").cookies[settings.CSRF_COOKIE_NAME].value
    answer = browser.post(received.page, {"pin": received.pin, "csrfmiddlewaretoken": token})
    assert answer.status_code == 403


def test_no_other_site_is_let_read_an_answer(client: Client, received: Held) -> None:
    for address in (received.api, "/api/v1/procedures/", "/api/schema/", "/"):
        answer = client.get(address, headers={"Origin": "https://attacker.example"})
        assert not [name for name in answer.headers if name.startswith("Access-Control")], address
        asked = client.options(address, headers={"Origin": "https://attacker.example"})
        assert not [name for name in asked.headers if name.startswith("Access-Control")], address
