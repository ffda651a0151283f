"""Counting look-ups: the same answers from memory and from a real Redis, and nobody slips through in a crowd."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.test import Client
from pytest_django.fixtures import Settings

from dossiers.domain.throttle import FREE_GUESSES
from dossiers.services import throttling
from dossiers.services.throttling import Counters, MemoryCounters, RedisCounters
from tests.integration.lookup.conftest import Held

NOW = 1_795_000_000.0


@pytest.fixture
def redis_counters(redis_url: str) -> Iterator[RedisCounters]:
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
        yield RedisCounters(client)


@pytest.fixture(params=["memory", "redis"])
def counters(request: pytest.FixtureRequest) -> Counters:
    if request.param == "memory":
        return MemoryCounters()
    return request.getfixturevalue("redis_counters")


def test_a_minutes_allowance_may_be_used_at_once_and_comes_back_evenly(counters: Counters) -> None:
    waits = [counters.admit("10.0.0.1", None, now=NOW, per_minute=6) for _ in range(7)]
    assert waits[:6] == [0] * 6
    assert waits[6] == pytest.approx(10.0)
    assert counters.admit("10.0.0.1", None, now=NOW + 9.9, per_minute=6) == pytest.approx(0.1)
    assert counters.admit("10.0.0.1", None, now=NOW + 10.1, per_minute=6) == 0
    assert counters.admit("10.0.0.2", None, now=NOW, per_minute=6) == 0


def test_the_pause_of_a_pin_door_grows_and_a_right_pin_ends_it(counters: Counters) -> None:
    now = NOW
    for expected in (30, 60, 120):
        while not (wait := counters.admit("a", "C", now=now, per_minute=10_000)):
            pass
        assert wait == pytest.approx(expected)
        now += wait
    counters.forget_guesses("C")
    assert counters.admit("a", "C", now=now, per_minute=10_000) == 0


def test_the_pause_of_one_code_is_not_that_of_another(counters: Counters) -> None:
    for _ in range(FREE_GUESSES + 1):
        counters.admit("a", "C", now=NOW, per_minute=10_000)
    assert counters.admit("a", "C", now=NOW, per_minute=10_000) > 0
    assert counters.admit("a", "D", now=NOW, per_minute=10_000) == 0
    assert counters.admit("a", None, now=NOW, per_minute=10_000) == 0


def test_wrong_pins_are_forgotten_after_a_day_in_memory_as_in_redis() -> None:
    counters = MemoryCounters()
    for _ in range(FREE_GUESSES):
        counters.admit("a", "C", now=NOW, per_minute=10_000)
    waits = [
        counters.admit("a", "C", now=NOW + 86_401, per_minute=10_000) for _ in range(FREE_GUESSES)
    ]
    assert waits == [0] * FREE_GUESSES


def test_a_crowd_of_guessers_gets_no_more_guesses_than_one(counters: Counters) -> None:
    def guess(number: int) -> bool:
        return counters.admit(f"10.0.0.{number}", "C", now=NOW, per_minute=10_000) == 0

    with ThreadPoolExecutor(8) as crowd:
        admitted = sum(crowd.map(guess, range(64)))
    assert admitted == FREE_GUESSES


def test_memory_and_redis_answer_a_long_story_alike(redis_counters: RedisCounters) -> None:
    memory, now = MemoryCounters(), NOW
    for step in range(300):
        now += (step * 7 % 13) / 4
        asked = (f"client-{step % 3}", f"code-{step % 4}" if step % 2 else None)
        expected = memory.admit(*asked, now=now, per_minute=40)
        assert redis_counters.admit(*asked, now=now, per_minute=40) == pytest.approx(
            expected, abs=1e-3
        ), step


def test_too_many_look_ups_are_answered_with_the_seconds_to_wait(
    client: Client, received: Held, settings: Settings
) -> None:
    settings.LOOKUP_RATE_PER_MINUTE = 3
    answers = [client.get(received.api) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3]["Retry-After"]) <= 20
    assert answers[3].json()["code"] == "too_many_requests"
    page = client.get(received.page)
    assert page.status_code == 429
    assert page["Retry-After"]
    assert "public.css" in page.content.decode()


def test_wrong_pins_slow_only_the_pin_door_of_that_code(client: Client, received: Held) -> None:
    wrong = json.dumps({"pin": "wrong!"})
    statuses = [
        client.post(received.api, wrong, content_type="application/json").status_code
        for _ in range(FREE_GUESSES + 1)
    ]
    assert statuses == [403] * FREE_GUESSES + [429]
    right = client.post(received.page, {"pin": received.pin})
    assert right.status_code == 429
    assert client.get(received.api).status_code == 200
    assert client.get(f"/tra-cuu/q/{received.dossier.lookup_token}/").status_code == 302


def test_an_unknown_code_is_slowed_like_a_known_one(client: Client, received: Held) -> None:
    def statuses(address: str) -> list[int]:
        return [
            client.post(address, '{"pin": "x"}', content_type="application/json").status_code
            for _ in range(FREE_GUESSES + 2)
        ]

    assert statuses(received.api) == statuses("/api/v1/lookup/H41.01.02-261119-9999/")


def test_a_right_pin_wipes_the_wrong_ones_before_it(client: Client, received: Held) -> None:
    for _ in range(3):
        for _ in range(FREE_GUESSES - 1):
            assert client.post(received.page, {"pin": "wrong!"}).status_code == 403
        assert client.post(received.page, {"pin": received.pin}).status_code == 302


def test_a_redis_that_does_not_answer_leaves_the_look_up_open_and_limited(
    client: Client, received: Held, settings: Settings
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.LOOKUP_RATE_PER_MINUTE = 2
    statuses = [client.get(received.api).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_with_a_redis_all_processes_share_the_counters(
    client: Client, received: Held, settings: Settings, redis_url: str
) -> None:
    settings.REDIS_URL = redis_url
    settings.LOOKUP_RATE_PER_MINUTE = 2
    throttling._redis.cache_clear()
    with redis.Redis.from_url(redis_url) as elsewhere:
        elsewhere.flushdb()
        assert client.get(received.api).status_code == 200
        assert elsewhere.keys("lookup:client:*") == [b"lookup:client:127.0.0.1"]
    throttling._memory.clear()
    assert [client.get(received.api).status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "counted_as"),
    [
        (0, "203.0.113.9", "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.2", "10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1", "10.0.0.1"),
        (1, "not an address", "10.0.0.1", "10.0.0.1"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (0, "", "", "unknown"),
    ],
)
def test_the_address_comes_only_from_our_own_proxies(
    settings: Settings, rf, proxies: int, forwarded: str, peer: str, counted_as: str
) -> None:
    from agencies.selectors.clients import client_address

    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == counted_as
