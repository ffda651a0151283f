"""The queue of the embedded default: Celery messages as files in a folder.

kombu's own filesystem transport writes a message under its final name, moves it through the system's
temporary folder and truncates a routing table before it locks it; under load each of the three loses
messages. Here a file appears finished, is claimed by a rename within its folder, and a table is replaced
whole.
"""

import contextlib
import os
import time
import uuid
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any, ClassVar

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

from config.embedded.locks import alone

SCHEME = "folder"
_Route = filesystem.exchange_queue_t


class Channel(filesystem.Channel):  # type: ignore[misc]
    """One process's view of the folder; any number may publish and consume at once."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._listed: dict[str, deque[str]] = {}

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: object) -> None:
        # Names sort by time, and what does not end in `.msg` is no message yet.
        name = f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out, name), dumps(payload))

    def _get(self, queue: str) -> Any:
        waiting = self._listed.setdefault(queue, deque())
        if not waiting:
            # One listing serves many messages; others may claim some of them first.
            names = os.listdir(self.data_folder_in)
            waiting.extend(sorted(name for name in names if _queue_part(name) == f"{queue}.msg"))
        while waiting:
            message = Path(self.data_folder_in, waiting.popleft())
            claimed = message.with_name(f"{message.name}.{uuid.uuid4().hex}")
            with contextlib.suppress(FileNotFoundError):
                message.rename(claimed)
                text = claimed.read_text("utf-8")
                claimed.unlink()
                return loads(text)
        raise Empty

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


def waiting_in(folder: Path) -> Iterator[tuple[int, str]]:
    """Of each message in the folder that nobody has claimed: when it was queued, in nanoseconds, and its queue."""
    for name in os.listdir(folder):
        moment = name.partition("_")[0]
        queue, is_message, claimed = _queue_part(name).rpartition(".msg")
        if moment.isdigit() and is_message and not claimed:
            yield int(moment), queue


def _queue_part(name: str) -> str:
    """`celery.msg` from `1790000000_3f….celery.msg`; a queue's name may hold dots itself."""
    return name.partition(".")[2]


def _write_whole(file: Path, text: str) -> None:
    unfinished = file.with_name(f"{file.name}.{uuid.uuid4().hex}.new")
    unfinished.write_text(text, "utf-8")
    unfinished.rename(file)
