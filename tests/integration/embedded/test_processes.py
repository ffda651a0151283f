"""Several programs run as one command: what they say is told apart, and none outlives the others."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.embedded.places import PROJECT

RUN = """
import sys
from config.embedded.processes import Group, Program
programs = [Program(*word.split("=", 1)) for word in sys.argv[1:]]
programs = [Program(one.name, ["sh", "-c", one.command]) for one in programs]
sys.exit(Group(programs, grace=1.0).run())
"""


def start(*programs: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", RUN, *programs]
    return subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True)


def wait_for(file: Path) -> int:
    patience = time.monotonic() + 20
    while not file.exists() or not file.read_text():
        assert time.monotonic() < patience
        time.sleep(0.02)
    return int(file.read_text())


def has_ended(pid: int) -> bool:
    patience = time.monotonic() + 10
    while time.monotonic() < patience:
        try:
            os.kill(pid, 0)
            # An orphan that nobody has reaped yet is still listed, as a zombie.
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


def test_lines_carry_the_name_of_their_program() -> None:
    group = start("web=echo ready; sleep 0.3", "worker=echo waiting >&2; sleep 60")
    _, said = group.communicate(timeout=30)
    assert "web    | ready" in said
    assert "worker | waiting" in said


def test_when_one_program_ends_the_others_are_ended_and_it_is_told(tmp_path: Path) -> None:
    group = start("web=exit 3", f"worker=echo $$ > {tmp_path}/pid; exec sleep 60")
    _, said = group.communicate(timeout=30)
    assert group.returncode == 1
    assert "web ended by itself (exit code 3)" in said
    if (tmp_path / "pid").exists() and (tmp_path / "pid").read_text():
        assert has_ended(wait_for(tmp_path / "pid"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    group = start(f"web=echo $$ > {tmp_path}/pid; exec sleep 60")
    pid = wait_for(tmp_path / "pid")
    group.send_signal(number)
    group.communicate(timeout=20)
    assert group.returncode == 0
    assert has_ended(pid)


def test_a_program_that_ignores_the_request_is_killed_with_what_it_started(tmp_path: Path) -> None:
    stubborn = f"trap '' TERM; (trap '' TERM; echo $$ > {tmp_path}/pid; sleep 60) & sleep 60"
    group = start(f"web={stubborn}")
    pid = wait_for(tmp_path / "pid")
    group.send_signal(signal.SIGTERM)
    group.communicate(timeout=20)
    assert has_ended(pid)


def test_programs_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    group = start(f"web=echo $$ > {tmp_path}/pid; exec sleep 60")
    pid = wait_for(tmp_path / "pid")
    group.kill()
    group.communicate(timeout=20)
    assert has_ended(pid)


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "config.embedded", "serve"],
            cwd=PROJECT,
            env={**os.environ, "PORT": str(port), "VAR_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert list(tmp_path.iterdir()) == []
