"""A small real web server that answers what a test tells it to and keeps what it was sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: str


@dataclass
class OtherSystem:
    """Answers each request with the next of `answers` (status and body), then with 200 for ever."""

    url: str
    answers: list[tuple[int, str]] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)


@contextmanager
def other_system() -> Iterator[OtherSystem]:
    """The server, on a free port of this machine, while the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            there.received.append(
                Received(self.path, headers, self.rfile.read(length).decode("utf-8"))
            )
            status, said = there.answers.pop(0) if there.answers else (200, '{"ok":true}')
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{there.url}elsewhere")
            self.send_header("Content-Length", str(len(said.encode())))
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    there = OtherSystem(f"http://127.0.0.1:{server.server_port}/")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
