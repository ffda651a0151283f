"""Counting: in Redis by one atomic call where there is one, else in this process's memory."""

import math
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol, TypeVar

import redis
import structlog
from django.conf import settings

from agencies.domain.counting import after_spending

logger = structlog.get_logger(__name__)

_Counters = TypeVar("_Counters")
_Answer = TypeVar("_Answer")

#: The rule of `agencies.domain.counting`, for scripts that count.
SPEND = """
local function spend(key, now, allowed, period)
  local spent = math.max(tonumber(redis.call('GET', key) or '0'), now) + period / allowed
  local wait = spent - now - period
  if wait > 1e-6 then return wait end
  local kept = math.max(math.ceil((spent - now) * 1000), 1)  -- a limit may be too wide for any time to pass
  redis.call('SET', key, string.format('%.6f', spent), 'PX', kept)
  return 0
end
"""
_SCRIPT = (
    SPEND
    + "return tostring(spend(KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])))"
)
#: Seconds between two looks at what memory need not keep.
_SWEPT_EVERY = 60.0


class Counters(Protocol):
    """What counts. `spend` answers the seconds to wait; 0 lets it happen."""

    def spend(self, key: str, *, now: float, allowed: int, period: float) -> float: ...


class MemoryCounters:
    """Counters of one process, safe between its threads; enough where there is one web process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spent: dict[str, float] = {}
        self._swept_at = 0.0

    def spend(self, key: str, *, now: float, allowed: int, period: float) -> float:
        with self._lock:
            self._sweep(now)
            mark, wait = after_spending(
                self._spent.get(key, 0.0), now=now, allowed=allowed, period=period
            )
            self._spent[key] = mark
            return wait

    def clear(self) -> None:
        with self._lock:
            self._spent.clear()

    def _sweep(self, now: float) -> None:
        """Now and then, so that a flood of addresses does not make every call walk over all of them."""
        if now < self._swept_at + _SWEPT_EVERY:
            return
        self._swept_at = now
        self._spent = {key: spent for key, spent in self._spent.items() if spent > now}


class RedisCounters:
    """Counters that all web processes share; one atomic script a call."""

    def __init__(self, client: "redis.Redis") -> None:
        self._spend = client.register_script(_SCRIPT)

    def spend(self, key: str, *, now: float, allowed: int, period: float) -> float:
        return float(self._spend(keys=[key], args=[repr(now), allowed, period]))


def count(key: str, *, now: float, allowed: int, period: float) -> int:
    """Count one more under a key: whole seconds to wait, 0 while it is `allowed` in `period` seconds."""
    own: Counters = memory
    wait: float = counted(
        lambda counters: counters.spend(key, now=now, allowed=allowed, period=period),
        own=own,
        shared=_shared,
    )
    return math.ceil(wait)


def counted(
    call: Callable[[_Counters], _Answer], *, own: _Counters, shared: Callable[[str], _Counters]
) -> _Answer:
    """What the shared counters answer. Where Redis does not, this process's own count: the door stays open and limited."""
    if not settings.REDIS_URL:
        return call(own)
    try:
        return call(shared(settings.REDIS_URL))
    except redis.RedisError:
        logger.exception("counting_without_redis")
        return call(own)


def connected(url: str) -> "redis.Redis":
    """A client that nobody has to wait for long."""
    return redis.Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0)


memory = MemoryCounters()


@lru_cache(maxsize=2)
def _shared(url: str) -> RedisCounters:
    return RedisCounters(connected(url))
