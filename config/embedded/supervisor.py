"""`make run`: web, workers and beat of the embedded default as one command that Ctrl-C ends cleanly.

`PORT` (8000) and `HOST` (127.0.0.1) say where the pages are served; `WEB_PROCESSES` (1) by how many processes.
"""

import errno
import os
import socket
import sys
import time

from config.embedded import postgres
from config.embedded.errors import EmbeddedError
from config.embedded.places import var_folder
from config.embedded.processes import Group, Program

_WELCOME_FILE = "welcome.txt"
#: Workers of one machine have nothing to tell one another.
_ALONE = ("--without-gossip", "--without-mingle", "--without-heartbeat")
#: The address the demo data were told at, before anybody knew the port.
_FIRST_ADDRESS = "http://127.0.0.1:8000"


def programs(host: str, port: int) -> list[Program]:
    """Web, workers and beat, run by this very Python, so that a path with a space does no harm.

    The pages come first: the others wait until they are served, and leave them both cores. Long
    exports and imports have a worker of their own, so that no sweep and no message waits for them.
    """
    python = sys.executable
    door = WebDoor(host, port)
    # Celery warns root about pickled messages; this project sends and accepts only JSON.
    quiet = {"PYTHONWARNINGS": "ignore:::celery.platforms"} if os.geteuid() == 0 else {}
    celery = [python, "-m", "celery", "--app=config", "--quiet"]
    worker = [*celery, "worker", "--loglevel=warning", *_ALONE]
    return [
        Program(
            "web",
            [
                *(python, "-m", "granian", "--interface=wsgi", "--no-ws", "--log-level=warning"),
                *(f"--host={host}", f"--port={port}"),
                f"--workers={os.environ.get('WEB_PROCESSES', '1')}",
                "--blocking-threads=4",
                "config.wsgi:application",
            ],
        ),
        Program(
            "worker",
            [*worker, "--hostname=worker@%h", "--concurrency=2", "--exclude-queues=batches"],
            quiet,
            door.is_open,
        ),
        Program(
            "batches",
            [*worker, "--hostname=batches@%h", "--concurrency=1", "--queues=batches"],
            quiet,
            door.is_open,
        ),
        Program("beat", [*celery, "beat", "--loglevel=warning"], may_start=door.is_open),
    ]


class WebDoor:
    """Knows whether the pages are served yet, and says once where to go."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._began = time.monotonic()
        self._is_open = False

    def is_open(self) -> bool:
        """Whether the door answers; greets the first time that it does."""
        if not self._is_open and self._answers():
            self._is_open = True
            sys.stderr.write(self._greeting())
        return self._is_open

    def _answers(self) -> bool:
        with socket.socket() as door:
            door.settimeout(0.2)
            return door.connect_ex(self._address) == 0

    def _greeting(self) -> str:
        host, port = self._address
        seconds = time.monotonic() - self._began
        ready = f"Ready after {seconds:.1f} s: http://{host}:{port}/ (Ctrl-C to stop)"
        return f"\n{ready}\n{_welcome()}\n"


def serve(host: str, port: int) -> int:
    """Run until Ctrl-C; stop the private database too if this call started it and nobody else uses it."""
    _demand_free(host, port)
    # Papers, messages and the welcome name the address at which the pages really are.
    os.environ.setdefault("PUBLIC_URL", f"http://{host}:{port}")
    started = postgres.ensure_running()
    try:
        return Group(programs(host, port)).run()
    finally:
        if started:
            postgres.stop_if_idle()


def _welcome() -> str:
    """What the demo data's loader left to say: the accounts and where to begin."""
    try:
        text = (var_folder() / _WELCOME_FILE).read_text("utf-8")
    except FileNotFoundError:
        return ""
    return text.replace(_FIRST_ADDRESS, os.environ["PUBLIC_URL"])


def _demand_free(host: str, port: int) -> None:
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise EmbeddedError(f"{host}:{port} cannot be used: {error.strerror}.") from None
            raise EmbeddedError(
                f"Port {port} is taken by another program. Stop it, or choose another: PORT={port + 1} make run"
            ) from None


def serve_from_environment() -> int:
    """Serve where `HOST` and `PORT` say."""
    port = os.environ.get("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise EmbeddedError(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return serve(os.environ.get("HOST", "127.0.0.1"), int(port))
