"""`make run`: web, worker and beat of the embedded default as one command that Ctrl-C ends cleanly.

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


def programs(host: str, port: int) -> list[Program]:
    """The three parts, run by this very Python, so that a path with a space does no harm."""
    python = sys.executable
    # Celery warns root about pickled messages; this project sends and accepts only JSON.
    quiet = {"PYTHONWARNINGS": "ignore:::celery.platforms"} if os.geteuid() == 0 else {}
    celery = [python, "-m", "celery", "--app=config", "--quiet"]
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
            [
                *(*celery, "worker", "--loglevel=warning", "--concurrency=2"),
                # One worker has no colleagues to talk to.
                *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            ],
            quiet,
        ),
        Program("beat", [*celery, "beat", "--loglevel=warning"]),
    ]


class Greeting:
    """Says once where to go, as soon as the web door answers."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._began = time.monotonic()
        self._said = False

    def __call__(self) -> None:
        if self._said or not _answers(self._host, self._port):
            return
        self._said = True
        seconds = time.monotonic() - self._began
        lines = [
            "",
            f"Ready after {seconds:.1f} s: http://{self._host}:{self._port}/ (Ctrl-C to stop)",
            _welcome(),
        ]
        sys.stderr.write("\n".join(lines) + "\n")


def serve(host: str, port: int) -> int:
    """Run until Ctrl-C; stop the private database too if this call started it and nobody else uses it."""
    _demand_free(host, port)
    started = postgres.ensure_running()
    try:
        return Group(programs(host, port)).run(each_look=Greeting(host, port))
    finally:
        if started:
            postgres.stop_if_idle()


def _welcome() -> str:
    """What the demo data's loader left to say: the accounts and where to begin."""
    try:
        return (var_folder() / _WELCOME_FILE).read_text("utf-8")
    except FileNotFoundError:
        return ""


def _answers(host: str, port: int) -> bool:
    with socket.socket() as door:
        door.settimeout(0.2)
        return door.connect_ex((host, port)) == 0


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
