"""Runs several programs side by side and ends them together; knows nothing of what they are."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TextIO

_PR_SET_PDEATHSIG = 1
_LOOK_EVERY = 0.1


@dataclass(frozen=True)
class Program:
    """A name to put before its lines, and the command that starts it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Group:
    """The running programs; each is the head of its own session, so that Ctrl-C reaches only this process."""

    def __init__(self, programs: Sequence[Program], *, grace: float = 15.0) -> None:
        self._programs = programs
        self._grace = grace
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._signals = 0
        self._width = max(len(program.name) for program in programs)

    def run(self, *, each_look: Callable[[], None] = lambda: None) -> int:
        """Run until a signal (exit code 0) or until one program ends by itself (1), then end all.

        `each_look` is called about ten times a second meanwhile.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            # All are forked before the first thread exists: code between fork and exec needs that.
            for program in self._programs:
                self._running[program.name] = _start(program)
            printers = [self._print_lines(name, one) for name, one in self._running.items()]
            ended = self._watch(each_look)
        finally:
            self._end_all()
        for printer in printers:
            printer.join(timeout=1)
        if ended:
            sys.stderr.write(
                f"{ended} ended by itself (exit code {self._running[ended].returncode}).\n"
            )
        return 1 if ended else 0

    def _on_signal(self, number: int, frame: object) -> None:
        self._signals += 1

    def _watch(self, each_look: Callable[[], None]) -> str | None:
        while not self._signals:
            for name, process in self._running.items():
                if process.poll() is not None:
                    return name
            each_look()
            time.sleep(_LOOK_EVERY)
        return None

    def _end_all(self) -> None:
        """Ask each program to finish; after the grace, or a second Ctrl-C, take their whole sessions down."""
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        asked = self._signals
        patience = time.monotonic() + self._grace
        while any(process.poll() is None for process in self._running.values()):
            if time.monotonic() > patience or self._signals > max(asked, 1):
                break
            time.sleep(_LOOK_EVERY)
        for process in self._running.values():
            try:
                # What a program left behind in its session goes as well.
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        for process in self._running.values():
            process.wait()

    def _print_lines(self, name: str, process: subprocess.Popen[str]) -> threading.Thread:
        prefix = f"{name:<{self._width}} | "
        assert process.stdout is not None  # noqa: S101 (opened as a pipe in _start)
        thread = threading.Thread(target=_copy_lines, args=(process.stdout, prefix), daemon=True)
        thread.start()
        return thread


def _start(program: Program) -> subprocess.Popen[str]:
    return subprocess.Popen(
        list(program.command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        bufsize=1,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **program.environment},
        start_new_session=True,
        preexec_fn=_end_with_parent,
    )


def _end_with_parent() -> None:
    """Ask the kernel for a SIGTERM when this process's parent dies, however it dies (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _copy_lines(source: TextIO, prefix: str) -> None:
    for line in source:
        sys.stderr.write(f"{prefix}{line.rstrip()}\n")
        sys.stderr.flush()
