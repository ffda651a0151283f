"""The private server on real processes: found or started by anybody, and nobody's files harmed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from config.embedded import cluster, postgres
from config.embedded.errors import EmbeddedError
from config.embedded.places import PROJECT, place
from tests.integration.embedded.conftest import MakeVar

pytestmark = pytest.mark.slow

EMBEDDED = [sys.executable, "-m", "config.embedded"]


def connect(var: Path) -> psycopg.Connection:
    settings = postgres.connection_settings(var)
    return psycopg.connect(
        dbname=settings["NAME"], user=settings["USER"], host=settings["HOST"], autocommit=True
    )


def one_value(var: Path, question: str) -> object:
    with connect(var) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def postmaster(var: Path) -> int:
    return int((place(var).data / "postmaster.pid").read_text().splitlines()[0])


def wait_until_ended(pid: int) -> None:
    patience = time.monotonic() + 10
    while Path(f"/proc/{pid}/exe").exists():
        assert time.monotonic() < patience
        time.sleep(0.02)


def test_eight_cold_starts_at_once_give_one_server(var: Path) -> None:
    starts = [
        subprocess.Popen([*EMBEDDED, "start"], cwd=PROJECT, stderr=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    said = [start.communicate(timeout=60)[1] for start in starts]
    assert [start.returncode for start in starts] == [0] * 8, said
    assert sum("started" in words for words in said) == 1
    assert one_value(var, "SELECT current_database()") == "casetracking"


def test_the_second_call_finds_the_server_of_the_first(var: Path) -> None:
    assert postgres.ensure_running(var) is True
    first = postmaster(var)
    assert postgres.ensure_running(var) is False
    assert postmaster(var) == first


def test_the_database_speaks_utf8_in_utc_and_knows_vietnamese_capitals(var: Path) -> None:
    postgres.ensure_running(var)
    assert one_value(var, "SHOW server_encoding") == "UTF8"
    assert one_value(var, "SHOW timezone") == "UTC"
    assert one_value(var, "SELECT upper('nguyễn thị đượm')") == "NGUYỄN THỊ ĐƯỢM"
    assert one_value(var, "SHOW listen_addresses") == ""


def test_data_survive_a_server_killed_outright(var: Path) -> None:
    postgres.ensure_running(var)
    with connect(var) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        connection.execute("CHECKPOINT")
    killed = postmaster(var)
    os.kill(killed, signal.SIGKILL)
    wait_until_ended(killed)
    assert postgres.ensure_running(var) is True
    assert one_value(var, "SELECT answer FROM kept") == 42


def test_a_stale_pid_file_that_names_another_live_process_does_no_harm(var: Path) -> None:
    postgres.ensure_running(var)
    where = place(var)
    lines = (where.data / "postmaster.pid").read_text().splitlines()
    postgres.stop(var)
    (where.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:], ""]))
    assert postgres.ensure_running(var) is True


def test_a_long_path_with_spaces_and_vietnamese_letters_works(make_var: MakeVar) -> None:
    var = make_var("Trung tâm Phục vụ hành chính công", "hồ sơ, một cửa 'tỉnh'" * 3)
    postgres.ensure_running(var)
    assert one_value(var, "SELECT 1") == 1


def test_a_closed_folder_above_keeps_its_mode(make_var: MakeVar) -> None:
    var = make_var("closed")
    closed = var.parent
    closed.chmod(0o700)
    postgres.ensure_running(var)
    assert one_value(var, "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700
    assert place(var).home.stat().st_mode & 0o777 == 0o700


def test_an_idle_server_is_stopped_and_a_used_one_is_left_running(var: Path) -> None:
    postgres.ensure_running(var)
    other = subprocess.Popen(
        [*EMBEDDED, "run", "sh", "-c", "echo here; read line"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "here\n"
    assert postgres.stop_if_idle(var) is False
    assert cluster.is_ready(place(var))
    other.communicate("done\n", timeout=20)
    assert postgres.stop_if_idle(var) is True
    assert not cluster.is_ready(place(var))


def test_a_session_opened_by_hand_keeps_the_server_running(var: Path) -> None:
    postgres.ensure_running(var)
    with connect(var):
        assert postgres.stop_if_idle(var) is False
    assert cluster.is_ready(place(var))


def test_run_stops_what_it_started_and_hands_on_the_exit_code(var: Path) -> None:
    done = subprocess.run([*EMBEDDED, "run", "sh", "-c", "exit 7"], cwd=PROJECT)
    assert done.returncode == 7
    assert place(var).data.exists()
    assert not cluster.is_ready(place(var))


def test_data_of_a_version_that_is_not_installed_are_refused_in_words(var: Path) -> None:
    postgres.ensure_running(var)
    postgres.stop(var)
    version = place(var).data / "PG_VERSION"
    made_by = version.read_text()
    version.write_text("9\n")
    try:
        with pytest.raises(EmbeddedError, match="made by PostgreSQL 9, which is not here"):
            postgres.ensure_running(var)
    finally:
        version.write_text(made_by)


def test_a_configured_database_leaves_the_private_one_alone(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/db")
    assert postgres.ensure_running(var) is False
    assert not place(var).home.exists()


def test_an_origin_that_does_not_exist_is_refused_in_words(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDDED_POSTGRES", "docker")
    with pytest.raises(EmbeddedError, match="must be 'installed' or 'wheel'"):
        postgres.ensure_running(var)
