"""Officers' systems that act by REST and ask again under the same key until they are answered."""

import http.client
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import Any

from tests.chaos.house import House
from tests.chaos.programs import PATIENCE

#: How long one attempt may take; the house may be gone in the middle of it.
ATTEMPT = 20
_LOCK = Lock()


class Refused(Exception):
    """Understood, and refused."""


def ask(house: House, role: str, path: str, body: Any, **more: str) -> Any:
    """One deed under one key, asked again through whatever befalls the house; its answer.

    `body` is sent as JSON, bytes as they are; `more` are headers.
    """
    key, end = str(uuid.uuid4()), time.monotonic() + PATIENCE
    headers = {
        "Authorization": f"Bearer {house.furniture['tokens'][role]}",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    while time.monotonic() < end:
        request = urllib.request.Request(  # noqa: S310
            f"{house.address}/api/v1/{path}", sent, headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=ATTEMPT) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 429:
                raise Refused(f"{error.code} {error.read()[:500]!r}") from None
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.1)
    raise AssertionError(f"no answer to {path} within {PATIENCE} s")


def act(house: House, role: str, name: str, ref: str = "", **facts: Any) -> str:
    """An act that is written down as confirmed once it is; answers with the dossier's reference."""
    path = f"dossiers/{ref}/acts/" if ref else "dossiers/"
    told = ask(house, role, path, {"act": name, "facts": facts})
    ref = str(told["ref"])
    with _LOCK:
        house.asked[ref, name] += 1
    return ref


def file(house: House, ref: str, content: bytes) -> None:
    """A document put into a dossier, written down as confirmed once it is."""
    path = f"dossiers/{ref}/files/?copy_of=original"
    headers = {
        "Content_Type": "application/pdf",
        "Content_Disposition": 'attachment; filename="a.pdf"',
    }
    ask(house, "counter", path, content, **headers)
    with _LOCK:
        house.asked[ref, "file_document"] += 1


def whole_life(house: House) -> None:
    """Received, transferred, handed over, settled, returned."""
    ref = act(house, "counter", "receive", **house.furniture["opening"])
    act(house, "counter", "transfer", ref)
    to = house.furniture["second_unit"]
    act(house, "specialist", "hand_over", ref, to_unit=to, remark="Trình ký")
    act(house, "agency_head", "settle", ref, outcome="approved", result=f"GP-{ref[:8]}/2026")


class Load:
    """Clients that lead dossiers through their lives until told to stop."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._may_stop = Event()
        self.lives = 0
        self.failed: list[BaseException] = []

    def run(self) -> None:
        while not self._may_stop.is_set():
            try:
                whole_life(self._house)
            except BaseException as error:  # noqa: BLE001 -- told by the thread that waits
                self.failed.append(error)
                return
            with _LOCK:
                self.lives += 1

    def stop(self) -> None:
        self._may_stop.set()


@contextmanager
def under_load(house: House, *, clients: int = 3) -> Iterator[Load]:
    """While the block lasts acts come in; at its end each has been answered."""
    load = Load(house)
    threads = [Thread(target=load.run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        load.stop()
        for thread in threads:
            thread.join()
    assert not load.failed, load.failed
