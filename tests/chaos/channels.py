"""Where messages and files arrive: an SMS gateway, a partner's webhook, a virus scanner; each counts what it was given."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Lock, Thread


class Receiver:
    """What came in by key, and a way to keep a sender waiting for the answer."""

    def __init__(self) -> None:
        self.delivered: Counter[str] = Counter()
        self.address = ""
        self._lock = Lock()
        self._may_answer = Event()
        self._may_answer.set()
        self._kept_ways: tuple[str, ...] = ()
        #: Something has come in whose answer is kept back.
        self.holds = Event()

    def keep_waiting(self, *ways: str) -> None:
        """From here on what comes in, by these ways if some are named, is counted and not answered."""
        self.holds.clear()
        self._kept_ways = ways
        self._may_answer.clear()

    def answer_again(self) -> None:
        self._may_answer.set()

    def take(self, key: str, way: str) -> None:
        """Count one delivery; returns once it may be answered."""
        with self._lock:
            self.delivered[key] += 1
        if not self._may_answer.is_set() and way in (self._kept_ways or (way,)):
            self.holds.set()
            self._may_answer.wait()


@contextmanager
def open_post() -> Iterator[Receiver]:
    """The gateway at `/sms` and the webhook at `/hook` of a free port, while the block lasts."""
    post = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            key = self.headers.get("webhook-id") or json.loads(body)["key"]
            post.take(key, self.path.strip("/"))
            try:
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
            except OSError:
                pass  # the sender was killed meanwhile

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    post.address = f"http://127.0.0.1:{server.server_port}"
    with _served(server, post):
        yield post


@contextmanager
def _served(server: ThreadingHTTPServer | ThreadingTCPServer, receiver: Receiver) -> Iterator[None]:
    """The server runs while the block lasts, and lets go of whoever it keeps waiting."""
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield
    finally:
        receiver.answer_again()
        server.shutdown()
        server.server_close()


@contextmanager
def open_scanner() -> Iterator[Receiver]:
    """A clamd that finds nothing in anything, while the block lasts; what it looks at counts by its digest."""
    scanner = Receiver()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            if self._command() == b"zPING\0":
                self.wfile.write(b"PONG\0")
                return
            digest = hashlib.sha256()
            while size := int.from_bytes(self.rfile.read(4), "big"):
                digest.update(self.rfile.read(size))
            scanner.take(digest.hexdigest(), "scan")
            with suppress(OSError):  # the worker was killed meanwhile
                self.wfile.write(b"stream: OK\0")

        def _command(self) -> bytes:
            heard = b""
            while not heard.endswith(b"\0") and (piece := self.rfile.read(1)):
                heard += piece
            return heard

    server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    scanner.address = f"127.0.0.1:{server.server_address[1]}"
    with _served(server, scanner):
        yield scanner
