"""File locks between processes of one project; the kernel releases them however a process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def _open(file: Path) -> int:
    file.parent.mkdir(parents=True, exist_ok=True)
    return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Wait until no other process is inside a block on `file`, and keep them out meanwhile."""
    descriptor = _open(file)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def take(file: Path) -> bool:
    """Lock `file` for the rest of this process's life; False when another process holds it."""
    descriptor = _open(file)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    return True


class Presence:
    """Says "in use" for as long as this process (or a fork of it) lives.

    Whoever wants to switch the thing off asks `nobody_else()`, and until its block ends newcomers wait
    in `enter()`: between "nobody is here" and "it is off" nobody can come in.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._descriptor: int | None = None

    def enter(self) -> None:
        if self._descriptor is None:
            self._descriptor = _open(self._file)
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def leave(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @contextmanager
    def nobody_else(self) -> Iterator[bool]:
        """Leave, then yield whether everybody else has left too."""
        self.leave()
        descriptor = _open(self._file)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)
