"""Where messages arrive: an SMS gateway and a partner's webhook that count what they were given by its key."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread


class Post:
    """The deliveries by key, and a way to keep a sender waiting for the answer."""

    def __init__(self) -> None:
        self.delivered: Counter[str] = Counter()
        self.url = ""
        self._lock = Lock()
        self._may_answer = Event()
        self._may_answer.set()
        #: A delivery has come in whose answer is kept back.
        self.holds = Event()

    def keep_waiting(self) -> None:
        """From here on what is delivered is counted and not answered."""
        self.holds.clear()
        self._may_answer.clear()

    def answer_again(self) -> None:
        self._may_answer.set()

    def take(self, key: str) -> None:
        """Count one delivery; returns once it may be answered."""
        with self._lock:
            self.delivered[key] += 1
        if not self._may_answer.is_set():
            self.holds.set()
            self._may_answer.wait()


@contextmanager
def open_post() -> Iterator[Post]:
    """Listening on a free port of this machine while the block lasts."""
    post = Post()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            post.take(self.headers.get("webhook-id") or json.loads(body)["key"])
            try:
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
            except OSError:
                pass  # the sender was killed meanwhile

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    post.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield post
    finally:
        post.answer_again()
        server.shutdown()
        server.server_close()
