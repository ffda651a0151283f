"""Asking clamd whether a file holds a virus: its INSTREAM command, one connection a file."""

import contextlib
import socket
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: Its longest answer is a name.
_MOST_ANSWERED = 4_096


class ScannerUnavailable(Exception):
    """No verdict: clamd cannot be reached, was silent too long, or could not look at the file."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, by clamd's name of it; empty: nothing."""

    finding: str

    @property
    def is_clean(self) -> bool:
        return not self.finding


def scan(blocks: Iterable[bytes], *, address: str, timeout: float) -> Verdict:
    """Send a file in blocks and hear the verdict.

    `address` is `host:port` or the path of a socket; `timeout` is in seconds, for each time that
    clamd is waited for. Raises `ScannerUnavailable`, also when the answer is none of clamd's: what
    is not understood never makes a file clean.
    """
    try:
        with _connected(address, timeout) as line:
            line.sendall(b"zINSTREAM\0")
            for block in blocks:
                if block:
                    line.sendall(struct.pack("!L", len(block)) + block)
            line.sendall(struct.pack("!L", 0))
            answer = _heard(line)
    except (OSError, ValueError) as error:
        raise ScannerUnavailable(str(error) or type(error).__name__) from error
    return _verdict(answer)


def answers(*, address: str, timeout: float) -> bool:
    """Whether clamd is there at all."""
    try:
        with _connected(address, timeout) as line:
            line.sendall(b"zPING\0")
            return _heard(line) == "PONG"
    except (OSError, ValueError):
        return False


@contextlib.contextmanager
def _connected(address: str, timeout: float) -> Iterator[socket.socket]:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with line:
            line.settimeout(timeout)
            line.connect(address)
            yield line
        return
    host, _, port = address.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=timeout) as line:
        yield line


def _heard(line: socket.socket) -> str:
    """The answer up to its closing NUL."""
    heard = b""
    while not heard.endswith(b"\0") and len(heard) < _MOST_ANSWERED:
        piece = line.recv(1_024)
        if not piece:
            break
        heard += piece
    return heard.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> Verdict:
    """`stream: OK` or `stream: <name> FOUND`; everything else is no verdict."""
    if answer == "stream: OK":
        return Verdict("")
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    raise ScannerUnavailable(answer or "no answer")
