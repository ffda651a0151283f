"""What the queues hold, waiting and taken, and since when; of Redis and of the folder."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery
from kombu import Consumer, Message, Queue
from pytest_django import Settings

from config.embedded import broker
from config.queues import Held, Tasks, held


@pytest.fixture(params=["folder", "redis"])
def queues(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Celery]:
    """Empty queues of a broker that is asked for what they hold."""
    if request.param == "redis":
        url, options = request.getfixturevalue("redis_url"), {}
        settings.REDIS_URL = url
    else:
        url, options = broker.settings(tmp_path / "queue")
        settings.REDIS_URL = ""
        settings.CELERY_BROKER_TRANSPORT_OPTIONS = options
    app = Celery(broker=url, set_as_current=False)
    app.conf.broker_transport_options = options
    app.conf.task_queues = [Queue(name, routing_key=name) for name in ("messages", "sweeps")]
    yield app
    app.close()
    if request.param == "redis":
        with redis.Redis.from_url(url) as client:
            client.flushdb()


def test_the_first_waiting_task_tells_the_age_of_its_queue(queues: Celery) -> None:
    for _ in range(2):
        queues.send_task("tests.never", queue="messages")
        time.sleep(0.05)
    waiting = held()["messages"].waiting
    assert waiting.count == 2
    assert (waiting.oldest or 0) >= 0.05
    assert held()["sweeps"].waiting == Tasks()


def test_a_task_that_was_taken_and_not_ended_tells_since_when(queues: Celery) -> None:
    queues.send_task("tests.hangs", queue="messages")
    taken: list[Message] = []
    with queues.connection_for_read() as link:
        consumer = Consumer(link, [queues.amqp.queues["messages"]], on_message=taken.append)
        with consumer:
            link.drain_events(timeout=10)
            time.sleep(0.05)
            queue = held()["messages"]
            assert (queue.waiting, queue.taken.count) == (Tasks(), 1)
            assert (queue.taken.oldest or 0) >= 0.05
            taken[0].ack()
            assert held()["messages"] == Held(Tasks(), Tasks())


def test_a_task_whose_worker_ends_before_it_waits_again(queues: Celery) -> None:
    queues.send_task("tests.hangs", queue="messages")
    with queues.connection_for_read() as link:
        consumer = Consumer(link, [queues.amqp.queues["messages"]], on_message=lambda _: None)
        with consumer:
            link.drain_events(timeout=10)
            assert held()["messages"].taken.count == 1
    queue = held()["messages"]
    assert (queue.waiting.count, queue.taken) == (1, Tasks())
