"""The load: so many clients in one process, each sending its next request when it has the answer to the last.

Written on bare sockets because it shares the cores with what it measures: about 30 µs a request.
Both sides of every ratio are driven by it.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from statistics import median

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_BLOCK = 262_144


@dataclass
class Load:
    """What some seconds of load gave; seconds for each answer, and how many answers of each status."""

    seconds: float
    times: list[float] = field(repr=False)
    statuses: Counter[int]
    #: Bodies of the first answers, to see that they are what was asked for.
    bodies: list[bytes] = field(default_factory=list, repr=False)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def quantile(self, share: float) -> float:
        """Milliseconds within which that share of the answers came."""
        ordered = sorted(self.times)
        return 1_000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]

    @property
    def p50(self) -> float:
        return 1_000 * median(self.times)

    @property
    def p95(self) -> float:
        return self.quantile(0.95)

    @property
    def refused(self) -> int:
        """Answers that were no success."""
        return sum(n for status, n in self.statuses.items() if status >= 300)


def get(path: str, **headers: str) -> bytes:
    """A request, ready to be sent."""
    return _request("GET", path, b"", headers)


def post(path: str, body: bytes, **headers: str) -> bytes:
    """A request with a JSON body, ready to be sent."""
    return _request("POST", path, body, {"Content-Type": "application/json", **headers})


def _request(method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "X-Forwarded-Proto: https"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Connection:
    """One client: its socket, what has come of the answer, and when it asked."""

    __slots__ = ("began", "came", "door", "needed")

    def __init__(self, port: int) -> None:
        self.door = socket.create_connection(("127.0.0.1", port))
        self.door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.came = b""
        self.needed = 0
        self.began = 0.0

    def ask(self, request: bytes) -> None:
        self.came, self.needed = b"", 0
        self.began = time.perf_counter()
        self.door.sendall(request)

    def read(self) -> bool:
        """Take what has come; True when the answer is whole."""
        block = self.door.recv(_BLOCK)
        if not block:
            raise ConnectionError("the server closed the connection")
        self.came = self.came + block if self.came else block
        if not self.needed:
            end = self.came.find(_END)
            if end < 0:
                return False
            self.needed = end + len(_END) + _length(self.came[:end])
        return len(self.came) >= self.needed


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(_LENGTH)
    if at < 0:
        if lower[9:12] in (b"204", b"304"):
            return 0
        raise ValueError(f"an answer without a length: {head[:200]!r}")
    return int(lower[at + len(_LENGTH) :].split(b"\r\n", 1)[0])


def load(
    port: int,
    requests: Iterator[bytes],
    *,
    clients: int = 8,
    seconds: float = 3.0,
    most: int | None = None,
    keep: int = 1,
) -> Load:
    """Ask for some seconds, or until the requests (or `most` of them) are used up; keeps some bodies."""
    run = _Run(requests if most is None else islice(requests, most), keep)
    began = time.perf_counter()
    with selectors.DefaultSelector() as ready:
        for connection in [_Connection(port) for _ in range(clients)]:
            ready.register(connection.door, selectors.EVENT_READ, connection)
            run.ask(connection)
        while run.waiting:
            for key, _ in ready.select():
                if key.data.read():
                    run.answered(key.data)
                    if time.perf_counter() - began < seconds:
                        run.ask(key.data)
        took = time.perf_counter() - began
        for key in list(ready.get_map().values()):
            key.data.door.close()
    return Load(took, run.times, run.statuses, run.bodies)


class _Run:
    """The requests still to be sent, and what the answers were."""

    def __init__(self, requests: Iterator[bytes], keep: int) -> None:
        self._requests, self._keep = requests, keep
        self.waiting = 0
        self.times: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.bodies: list[bytes] = []

    def ask(self, connection: _Connection) -> None:
        request = next(self._requests, None)
        if request is not None:
            connection.ask(request)
            self.waiting += 1

    def answered(self, connection: _Connection) -> None:
        self.times.append(time.perf_counter() - connection.began)
        self.statuses[int(connection.came[9:12])] += 1
        if len(self.bodies) < self._keep:
            self.bodies.append(connection.came.split(_END, 1)[1])
        self.waiting -= 1
