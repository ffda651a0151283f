"""What each queue holds, waiting and taken, and since when: asked of Redis, or of the folder of the embedded default."""

import json
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import redis
from django.conf import settings

from config.embedded import broker
from config.task_log import QUEUED_AT

#: Seconds that Redis may take to answer.
_PATIENCE = 2.0
#: Of the tasks that workers have taken the first so many are looked at; there are as many as processes of workers.
_MOST_TAKEN = 1_000


@dataclass(frozen=True, slots=True)
class Tasks:
    """How many, and the seconds since the first of them was queued, or taken.

    The age is None where there are none, or where the message does not say when it was queued.
    """

    count: int = 0
    oldest: float | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Tasks that no worker has taken yet, and those that one took and has not ended: it works, hangs or was killed."""

    waiting: Tasks
    taken: Tasks


def held() -> Mapping[str, Held]:
    """Every queue of `CELERY_TASK_QUEUES`. Raises `redis.RedisError` or `OSError` where it cannot be asked."""
    names = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    if settings.REDIS_URL:
        return _in_redis(settings.REDIS_URL, names)
    return _in_folder(Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]), names)


def _in_redis(url: str, names: list[str]) -> Mapping[str, Held]:
    """kombu keeps a queue as a list under its name, pushed on the left and taken from the right."""
    connected = redis.Redis.from_url(
        url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
    )
    with connected as client, client.pipeline(transaction=False) as asked:
        for name in names:
            asked.llen(name)
            asked.lindex(name, -1)
        answers = asked.execute()
        taken = _taken_of_redis(client)
    pairs = zip(answers[::2], answers[1::2], strict=True)
    return {
        name: Held(Tasks(count, _age_told(message)), _tasks(taken.get(name, ())))
        for name, (count, message) in zip(names, pairs, strict=True)
    }


def _taken_of_redis(client: redis.Redis) -> Mapping[str, list[float]]:
    """Seconds since each task was taken, by queue.

    kombu keeps what a worker took in a hash, as message, exchange and routing key, which here is the
    queue's name, with the moments beside it in a sorted set. A task that ends between the two
    questions is not in the hash any more.
    """
    moments = client.zrange("unacked_index", 0, _MOST_TAKEN - 1, withscores=True)
    if not moments:
        return {}
    now, ages = time.time(), defaultdict[str, list[float]](list)
    messages = client.hmget("unacked", [tag for tag, _ in moments])
    for (_, moment), message in zip(moments, messages, strict=True):
        if message is not None:
            ages[json.loads(message)[2]].append(max(0.0, now - float(moment)))
    return ages


def _age_told(message: bytes | None) -> float | None:
    """By the clock of whoever queued it, so never below zero."""
    queued_at = json.loads(message)["headers"].get(QUEUED_AT) if message else None
    return max(0.0, time.time() - queued_at) if queued_at else None


def _in_folder(folder: Path, names: Iterable[str]) -> Mapping[str, Held]:
    waiting, taken = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    now = time.time_ns()
    for found in broker.messages_in(folder):
        if found.taken_at is None:
            waiting[found.queue].append((now - found.queued_at) / 1e9)
        else:
            taken[found.queue].append((now - found.taken_at) / 1e9)
    return {name: Held(_tasks(waiting[name]), _tasks(taken[name])) for name in names}


def _tasks(ages: Collection[float]) -> Tasks:
    return Tasks(len(ages), max(ages, default=None))
