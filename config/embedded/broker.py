"""The queue of the embedded default: Celery messages as files in a folder.

kombu's own filesystem transport writes a message under its final name, moves it through the system's
temporary folder and truncates a routing table before it locks it; under load each of the three loses
messages. Here a file appears finished, is claimed by a rename within its folder and removed once its
task has ended, and a table is replaced whole.
"""

import contextlib
import os
import time
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any, ClassVar

from kombu.transport import TRANSPORT_ALIASES, filesystem, virtual
from kombu.utils.json import dumps, loads

from config.embedded.locks import alone

SCHEME = "folder"
#: Seconds after which a message that was taken and not acknowledged is given to another worker.
VISIBILITY_TIMEOUT = 3600
_Route = filesystem.exchange_queue_t


class QoS(virtual.QoS):  # type: ignore[misc]
    """Removes a message's file when its task has ended."""

    def ack(self, delivery_tag: str) -> None:
        super().ack(delivery_tag)
        self.channel.remove(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        super().reject(delivery_tag, requeue=requeue)
        self.channel.remove(delivery_tag)


class Channel(filesystem.Channel):  # type: ignore[misc]
    """One process's view of the folder; any number may publish and consume at once."""

    QoS: ClassVar[type[QoS]] = QoS

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._listed: dict[str, deque[str]] = {}
        self._acknowledged_later: set[str] = set()
        self._taken: dict[str, Path] = {}

    def basic_consume(self, queue: str, no_ack: bool, *arguments: Any, **options: Any) -> None:
        if not no_ack:
            self._acknowledged_later.add(queue)
        super().basic_consume(queue, no_ack, *arguments, **options)

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: object) -> None:
        # Names sort by time, and what does not end in `.msg` is no message yet.
        name = f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out, name), dumps(payload))

    def _get(self, queue: str) -> Any:
        waiting = self._listed.setdefault(queue, deque())
        if not waiting:
            # One listing serves many messages; others may claim some of them first.
            for name in sorted(os.listdir(self.data_folder_in)):
                if _queue_part(name) == f"{queue}.msg":
                    waiting.append(name)
                elif _queue_part(name).startswith(f"{queue}.msg."):
                    self._give_back_if_forgotten(Path(self.data_folder_in, name))
        while waiting:
            message = Path(self.data_folder_in, waiting.popleft())
            claimed = message.with_name(f"{message.name}.{time.time_ns()}_{uuid.uuid4()}")
            with contextlib.suppress(FileNotFoundError):
                message.rename(claimed)
                told = loads(claimed.read_text("utf-8"))
                if queue in self._acknowledged_later:
                    self._taken[told["properties"]["delivery_tag"]] = claimed
                else:
                    claimed.unlink()
                return told
        raise Empty

    def remove(self, delivery_tag: str) -> None:
        """A task has ended: its message is not needed any more."""
        if file := self._taken.pop(delivery_tag, None):
            file.unlink(missing_ok=True)

    def _restore(self, message: virtual.Message) -> None:
        super()._restore(message)
        self.remove(message.delivery_tag)

    def _give_back_if_forgotten(self, file: Path) -> None:
        """What a worker took and did not end in time, because it was killed or hangs, is a message again."""
        taken_at = _moment(file.suffix[1:])
        if taken_at and time.time_ns() - taken_at > VISIBILITY_TIMEOUT * 10**9:
            with contextlib.suppress(FileNotFoundError):
                file.rename(file.with_suffix(""))

    def get_table(self, exchange: str) -> list[Any]:
        try:
            rows = loads(self._exchange_file(exchange).read_text("utf-8"))
        except FileNotFoundError:
            return []
        return [_Route(*row) for row in rows]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        route = _Route(routing_key or "", pattern or "", queue or "")
        with self._tables_alone():
            table = self.get_table(exchange)
            if route not in table:
                _write_whole(self._exchange_file(exchange), dumps([route, *table]))

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *_: object
    ) -> None:
        self._purge(queue)
        route = _Route(routing_key or "", pattern or "", queue or "")
        with self._tables_alone():
            table = self.get_table(exchange)
            if route in table:
                table.remove(route)
                _write_whole(self._exchange_file(exchange), dumps(table))

    def _tables_alone(self) -> contextlib.AbstractContextManager[None]:
        return alone(self.control_folder / "tables.lock")


class Transport(filesystem.Transport):  # type: ignore[misc]
    """kombu's filesystem transport with that channel; `folder://` in a broker address."""

    Channel: ClassVar[type[Channel]] = Channel


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


def settings(folder: Path) -> tuple[str, dict[str, Any]]:
    """Celery's broker address and transport options for a queue in `folder`, which is made if missing."""
    messages, control = folder / "messages", folder / "control"
    for each in (messages, control):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The host means nothing here; kombu complains when there is none.
    return f"{SCHEME}://localhost", {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "polling_interval": 0.1,
    }


@dataclass(frozen=True, slots=True)
class Found:
    """A message in the folder, by its file's name; moments in nanoseconds, None where no worker has taken it."""

    queue: str
    queued_at: int
    taken_at: int | None


def messages_in(folder: Path) -> Iterator[Found]:
    """Every finished message: those that wait, and those that a worker has taken and not ended."""
    for name in os.listdir(folder):
        queue, is_message, claim = _queue_part(name).rpartition(".msg")
        queued_at, taken_at = _moment(name), _moment(claim[1:])
        if is_message and queued_at and (taken_at or not claim):
            yield Found(queue, queued_at, taken_at)


def _moment(name: str) -> int | None:
    """The nanoseconds with which the names of messages and claims begin."""
    moment = name.partition("_")[0]
    return int(moment) if moment.isdigit() else None


def _queue_part(name: str) -> str:
    """`celery.msg` from `1790000000_3f….celery.msg`; a queue's name may hold dots itself."""
    return name.partition(".")[2]


def _write_whole(file: Path, text: str) -> None:
    unfinished = file.with_name(f"{file.name}.{uuid.uuid4().hex}.new")
    unfinished.write_text(text, "utf-8")
    unfinished.rename(file)
