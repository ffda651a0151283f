"""Whoever tries tokens is soon told to wait; whoever has one comes in all the same."""

import pytest
import redis
from pytest_django import Settings

from agencies.services import counting
from tests.factories import Office
from tests.integration.api.caller import Caller, token_of


def guess(**headers: str) -> Caller:
    caller = Caller(Authorization="Bearer hoso_doan-bua", **headers)
    caller.get("dossiers/")
    return caller


@pytest.fixture(autouse=True)
def few(settings: Settings) -> None:
    settings.TOKEN_FAILURES, settings.TOKEN_FAILURE_MINUTES = 3, 15
    settings.TRUSTED_PROXIES = 1


def test_too_many_wrong_tokens_are_not_looked_at_any_more(office: Office) -> None:
    statuses = [guess(X_Forwarded_For="198.51.100.1").status for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    last = guess(X_Forwarded_For="198.51.100.1")
    assert last.last.json()["code"] == "too_many_requests"
    assert 290 <= int(last.last.headers["Retry-After"]) <= 300


def test_from_the_same_address_a_right_token_still_comes_in(office: Office) -> None:
    right = Caller(Authorization=f"Bearer {token_of(office.partner)}")
    for _ in range(6):
        guess(X_Forwarded_For="198.51.100.1")
    right.get("dossiers/", X_Forwarded_For="198.51.100.1")
    assert right.status == 200


def test_another_address_and_a_written_header_change_nothing(office: Office) -> None:
    for number in range(4):
        # What the client writes itself stands further left than what our proxy adds.
        guess(X_Forwarded_For=f"203.0.113.{number}, 198.51.100.1")
    assert guess(X_Forwarded_For="203.0.113.9, 198.51.100.1").status == 429
    assert guess(X_Forwarded_For="198.51.100.2").status == 401


def test_right_tokens_are_not_counted(office: Office) -> None:
    right = Caller(office.partner)
    for _ in range(10):
        right.get("tokens/current/", X_Forwarded_For="198.51.100.1")
    assert guess(X_Forwarded_For="198.51.100.1").status == 401


def test_whoever_sends_no_token_is_not_counted(office: Office) -> None:
    nobody = Caller()
    for _ in range(10):
        nobody.get("dossiers/", X_Forwarded_For="198.51.100.1")
        assert nobody.status == 401


def test_all_web_processes_count_together_in_redis(
    office: Office, settings: Settings, redis_url: str
) -> None:
    settings.REDIS_URL = redis_url
    counting._shared.cache_clear()
    with redis.Redis.from_url(redis_url) as elsewhere:
        elsewhere.flushdb()
        for _ in range(3):
            guess(X_Forwarded_For="198.51.100.1")
        assert elsewhere.keys("token:*") == [b"token:198.51.100.1"]
    counting.memory.clear()  # another process remembers nothing by itself
    assert guess(X_Forwarded_For="198.51.100.1").status == 429
    counting._shared.cache_clear()
