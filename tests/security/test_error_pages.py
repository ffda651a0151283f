"""Errors in Vietnamese, without a word of what is inside; the last one stands without the database."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from pytest_django import Settings

from dossiers.pages.lookup import HomePage
from notifications.selectors.downtime import forget_notices
from tests.factories import Office
from tests.integration.lookup.conftest import Held

INNARDS = (
    "Traceback",
    "DEBUG",
    "settings",
    "django",
    "psycopg",
    "SELECT",
    "/work",
    "site-packages",
)
SECRET = "bí mật 0123456789 của SELECT trong /work/settings django"


def fail(error: Exception, monkeypatch: pytest.MonkeyPatch) -> Client:
    def broken(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(HomePage, "get", broken)
    return Client(raise_request_exception=False, headers={"accept-language": "vi"})


def assert_plain(page: str) -> None:
    assert '<html lang="vi">' in page
    assert "public.css" in page
    assert not [word for word in INNARDS if word in page]
    assert "bí mật" not in page


def test_an_error_page_needs_no_database_and_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the fixture of the database pytest refuses every query."""
    answer = fail(ValueError(SECRET), monkeypatch).get("/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Có lỗi" in page or "lỗi" in page.lower()
    assert_plain(page)


def test_a_request_that_is_refused_tells_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = fail(SuspiciousOperation(SECRET), monkeypatch).get("/")
    assert answer.status_code == 400
    assert_plain(answer.content.decode())


def test_what_is_not_there_is_told_without_the_list_of_what_is(client: Client, db: None) -> None:
    answer = client.get("/khong-co/trang-nay/")
    assert answer.status_code == 404
    assert_plain(answer.content.decode())


def test_what_is_not_open_to_a_role_is_told_plainly(client: Client, office: Office) -> None:
    client.force_login(office.counter)
    answer = client.get("/admin/agencies/officer/")
    assert answer.status_code == 403
    assert_plain(answer.content.decode())


def test_a_forged_form_is_told_plainly(browser: Client, received: Held) -> None:
    answer = browser.post(
        received.page, {"pin": "x"}, headers={"Origin": "https://attacker.example"}
    )
    assert answer.status_code == 403
    assert_plain(answer.content.decode())


def test_too_many_requests_are_told_plainly_with_the_time_to_wait(
    client: Client, received: Held, settings: Settings
) -> None:
    settings.LOOKUP_RATE_PER_MINUTE = 1
    answers = [client.get(received.page) for _ in range(2)]
    assert answers[1].status_code == 429
    assert int(answers[1]["Retry-After"]) > 0
    assert_plain(answers[1].content.decode())


def test_debug_pages_are_off(settings: Settings) -> None:
    assert settings.DEBUG is False


def test_a_flood_of_addresses_that_do_not_exist_asks_the_database_nothing(
    client: Client,
) -> None:
    """Without the fixture of the database pytest refuses every query."""
    forget_notices()
    answer = client.get("/khong-co/trang-nay/")
    assert answer.status_code == 404
    assert_plain(answer.content.decode())
