"""The same task by a real worker, from the folder queue and from a real Redis."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from config.embedded import broker
from config.embedded.places import PROJECT

#: A worker process imports this module as its application; the broker stands in its environment.
_address, _options = json.loads(os.environ.get("TEST_BROKER", '["memory://", {}]'))
app = Celery("probe", broker=_address, set_as_current=False)
app.conf.broker_transport_options = _options
app.conf.task_ignore_result = True


@app.task(name="probe.write")
def write(*, path: str, text: str) -> None:
    Path(path).write_text(text, "utf-8")


@contextmanager
def worker(address: str, options: dict[str, Any]) -> Iterator[None]:
    command = [sys.executable, "-m", "celery", f"--app={__name__}", "--quiet", "worker"]
    lone = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--concurrency=1"]
    environment = {**os.environ, "TEST_BROKER": json.dumps([address, options])}
    with subprocess.Popen(
        [*command, *lone], cwd=PROJECT, env=environment, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.terminate()


def wait_for(file: Path) -> str:
    patience = time.monotonic() + 30
    while not file.exists() or not file.read_text("utf-8"):
        assert time.monotonic() < patience, "the worker did not run the task"
        time.sleep(0.05)
    return file.read_text("utf-8")


def in_a_folder(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    return broker.settings(request.getfixturevalue("tmp_path") / "queue")


def on_redis(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    return request.getfixturevalue("redis_url"), {}


@pytest.mark.slow
@pytest.mark.parametrize("queue", [in_a_folder, on_redis])
def test_a_worker_runs_what_was_sent_before_it_started(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    queue: Callable[[pytest.FixtureRequest], tuple[str, dict[str, Any]]],
) -> None:
    address, options = queue(request)
    sender = Celery("sender", broker=address, set_as_current=False)
    sender.conf.broker_transport_options = options
    sender.send_task("probe.write", kwargs={"path": str(tmp_path / "said"), "text": "đã nhận"})
    with worker(address, options):
        assert wait_for(tmp_path / "said") == "đã nhận"
    sender.close()
