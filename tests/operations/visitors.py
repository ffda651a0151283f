"""Departments' systems and citizens who keep on working while operators do.

python -m tests.operations.visitors    what to visit as a line of JSON on standard input; until that is closed

Tells as JSON what was confirmed, how many requests there were, which were not answered at once and how
long the slowest took. An act is asked again under the same key until it is answered.
"""

import http.client
import json
import ssl
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import urlsplit

#: How long an answer is waited for, and how long an act is asked again, in seconds.
ANSWER, PATIENCE = 90, 180


@dataclass
class Told:
    """What the visitors saw, put together under a lock."""

    requests: int = 0
    lives: int = 0
    slowest: float = 0.0
    #: Requests without an answer or with one of the 5xx, each in words.
    unanswered: list[str] = field(default_factory=list)
    #: Answers that nobody should get, whatever happens to machines.
    refused: list[str] = field(default_factory=list)
    confirmed: Counter[tuple[str, str]] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)


class Visitor(Thread):
    """Leads dossiers through their lives one after another, and looks each up in between."""

    def __init__(self, where: dict[str, Any], told: Told, may_stop: Event) -> None:
        super().__init__()
        self._where, self._told, self._may_stop = where, told, may_stop
        address = urlsplit(where["address"])
        self._host, self._port = address.hostname or "", address.port
        self._trusts = (
            ssl.create_default_context(cafile=where["authority"])
            if where.get("authority")
            else None
        )

    def run(self) -> None:
        while not self._may_stop.is_set():
            try:
                self._whole_life()
            except Exception as error:  # noqa: BLE001 -- told by the thread that waits
                sys.stderr.write(f"{error!r}\n")
                with self._told.lock:
                    self._told.refused.append(repr(error))
                return
            with self._told.lock:
                self._told.lives += 1

    def _whole_life(self) -> None:
        received = self._act("counter", "receive", **self._where["facts"])
        ref, code = received["ref"], received["code"]
        self._ask("GET", f"/api/v1/lookup/{code}/")
        self._act("counter", "transfer", ref)
        self._act(
            "specialist", "hand_over", ref, to_unit=self._where["second_unit"], remark="Trình"
        )
        self._ask("GET", f"/tra-cuu/{code}/")
        self._act("agency_head", "settle", ref, outcome="approved", result=f"GP-{ref[:8]}")

    def _act(self, role: str, name: str, ref: str = "", **facts: Any) -> dict[str, Any]:
        path = f"/api/v1/dossiers/{ref}/acts/" if ref else "/api/v1/dossiers/"
        headers = {
            "Authorization": f"Bearer {self._where['tokens'][role]}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        answer = self._ask("POST", path, json.dumps({"act": name, "facts": facts}), headers)
        told: dict[str, Any] = json.loads(answer)
        with self._told.lock:
            self._told.confirmed[told["ref"], name] += 1
        return told

    def _ask(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> bytes:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                status, answer = self._once(method, path, body, headers or {})
            except (OSError, http.client.HTTPException) as error:
                status, answer = 0, repr(error).encode()
            took = time.monotonic() - began
            with self._told.lock:
                self._told.requests += 1
                self._told.slowest = max(self._told.slowest, took)
                if status == 0 or status >= 500:
                    self._told.unanswered.append(f"{method} {status} {took:.1f} s {answer[:200]!r}")
            if 200 <= status < 300:
                return answer
            # 409: what was asked under this key is still being done, by a machine that may be gone.
            if 0 < status < 500 and status not in (409, 429):
                raise AssertionError(f"{method} {path}: {status} {answer[:500]!r}")
            time.sleep(0.2)
        raise AssertionError(f"{method} {path}: no answer within {PATIENCE} s")

    def _once(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        """A connection for each request, as from many visitors."""
        connection = (
            http.client.HTTPSConnection(
                self._host, self._port, timeout=ANSWER, context=self._trusts
            )
            if self._trusts
            else http.client.HTTPConnection(self._host, self._port, timeout=ANSWER)
        )
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def visit() -> dict[str, Any]:
    """Until standard input is closed."""
    where = json.loads(sys.stdin.readline())
    told, may_stop = Told(), Event()
    visitors = [Visitor(where, told, may_stop) for _ in range(where["clients"])]
    for each in visitors:
        each.start()
    sys.stdin.read()
    may_stop.set()
    for each in visitors:
        each.join()
    return {
        "requests": told.requests,
        "lives": told.lives,
        "slowest": told.slowest,
        "unanswered": told.unanswered,
        "refused": told.refused,
        "confirmed": [[ref, act, times] for (ref, act), times in told.confirmed.items()],
    }


if __name__ == "__main__":
    json.dump(visit(), sys.stdout)
