"""Counters answer the same from memory and from a real Redis, and let no crowd slip through."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from pytest_django import Settings

from agencies.services import counting
from agencies.services.counting import Counters, MemoryCounters, RedisCounters, count

NOW = 1_795_000_000.0


@pytest.fixture(params=["memory", "redis"])
def counters(request: pytest.FixtureRequest) -> Iterator[Counters]:
    if request.param == "memory":
        yield MemoryCounters()
        return
    with redis.Redis.from_url(request.getfixturevalue("redis_url")) as client:
        client.flushdb()
        yield RedisCounters(client)


def test_both_count_alike(counters: Counters) -> None:
    waits = [counters.spend("a", now=NOW, allowed=3, period=90.0) for _ in range(4)]
    assert waits[:3] == [0, 0, 0]
    assert waits[3] == pytest.approx(30.0)
    assert counters.spend("b", now=NOW, allowed=3, period=90.0) == 0
    assert counters.spend("a", now=NOW + 30.1, allowed=3, period=90.0) == 0


def test_a_crowd_gets_no_more_than_one(counters: Counters) -> None:
    def come(_: int) -> bool:
        return counters.spend("a", now=NOW, allowed=5, period=900.0) == 0

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(come, range(64))) == 5


def test_a_limit_too_wide_to_matter_lets_everybody_in(counters: Counters) -> None:
    """So wide that a moment's digits cannot hold what one of them costs."""
    assert counters.spend("a", now=NOW, allowed=10**9, period=60.0) == 0


def test_redis_keeps_nothing_longer_than_it_counts(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
        RedisCounters(client).spend("a", now=NOW, allowed=3, period=90.0)
        assert 0 < client.pttl("a") <= 30_000


def test_memory_forgets_what_is_paid_off() -> None:
    counters = MemoryCounters()
    for number in range(100):
        counters.spend(f"a{number}", now=NOW, allowed=3, period=90.0)
    counters.spend("b", now=NOW + 100, allowed=3, period=90.0)
    assert set(counters._spent) == {"b"}


def test_without_redis_the_process_counts_by_itself(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    counting._shared.cache_clear()
    waits = [count("a", now=NOW, allowed=2, period=60.0) for _ in range(3)]
    assert waits == [0, 0, 30]
    counting._shared.cache_clear()
