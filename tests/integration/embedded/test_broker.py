"""The folder queue under several publishers and consumers at once."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from kombu import Connection, Queue

from config.embedded import broker
from config.embedded.places import PROJECT

PUBLISHERS, CONSUMERS, EACH = 3, 3, 700

PUBLISH = """
import sys
from pathlib import Path
from tests.integration.embedded.test_broker import EACH, connection
folder, number = Path(sys.argv[1]), int(sys.argv[2])
with connection(folder) as broker, broker.SimpleQueue("work") as queue:
    for message in range(EACH):
        queue.put(f"{number}-{message}")
"""

CONSUME = """
import sys
from pathlib import Path
from tests.integration.embedded.test_broker import connection
folder = Path(sys.argv[1])
with connection(folder) as broker, broker.SimpleQueue("work") as queue:
    while True:
        is_all_sent = (folder / "all-sent").exists()
        try:
            message = queue.get(timeout=0.1)
        except queue.Empty:
            if is_all_sent:
                break
        else:
            print(message.payload)
            message.ack()
"""


def connection(folder: Path) -> Connection:
    address, options = broker.settings(folder)
    return Connection(address, transport_options={**options, "polling_interval": 0.01})


def start(program: str, *arguments: object) -> "Popen[str]":
    words = [sys.executable, "-c", program, *map(str, arguments)]
    return Popen(words, cwd=PROJECT, stdout=PIPE, text=True)


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_between_publishers_and_consumers(tmp_path: Path) -> None:
    consumers = [start(CONSUME, tmp_path) for _ in range(CONSUMERS)]
    publishers = [start(PUBLISH, tmp_path, number) for number in range(PUBLISHERS)]
    for publisher in publishers:
        publisher.communicate(timeout=60)
        assert publisher.returncode == 0
    (tmp_path / "all-sent").touch()
    seen = Counter(
        line for consumer in consumers for line in consumer.communicate(timeout=60)[0].splitlines()
    )
    wanted = {f"{number}-{message}" for number in range(PUBLISHERS) for message in range(EACH)}
    assert set(seen) == wanted
    assert set(seen.values()) == {1}
    assert list((tmp_path / "messages").iterdir()) == []


def test_queues_bound_at_the_same_moment_are_all_routed(tmp_path: Path) -> None:
    names = [f"queue{number}" for number in range(12)]

    def bind(name: str) -> None:
        with connection(tmp_path) as link:
            Queue(name, exchange="house", routing_key=name, channel=link.default_channel).declare()

    with ThreadPoolExecutor(max_workers=12) as pool:
        list(pool.map(bind, names))
    with connection(tmp_path) as link:
        assert {route.queue for route in link.default_channel.get_table("house")} == set(names)


def test_a_half_written_message_is_not_read(tmp_path: Path) -> None:
    with connection(tmp_path) as link:
        channel = link.default_channel
        (tmp_path / "messages" / "1_half.work.msg.0f.new").write_text('{"bo')
        channel._put("work", {"body": "whole"})
        assert channel._get("work") == {"body": "whole"}
        assert channel._size("work") == 0


def test_queues_do_not_see_each_others_messages(tmp_path: Path) -> None:
    with connection(tmp_path) as link:
        channel = link.default_channel
        channel._put("letters", {"body": "letter"})
        channel._put("sweeps", {"body": "sweep"})
        assert channel._get("sweeps") == {"body": "sweep"}
        assert channel._size("letters") == 1
        assert channel._purge("letters") == 1


def test_a_message_whose_worker_was_killed_goes_to_another_after_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed, other = connection(tmp_path), connection(tmp_path)
    with killed.SimpleQueue("work") as queue, other.SimpleQueue("work") as others:
        queue.put("message")
        queue.get(timeout=5)
        with pytest.raises(others.Empty):
            others.get(timeout=0.1)
        monkeypatch.setattr(broker, "VISIBILITY_TIMEOUT", 0)
        found = others.get(timeout=5)
        assert found.payload == "message"
        found.ack()
        queue.channel.qos.restore_at_shutdown = False
    assert list((tmp_path / "messages").iterdir()) == []
