"""Counting look-ups: in Redis by one atomic call where there is one, else in this process's memory."""

import math
import threading
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

import redis
from django.conf import settings

from agencies.services.counting import SPEND, connected, counted
from dossiers.domain.refusals import ActRefused
from dossiers.domain.throttle import (
    FIRST_PAUSE,
    FREE_GUESSES,
    GUESSES_KEPT,
    LONGEST_PAUSE,
    PERIOD,
    Guesses,
    after_guess,
    after_request,
)


class Counters(Protocol):
    """What counts. `admit` answers the seconds to wait; 0 lets the request in."""

    def admit(self, client: str, code: str | None, *, now: float, per_minute: int) -> float: ...

    def forget_guesses(self, code: str) -> None: ...


def admit(client: str, *, now: float, pin_of: str | None = None) -> int:
    """Count one look-up of an address, and one PIN tried when `pin_of` names a code.

    Whole seconds to wait, 0 when the request may go on. Redis that does not answer is replaced by
    this process's own counters: the look-up stays open and stays limited.
    """
    wait: float = _safely(
        lambda counters: counters.admit(
            client, pin_of, now=now, per_minute=settings.LOOKUP_RATE_PER_MINUTE
        )
    )
    return math.ceil(wait)


def refuse_too_many(client: str, *, at: datetime, pin_of: str | None = None) -> None:
    """Count as `admit` does; refuses `too_many_requests` with the seconds to wait in `wait`."""
    wait = admit(client, now=at.timestamp(), pin_of=pin_of)
    if wait:
        raise ActRefused("too_many_requests", wait=wait)


def forget_guesses(code: str) -> None:
    """The right PIN was given: the wrong ones before it no longer count."""
    _safely(lambda counters: counters.forget_guesses(code))


def _safely(call: Callable[[Counters], Any]) -> Any:
    own: Counters = _memory
    return counted(call, own=own, shared=_redis)


class MemoryCounters:
    """Counters of one process, safe between its threads; enough where there is one web process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spent: dict[str, float] = {}
        self._guesses: dict[str, tuple[Guesses, float]] = {}
        self._swept_at = 0.0

    def admit(self, client: str, code: str | None, *, now: float, per_minute: int) -> float:
        with self._lock:
            self._sweep(now)
            spent, wait = after_request(
                self._spent.get(client, 0.0), now=now, per_minute=per_minute
            )
            self._spent[client] = spent
            if wait or code is None:
                return wait
            guesses, wait = after_guess(self._known_guesses(code, now), now=now)
            self._guesses[code] = (guesses, now + GUESSES_KEPT)
            return wait

    def forget_guesses(self, code: str) -> None:
        with self._lock:
            self._guesses.pop(code, None)

    def clear(self) -> None:
        with self._lock:
            self._spent.clear()
            self._guesses.clear()

    def _known_guesses(self, code: str, now: float) -> Guesses:
        guesses, kept_until = self._guesses.get(code, (Guesses(), 0.0))
        return guesses if kept_until > now else Guesses()

    def _sweep(self, now: float) -> None:
        """Once a period, so that a flood of addresses does not make every call walk over all of them."""
        if now < self._swept_at + PERIOD:
            return
        self._swept_at = now
        self._spent = {k: spent for k, spent in self._spent.items() if spent > now}
        self._guesses = {k: kept for k, kept in self._guesses.items() if kept[1] > now}


#: The rules of `dossiers.domain.throttle`, both counters in one round trip.
_SCRIPT = (
    SPEND
    + """
local now, per_minute = tonumber(ARGV[1]), tonumber(ARGV[2])
local period, free, first = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local longest, kept = tonumber(ARGV[6]), tonumber(ARGV[7])
local wait = spend(KEYS[1], now, per_minute, period)
if wait > 0 then return tostring(wait) end
if #KEYS < 2 then return '0' end
local door = redis.call('HMGET', KEYS[2], 'tried', 'closed_until')
local tried, closed_until = tonumber(door[1] or '0'), tonumber(door[2] or '0')
if closed_until > now then return tostring(closed_until - now) end
tried = tried + 1
local pause = 0
if tried >= free then pause = math.min(first * 2 ^ math.min(tried - free, 20), longest) end
redis.call('HSET', KEYS[2], 'tried', tried, 'closed_until', string.format('%.6f', now + pause))
redis.call('PEXPIRE', KEYS[2], math.ceil(kept * 1000))
return '0'
"""
)


class RedisCounters:
    """Counters that all web processes share; one atomic script a request."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client
        self._admit = client.register_script(_SCRIPT)

    def admit(self, client: str, code: str | None, *, now: float, per_minute: int) -> float:
        keys = [f"lookup:client:{client}", *([_door(code)] if code is not None else [])]
        rules = (PERIOD, FREE_GUESSES, FIRST_PAUSE, LONGEST_PAUSE, GUESSES_KEPT)
        return float(self._admit(keys=keys, args=[repr(now), per_minute, *rules]))

    def forget_guesses(self, code: str) -> None:
        self._client.delete(_door(code))


def _door(code: str) -> str:
    return f"lookup:pin:{code}"


_memory = MemoryCounters()


@lru_cache(maxsize=2)
def _redis(url: str) -> RedisCounters:
    return RedisCounters(connected(url))
