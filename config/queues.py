"""How many tasks wait in each queue, and since when: asked of Redis, or of the folder of the embedded default."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import redis
from django.conf import settings

from config.embedded import broker
from config.task_log import QUEUED_AT

#: Seconds that Redis may take to answer.
_PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Tasks that no worker has taken yet, and the seconds for which the first of them has waited.

    The age is None where nothing waits, or where the message does not say when it was queued.
    """

    count: int = 0
    oldest: float | None = None


def waiting() -> Mapping[str, Waiting]:
    """Every queue of `CELERY_TASK_QUEUES`. Raises `redis.RedisError` or `OSError` where it cannot be asked."""
    names = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    if settings.REDIS_URL:
        return _in_redis(settings.REDIS_URL, names)
    return _in_folder(Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]), names)


def _in_redis(url: str, names: list[str]) -> Mapping[str, Waiting]:
    """kombu keeps a queue as a list under its name, pushed on the left and taken from the right."""
    connected = redis.Redis.from_url(
        url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
    )
    with connected as client, client.pipeline(transaction=False) as asked:
        for name in names:
            asked.llen(name)
            asked.lindex(name, -1)
        answers = asked.execute()
    pairs = zip(answers[::2], answers[1::2], strict=True)
    return {
        name: Waiting(count, _age_told(message))
        for name, (count, message) in zip(names, pairs, strict=True)
    }


def _age_told(message: bytes | None) -> float | None:
    """By the clock of whoever queued it, so never below zero."""
    queued_at = json.loads(message)["headers"].get(QUEUED_AT) if message else None
    return max(0.0, time.time() - queued_at) if queued_at else None


def _in_folder(folder: Path, names: Iterable[str]) -> Mapping[str, Waiting]:
    queued: dict[str, list[int]] = {name: [] for name in names}
    for moment, queue in broker.waiting_in(folder):
        if queue in queued:
            queued[queue].append(moment)
    now = time.time_ns()
    return {
        name: Waiting(len(moments), (now - min(moments)) / 1e9 if moments else None)
        for name, moments in queued.items()
    }
