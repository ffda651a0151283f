"""Programs that are killed and started again, and the log that says when."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from config.embedded.places import PROJECT

#: Seconds for which anything is waited for that must come; a slow machine needs many.
PATIENCE = 180

Seen = TypeVar("Seen")


def wait_until(seen: Callable[[], Seen], what: str) -> Seen:
    """The first true answer of `seen`; what is waited for is named when it does not come."""
    end = time.monotonic() + PATIENCE
    while not (found := seen()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)
    return found


class Log:
    """A line for each fault: when, what, to whom."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file

    def note(self, what: str) -> None:
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} {what}\n")


class Program:
    """A command with its children in a session of their own, so that all are killed at once as by the kernel."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Log
    ) -> None:
        self.name, self._command, self._environment, self._log = name, command, environment, log
        self.said = Path(environment["VAR_DIR"]) / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None, f"{self.name} does not run"
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        self._log.note(f"start {self.name}")
        with self.said.open("ab") as said:
            self._process = subprocess.Popen(
                self._command,
                cwd=PROJECT,
                env=dict(self._environment),
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def kill(self) -> None:
        """-9 to all of it."""
        self._log.note(f"kill -9 {self.name}, all its processes")
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        assert self._process is not None
        self._process.wait()

    def kill_children(self) -> None:
        """-9 to those that do the work; the one that watches them stays."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()
        self._log.note(f"kill -9 the children of {self.name}: {' '.join(children)}")
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)

    def freeze(self) -> None:
        self._log.note(f"freeze {self.name}")
        os.killpg(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        self._log.note(f"thaw {self.name}")
        os.killpg(self.pid, signal.SIGCONT)

    def end(self) -> None:
        """Leave nothing behind, however the test went."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()
