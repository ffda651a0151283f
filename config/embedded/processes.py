"""Runs several programs side by side and ends them together; knows nothing of what they are."""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

_PR_SET_PDEATHSIG = 1
_LOOK_EVERY = 0.1


def _at_once() -> bool:
    return True


@dataclass(frozen=True)
class Program:
    """A name to put before its lines, the command that starts it, and when its turn has come."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    may_start: Callable[[], bool] = _at_once


class Group:
    """The running programs; each is the head of its own session, so that Ctrl-C reaches only this process.

    There are no threads: what runs between fork and exec (`_end_with_parent`) is safe only without.
    """

    def __init__(self, programs: Sequence[Program], *, grace: float = 15.0) -> None:
        self._waiting = list(programs)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._outputs = selectors.DefaultSelector()
        self._grace = grace
        self._signals = 0
        self._width = max(len(program.name) for program in programs)

    def run(self) -> int:
        """Run until a signal (exit code 0) or until one program ends by itself (1), then end all."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            ended = self._watch()
        finally:
            self._end_all()
        if ended is None:
            return 0
        sys.stderr.write(
            f"{ended} ended by itself (exit code {self._running[ended].returncode}).\n"
        )
        return 1

    def _on_signal(self, number: int, frame: object) -> None:
        self._signals += 1

    def _watch(self) -> str | None:
        """Pass lines on until a signal, or until a program ends, whose name is the answer."""
        while not self._signals:
            for program in [one for one in self._waiting if one.may_start()]:
                self._waiting.remove(program)
                self._start(program)
            self._pass_lines_on()
            for name, process in self._running.items():
                if process.poll() is not None:
                    return name
        return None

    def _start(self, program: Program) -> None:
        process = subprocess.Popen(
            list(program.command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **program.environment},
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self._running[program.name] = process
        if process.stdout is not None:
            printer = _LinePrinter(f"{program.name:<{self._width}} | ", process.stdout)
            self._outputs.register(process.stdout, selectors.EVENT_READ, printer)

    def _pass_lines_on(self) -> None:
        """Wait a moment for output and print it, each line with its program's name."""
        if not self._outputs.get_map():
            time.sleep(_LOOK_EVERY)
        for ready, _ in self._outputs.select(timeout=_LOOK_EVERY):
            if not ready.data.print_what_came():
                self._outputs.unregister(ready.fileobj)

    def _end_all(self) -> None:
        """Ask each program to finish; after the grace, or a second Ctrl-C, take their sessions down."""
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        patience = time.monotonic() + self._grace
        while any(process.poll() is None for process in self._running.values()):
            if time.monotonic() > patience or self._signals > 1:
                break
            self._pass_lines_on()
        for process in self._running.values():
            # What a program left behind in its session goes as well.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._pass_lines_on()


class _LinePrinter:
    """Collects what one program says and prints it a whole line at a time."""

    def __init__(self, prefix: str, source: IO[bytes]) -> None:
        self._prefix = prefix
        self._source = source
        self._rest = b""
        os.set_blocking(source.fileno(), False)

    def print_what_came(self) -> bool:
        """False when the program has closed its output."""
        try:
            piece = os.read(self._source.fileno(), 65536)
        except BlockingIOError:
            return True
        self._rest += piece or b"\n" * bool(self._rest)
        *lines, self._rest = self._rest.split(b"\n")
        for line in lines:
            sys.stderr.write(f"{self._prefix}{line.decode('utf-8', 'replace').rstrip()}\n")
        sys.stderr.flush()
        return bool(piece)


def _end_with_parent() -> None:
    """Ask the kernel for a SIGTERM when this process's parent dies, however it dies (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
