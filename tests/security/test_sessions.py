"""Sessions of officers: drawn anew at the log-in, ended by log-out, idleness, age and a new password."""

import re
from datetime import timedelta
from importlib import import_module
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from agencies.models import Officer
from tests.factories import Office
from tests.security.conftest import PASSWORD

DESK = "/admin/"
NEW_PASSWORD = "mot-cum-mat-khau-khac-2026"


def sign_in(client: Client, officer: Officer, *, onward: str = "") -> Any:
    fields = {"username": officer.username, "password": PASSWORD, "next": onward}
    return client.post("/admin/login/", fields)


def is_signed_in(client: Client) -> bool:
    return bool(client.get(DESK).status_code == 200)


def age(client: Client, **times: Any) -> None:
    """As if the session had begun, or been used, so long ago."""
    session = client.session
    for name, ago in times.items():
        session[name] = (timezone.now() - ago).timestamp()
    session.save()


def test_a_session_slipped_to_an_officer_before_the_log_in_is_worth_nothing_after_it(
    client: Client, office: Office
) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["planted"] = True
    store.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    assert sign_in(client, office.counter).status_code == 302
    drawn = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert drawn != store.session_key
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    assert not is_signed_in(attacker)


def test_a_session_number_that_nobody_drew_is_not_taken_on(client: Client, office: Office) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    sign_in(client, office.counter)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "a" * 32


def test_after_the_log_out_the_cookie_opens_nothing(client: Client, office: Office) -> None:
    sign_in(client, office.counter)
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
    assert is_signed_in(stolen)
    client.post("/admin/logout/")
    assert not is_signed_in(stolen)
    assert not Session.objects.exists()


def test_nobody_is_signed_out_by_a_link(client: Client, office: Office) -> None:
    sign_in(client, office.counter)
    assert client.get("/admin/logout/").status_code == 405
    assert is_signed_in(client)


def test_a_new_password_ends_every_other_session(client: Client, office: Office) -> None:
    elsewhere = Client()
    sign_in(client, office.counter)
    sign_in(elsewhere, office.counter)
    fields = {
        "old_password": PASSWORD,
        "new_password1": NEW_PASSWORD,
        "new_password2": NEW_PASSWORD,
    }
    assert client.post("/admin/password_change/", fields).status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_an_officer_made_inactive_is_out_at_once(client: Client, office: Office) -> None:
    sign_in(client, office.counter)
    Officer.objects.filter(pk=office.counter.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_a_desk_left_alone_closes_itself(client: Client, office: Office) -> None:
    sign_in(client, office.counter)
    limit = timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    row = Session.objects.get()
    assert abs(row.expire_date - timezone.now() - limit) < timedelta(minutes=1)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_signed_in(client)


def test_work_keeps_a_desk_open_and_a_public_page_does_not(client: Client, office: Office) -> None:
    sign_in(client, office.counter)
    nearly = timedelta(minutes=settings.SESSION_IDLE_MINUTES - 1)
    age(client, begun=nearly, seen=nearly)
    soon = timezone.now() + timedelta(minutes=1)
    Session.objects.update(expire_date=soon)
    answer = client.get("/thu-tuc/")
    assert not answer.cookies
    assert Session.objects.get().expire_date == soon
    assert is_signed_in(client)
    assert Session.objects.get().expire_date > soon + timedelta(minutes=20)


def test_a_session_at_work_is_written_once_a_minute_at_most(client: Client, office: Office) -> None:
    sign_in(client, office.counter)
    age(client, begun=timedelta(minutes=5), seen=timedelta(minutes=5))
    written = [settings.SESSION_COOKIE_NAME in client.get(DESK).cookies for _ in range(3)]
    assert written == [True, False, False]


def test_a_session_ends_after_a_working_day_however_busy(client: Client, office: Office) -> None:
    sign_in(client, office.counter)
    age(client, begun=timedelta(hours=settings.SESSION_HOURS, minutes=1), seen=timedelta())
    assert not is_signed_in(client)
    assert not Session.objects.exists()


#: Ways to another site, as browsers read them, and one into a header.
ELSEWHERE = (
    "https://attacker.example/",
    "//attacker.example/",
    "///attacker.example",
    "/\\attacker.example",
    "\\\\attacker.example",
    "http:attacker.example",
    "javascript:alert(1)",
    "https://testserver@attacker.example/",
    "https://testserver.attacker.example/",
    "/admin/\r\nSet-Cookie: stolen=1",
    "\thttps://attacker.example",
    "ｈttps://attacker.example",
)


def test_neither_the_log_in_nor_the_language_leads_to_another_site(office: Office) -> None:
    for onward in ELSEWHERE:
        client = Client()
        landed = sign_in(client, office.counter, onward=onward)
        language = client.post("/i18n/setlang/", {"language": "en", "next": onward})
        for answer in (landed, language):
            assert answer.status_code in (302, 400), onward
            where = urlsplit(urljoin("http://testserver/", answer.get("Location", "/")))
            assert where.netloc == "testserver", onward
            assert not re.search(r"[\r\n\\]", answer.get("Location", "/")), onward
            assert "stolen" not in answer.cookies
