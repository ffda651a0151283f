"""Officers sign in at an identity provider: whom an administrator has entered comes in, and nobody else."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from agencies.models import Officer
from tests.factories import Office, make_office
from tests.integration.agencies.provider import CLIENT, SECRET, Provider, serve

pytestmark = pytest.mark.django_db(transaction=True)

BEGIN, BACK = "/admin/identity/begin/", "/admin/identity/back/"


class Browser:
    """Somebody's browser: cookies, and redirects followed by hand or to the end."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "en"

    def get(self, address: str, **more: Any) -> requests.Response:
        whole = address if address.startswith("http") else self.server.url + address
        return self.session.get(whole, timeout=30, **more)

    def sign_in(self) -> requests.Response:
        """The whole way: out, the provider, back, and where that leads."""
        return self.get(BEGIN)

    def way_back(self) -> str:
        """The address with which the provider sends back, not yet gone to."""
        out = self.get(BEGIN, allow_redirects=False).headers["Location"]
        return self.get(out, allow_redirects=False).headers["Location"]

    @property
    def is_in(self) -> bool:
        return self.get("/admin/", allow_redirects=False).status_code == 200


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def provider(office: Office, settings: Settings) -> Iterator[Provider]:
    person = {"sub": "vn-1", "email": office.counter.email.upper(), "email_verified": True}
    with serve(Provider(person=person)) as served:
        settings.OIDC_ISSUER = served.issuer
        settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = CLIENT, SECRET
        caches["default"].clear()
        yield served


@pytest.fixture
def browser(live_server: LiveServer) -> Browser:
    return Browser(live_server)


def bound(officer: Officer) -> str:
    return Officer.objects.get(pk=officer.pk).oidc_subject


# The provider uses parts of its own library that are to go.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_officer_comes_in_through_a_provider_as_it_is_used_elsewhere(
    office: Office, browser: Browser, settings: Settings
) -> None:
    """The whole dance with a provider that somebody else wrote."""
    import oidc_provider_mock

    claims = {"email": office.counter.email, "email_verified": True}
    with oidc_provider_mock.run_server_in_thread(
        user_claims=[oidc_provider_mock.User(sub="vn-1", claims=claims)], require_nonce=True
    ) as server:
        settings.OIDC_ISSUER = f"http://localhost:{server.server_port}"
        settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = CLIENT, SECRET
        caches["default"].clear()
        asked = browser.get(f"{BEGIN}?next=/admin/dossiers/dossier/")
        assert "authorize" in asked.url
        came = browser.session.post(asked.url, data={"sub": "vn-1"}, timeout=30)
        assert urlsplit(came.url).path == "/admin/dossiers/dossier/"
        assert came.status_code == 200
    assert browser.is_in
    assert bound(office.counter) == "vn-1"


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_both_kinds_of_signatures_are_believed(
    office: Office, provider: Provider, browser: Browser, algorithm: str
) -> None:
    provider.algorithm = algorithm
    assert browser.sign_in().status_code == 200
    assert browser.is_in
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256"
    assert asked["state"]
    assert asked["nonce"]


def test_a_session_of_before_does_not_become_the_officers(
    office: Office, provider: Provider, browser: Browser
) -> None:
    back = browser.way_back()
    before = browser.session.cookies["sessionid"]
    browser.get(back)
    assert browser.session.cookies["sessionid"] != before


LIES: dict[str, Callable[[Provider], None]] = {
    "another issuer": lambda p: p.changed.update(iss="https://khac.example"),
    "no issuer": lambda p: p.changed.update(iss=None),
    "for another client": lambda p: p.changed.update(aud="khac"),
    "for another client too, and not ours to use": lambda p: p.changed.update(
        aud=[CLIENT, "khac"], azp="khac"
    ),
    "for nobody": lambda p: p.changed.update(aud=None),
    "of another sign-in": lambda p: p.changed.update(nonce="khac"),
    "of no sign-in": lambda p: p.changed.update(nonce=None),
    "expired": lambda p: p.changed.update(exp=int(time.time()) - 3600),
    "without an end": lambda p: p.changed.update(exp=None),
    "of tomorrow": lambda p: p.changed.update(iat=int(time.time()) + 86_400),
    "about nobody": lambda p: p.changed.update(sub=None),
    "signed by a strange key": lambda p: setattr(p, "signs_with_strange_key", True),
    "not signed": lambda p: setattr(p, "algorithm", "none"),
    "signed by a secret that two know": lambda p: setattr(p, "algorithm", "HS256"),
    "about one and told of another": lambda p: setattr(p, "told", {**p.person, "sub": "vn-2"}),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_id_token_that_lies_lets_nobody_in(
    office: Office, provider: Provider, browser: Browser, lie: str
) -> None:
    LIES[lie](provider)
    answer = browser.sign_in()
    assert answer.status_code == 403
    assert "could not be verified" in answer.text
    assert not browser.is_in
    assert bound(office.counter) == ""


def test_a_forged_state_lets_nobody_in(
    office: Office, provider: Provider, browser: Browser, live_server: LiveServer
) -> None:
    back = browser.way_back()
    # Another's browser, which is to be signed in as the attacker, did not set out with this state.
    victim = Browser(live_server)
    assert victim.get(back).status_code == 403
    assert not victim.is_in
    code = parse_qs(urlsplit(back).query)["code"][0]
    for state in ("", "khac", "__class__"):
        answer = browser.get(f"{BACK}?code={code}&state={state}")
        assert answer.status_code == 403
        assert "begun elsewhere" in answer.text
    assert not browser.is_in


def test_an_answer_of_the_provider_counts_once(
    office: Office, provider: Provider, browser: Browser
) -> None:
    back = browser.way_back()
    assert browser.get(back).status_code == 200
    assert browser.get(back).status_code == 403


def test_a_code_without_its_proof_is_worth_nothing(
    office: Office, provider: Provider, browser: Browser, live_server: LiveServer
) -> None:
    """PKCE: a code that was overheard does not fit into another sign-in."""
    stolen = parse_qs(urlsplit(Browser(live_server).way_back()).query)["code"][0]
    own_state = parse_qs(urlsplit(browser.way_back()).query)["state"][0]
    answer = browser.get(f"{BACK}?code={stolen}&state={own_state}")
    assert answer.status_code == 403
    assert not browser.is_in


def test_whoever_gives_up_at_the_provider_is_told(
    office: Office, provider: Provider, browser: Browser
) -> None:
    state = parse_qs(urlsplit(browser.way_back()).query)["state"][0]
    answer = browser.get(f"{BACK}?error=access_denied&state={state}")
    assert answer.status_code == 403
    assert "did not sign in" in answer.text


def test_a_stranger_gets_no_account(office: Office, provider: Provider, browser: Browser) -> None:
    provider.person |= {"sub": "vn-9", "email": "la@vidu.example"}
    before = Officer.objects.count()
    answer = browser.sign_in()
    assert answer.status_code == 403
    assert "no administrator has entered you" in answer.text
    assert Officer.objects.count() == before


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_the_provider_has_not_verified_says_nothing(
    office: Office, provider: Provider, browser: Browser, verified: object
) -> None:
    provider.person["email_verified"] = verified
    assert browser.sign_in().status_code == 403
    assert bound(office.counter) == ""


@pytest.mark.parametrize("lacks", ["is_active", "is_staff"])
def test_an_officer_who_may_not_sign_in_is_told(
    office: Office, provider: Provider, browser: Browser, lacks: str
) -> None:
    setattr(office.counter, lacks, False)
    office.counter.save()
    answer = browser.sign_in()
    assert answer.status_code == 403
    assert "may no longer sign in" in answer.text
    assert bound(office.counter) == ""


def test_an_officer_made_inactive_loses_the_session(
    office: Office, provider: Provider, browser: Browser
) -> None:
    browser.sign_in()
    assert browser.is_in
    Officer.objects.filter(pk=office.counter.pk).update(is_active=False)
    assert not browser.is_in


def test_whoever_is_given_a_colleagues_address_does_not_become_that_colleague(
    office: Office, provider: Provider, browser: Browser, live_server: LiveServer
) -> None:
    browser.sign_in()
    assert bound(office.counter) == "vn-1"
    provider.person["sub"] = "vn-2"
    successor = Browser(live_server)
    answer = successor.sign_in()
    assert answer.status_code == 403
    assert "signs in with another identity" in answer.text
    assert bound(office.counter) == "vn-1"


def test_a_bound_officer_comes_in_whatever_the_address(
    office: Office, provider: Provider, browser: Browser
) -> None:
    Officer.objects.filter(pk=office.counter.pk).update(oidc_subject="vn-1")
    provider.person |= {"email": office.administrator.email}
    assert browser.sign_in().status_code == 200
    assert office.counter.full_name in browser.get("/admin/").text
    assert bound(office.administrator) == ""


def test_two_officers_of_one_address_are_both_refused(
    office: Office, provider: Provider, browser: Browser
) -> None:
    Officer.objects.filter(pk=office.specialist.pk).update(email=office.counter.email)
    assert browser.sign_in().status_code == 403
    assert bound(office.counter) == bound(office.specialist) == ""


def test_a_province_may_name_another_claim(
    office: Office, provider: Provider, browser: Browser, settings: Settings
) -> None:
    settings.OIDC_MATCH_CLAIM = "preferred_username"
    provider.person = {"sub": "vn-3", "preferred_username": office.specialist.username}
    assert browser.sign_in().status_code == 200
    assert bound(office.specialist) == "vn-3"


def test_with_no_claim_only_entered_identities_come_in(
    office: Office, provider: Provider, browser: Browser, settings: Settings
) -> None:
    settings.OIDC_MATCH_CLAIM = ""
    assert browser.sign_in().status_code == 403
    Officer.objects.filter(pk=office.counter.pk).update(oidc_subject="vn-1")
    assert browser.sign_in().status_code == 200


def test_a_provider_that_is_away_is_said_to_be(
    office: Office, provider: Provider, browser: Browser
) -> None:
    provider.is_broken = True
    answer = browser.sign_in()
    assert answer.status_code == 403
    assert "does not answer" in answer.text


def test_a_foreign_way_on_is_not_taken(
    office: Office, provider: Provider, browser: Browser
) -> None:
    came = browser.get(f"{BEGIN}?next=https://khac.example/")
    assert urlsplit(came.url).path == "/admin/"


def test_the_way_out_leads_past_the_provider(
    office: Office, provider: Provider, browser: Browser
) -> None:
    page = browser.sign_in()
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = browser.session.post(
        f"{browser.server.url}/admin/logout/",
        data={"csrfmiddlewaretoken": token},
        headers={"Referer": page.url},
        timeout=30,
    )
    assert answer.status_code == 200
    assert f"{provider.issuer}/leave?client_id={CLIENT}" in answer.text
    assert not browser.is_in


def test_without_a_provider_nothing_of_it_is_there(office: Office, client: Client) -> None:
    assert client.get(BEGIN).status_code == 404
    assert client.get(BACK).status_code == 404
    assert BEGIN not in client.get("/admin/login/").content.decode()


def log_in(client: Client, officer: Officer) -> bool:
    """By the log-in page's own form, as a browser sends it."""
    page = client.get("/admin/login/")
    assert page.status_code == 200
    form = {"username": officer.username, "password": "mat-khau-thu-nghiem", "next": "/admin/"}
    return client.post("/admin/login/", form).status_code == 302


def test_the_log_in_page_shows_the_way_to_the_provider(
    office: Office, provider: Provider, client: Client
) -> None:
    page = client.get("/admin/login/?next=/admin/dossiers/dossier/").content.decode()
    assert f"{BEGIN}?next=/admin/dossiers/dossier/" in page
    assert log_in(client, office.counter)


def test_the_password_door_may_be_closed_to_all_but_administrators(
    office: Office, provider: Provider, client: Client, settings: Settings
) -> None:
    settings.OIDC_CLOSES_PASSWORD_DOOR = True
    assert not log_in(client, office.counter)
    assert not log_in(client, office.centre_head)
    assert log_in(client, office.administrator)


def test_without_a_provider_the_password_door_stays_open(
    office: Office, client: Client, settings: Settings
) -> None:
    settings.OIDC_CLOSES_PASSWORD_DOOR = True
    assert log_in(client, office.counter)
