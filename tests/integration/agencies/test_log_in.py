"""The log-in page: guessing is stopped, and nobody can shut a named officer out from everywhere."""

import re

import pytest
from axes.handlers.proxy import AxesProxyHandler
from django.test import Client
from pytest_django import Settings

from agencies.models import Officer
from tests.factories import Office

PASSWORD = "mat-khau-thu-nghiem"
ATTACKER, DESK = "198.51.100.1", "10.20.0.7"


@pytest.fixture(autouse=True)
def forgotten(db: None, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    AxesProxyHandler.reset_attempts()


def log_in(officer: Officer, password: str, *, address: str, forged: str = "") -> int:
    """By the page's own form, behind our own proxy; 302 is in."""
    client = Client(headers={"X-Forwarded-For": f"{forged}{address}", "Accept-Language": "en"})
    page = client.get("/admin/login/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    form = {
        "username": officer.username,
        "password": password,
        "next": "/admin/",
        "csrfmiddlewaretoken": token[1],
    }
    return client.post("/admin/login/", form).status_code


def test_after_eight_wrong_passwords_even_the_right_one_waits(office: Office) -> None:
    statuses = [log_in(office.counter, "sai", address=ATTACKER) for _ in range(9)]
    assert statuses[:7] == [200] * 7
    assert statuses[-1] == 429
    assert log_in(office.counter, PASSWORD, address=ATTACKER) == 429


def test_nobody_is_shut_out_from_elsewhere(office: Office) -> None:
    for _ in range(10):
        log_in(office.counter, "sai", address=ATTACKER)
    assert log_in(office.counter, PASSWORD, address=DESK) == 302


def test_colleagues_behind_the_same_address_still_come_in(office: Office) -> None:
    for _ in range(10):
        log_in(office.counter, "sai", address=DESK)
    assert log_in(office.specialist, PASSWORD, address=DESK) == 302


def test_a_guesser_cannot_write_himself_another_address(office: Office) -> None:
    for number in range(10):
        log_in(office.counter, "sai", address=ATTACKER, forged=f"203.0.113.{number}, ")
    assert log_in(office.counter, PASSWORD, address=ATTACKER, forged="203.0.113.99, ") == 429


def test_a_guesser_cannot_make_another_shut_out_by_naming_their_address(office: Office) -> None:
    for _ in range(10):
        log_in(office.counter, "sai", address=ATTACKER, forged=f"{DESK}, ")
    assert log_in(office.counter, PASSWORD, address=DESK) == 302
