"""Last night's backup and the log since then bring back what was received a minute before the crash."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.embedded import binaries, cluster
from config.embedded.errors import EmbeddedError
from config.embedded.places import PROJECT, Place, place
from tests.chaos.programs import wait_until

pytestmark = pytest.mark.slow

SCRIPTS = PROJECT / "deploy" / "backup"


class Server:
    """A PostgreSQL server, and what operators and officers do with it."""

    def __init__(self, var: Path) -> None:
        self.place: Place = place(var)
        self.programs = binaries.within_reach(binaries.choose())

    def start(self) -> None:
        cluster.start(self.place, self.programs)

    def crash(self) -> None:
        """Ended at once, and its disk gone."""
        pid_file = self.place.data / "postmaster.pid"
        os.kill(int(pid_file.read_text("utf-8").splitlines()[0]), signal.SIGQUIT)
        wait_until(lambda: not pid_file.exists(), "its end")
        shutil.rmtree(self.place.data)

    def ask(self, question: str, *values: Any) -> Any:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            found = connection.execute(question, values)
            return found.fetchone()[0] if found.description else None

    @property
    def dsn(self) -> str:
        return f"dbname={cluster.DATABASE} user={cluster.OWNER} host={self.place.socket_folder}"

    def inside(self, word: str, given: Any = None) -> Any:
        """What Django does in its database."""
        url = f"postgres://{cluster.OWNER}@/{cluster.DATABASE}?host={self.place.socket_folder}"
        done = subprocess.run(
            [sys.executable, "-m", "tests.operations.inside", word],
            cwd=PROJECT,
            env={**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"},
            input=json.dumps(given),
            capture_output=True,
            text=True,
        )
        assert not done.returncode, done.stderr[-4000:]
        return json.loads(done.stdout.splitlines()[-1])

    def run(self, *command: str | Path, backups: Path) -> subprocess.CompletedProcess[str]:
        """A script, as the server's account, with what its unit gives it."""
        settings = {
            "BACKUP_DIR": backups,
            "PG_BIN": self.programs.folder,
            "PGHOST": self.place.socket_folder,
            "PGUSER": cluster.OWNER,
        }
        return self.place.run(
            ["env", *(f"{name}={value}" for name, value in settings.items()), *command]
        )


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """An installed one, as the wheel's `pg_basebackup` crashes: empty, and archiving its log into the backups as docs/operations/backup.md sets it up."""
    monkeypatch.setenv("EMBEDDED_POSTGRES", "installed")
    try:
        made = Server(tmp_path / "first")
    except EmbeddedError:
        pytest.skip("no PostgreSQL is installed")
    cluster.initialise(made.place, made.programs)
    with (made.place.data / "pg_hba.conf").open("a") as access:
        access.write("local replication all peer map=place\n")
    shutil.copytree(SCRIPTS, made.place.home / "scripts")
    made.place.make_private(made.place.home / "backups")
    made.place.make_private(made.place.home / "backups" / "wal")
    give(made.place, made.place.home / "scripts")
    archive = f'{scripts(made)}/archive_wal.sh "%p" "%f" "{backups(made)}/wal"'
    with (made.place.data / "postgresql.conf").open("a") as settings:
        settings.write(f"archive_mode = on\narchive_command = '{archive}'\n")
    made.start()
    yield made
    for each in (made.place, place(tmp_path / "second"), place(tmp_path / "third")):
        if cluster.is_ready(each):
            cluster.stop(each, made.programs)
        shutil.rmtree(each.home, ignore_errors=True)


def give(to: Place, folder: Path) -> None:
    for each in (folder, *folder.rglob("*")):
        os.chown(each, to.account.pw_uid, to.account.pw_gid)


def scripts(server: Server) -> Path:
    return server.place.home / "scripts"


def backups(server: Server) -> Path:
    return server.place.home / "backups"


def back_up(server: Server, first: Server) -> None:
    """A base backup, into the backups of the first server."""
    done = server.run(scripts(first) / "base_backup.sh", backups=backups(first))
    assert not done.returncode, done.stderr


def wait_until_archived(server: Server, first: Server | None = None) -> None:
    """What has been written so far has left the server, by its own clock and nobody's hand."""
    segment = server.ask("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")
    server.ask("ALTER SYSTEM SET archive_timeout = 1")
    server.ask("SELECT pg_reload_conf()")
    archive = backups(first or server) / "wal"
    wait_until(lambda: (archive / segment).exists(), f"segment {segment}")


def restored(server: Server, var: Path, *moment: str) -> Server:
    """Another server on what the script has laid out, once it has come to its moment."""
    new = Server(var)
    new.place.home.parent.mkdir(parents=True, exist_ok=True)
    new.place.make_private(new.place.home)
    done = new.run(scripts(server) / "restore.sh", new.place.data, *moment, backups=backups(server))
    assert not done.returncode, done.stderr
    new.start()
    wait_until(lambda: not new.ask("SELECT pg_is_in_recovery()"), "the end of the log")
    return new


def test_a_dossier_received_a_minute_before_the_crash_comes_back(
    server: Server, tmp_path: Path
) -> None:
    office = server.inside("furnish")
    before = server.inside("receive", office)
    back_up(server, server)
    after = server.inside("receive", office)
    wait_until_archived(server)

    server.crash()
    found = restored(server, tmp_path / "second").inside("verify")
    assert found == {"codes": [before, after], "broken": []}


def test_a_wrong_act_is_undone_by_going_back_to_the_moment_before_it(
    server: Server, tmp_path: Path
) -> None:
    office = server.inside("furnish")
    back_up(server, server)
    wanted = server.inside("receive", office)
    moment = server.ask("SELECT clock_timestamp()::text")
    server.inside("receive", office)
    wait_until_archived(server)

    server.crash()
    found = restored(server, tmp_path / "second", moment).inside("verify")
    assert found == {"codes": [wanted], "broken": []}


@pytest.mark.parametrize("copied_since", [True, False], ids=["copied since", "not copied since"])
def test_a_server_that_was_taken_back_once_comes_back_to_its_end(
    server: Server, tmp_path: Path, copied_since: bool
) -> None:
    """Neither the moment of the first restore nor a copy of what was given up by it stands in the way."""
    office = server.inside("furnish")
    back_up(server, server)
    wanted = server.inside("receive", office)
    moment = server.ask("SELECT clock_timestamp()::text")
    server.inside("receive", office)
    back_up(server, server)
    server.crash()
    second = restored(server, tmp_path / "second", moment)
    codes = [wanted, second.inside("receive", office)]
    if copied_since:
        back_up(second, server)
        codes.append(second.inside("receive", office))
    wait_until_archived(second, server)
    second.crash()

    found = restored(server, tmp_path / "third").inside("verify")
    assert found == {"codes": codes, "broken": []}


def test_nothing_is_written_over_and_no_backup_is_a_clear_error(
    server: Server, tmp_path: Path
) -> None:
    folder = backups(server)
    without = server.run(scripts(server) / "restore.sh", server.place.home / "new", backups=folder)
    assert (without.returncode, "no backup" in without.stderr) == (1, True)
    full = server.run(scripts(server) / "restore.sh", server.place.data, backups=folder)
    assert (full.returncode, "is not empty" in full.stderr) == (1, True)
    segment = server.place.home / "segment"
    for content, code in (("a", 0), ("a", 0), ("b", 1)):
        segment.write_text(content)
        give(server.place, segment)
        script = scripts(server) / "archive_wal.sh"
        kept = server.run(script, segment, "0001", folder / "wal", backups=folder)
        assert kept.returncode == code, kept.stderr
    assert (folder / "wal" / "0001").read_text() == "a"


def test_only_so_many_backups_are_kept_and_the_log_that_they_need(server: Server) -> None:
    folder = backups(server)
    command = ("env", "KEEP_BACKUPS=1", scripts(server) / "base_backup.sh")
    made = []
    for night in range(2):
        done = server.run(*command, backups=folder)
        assert not done.returncode, done.stderr
        made.append(Path(done.stdout.splitlines()[0]))
        server.ask(
            f"CREATE TABLE night_{night} ()"
        )  # a log in which nothing happens is not handed over
        wait_until_archived(server)
    assert [each.name for each in sorted((folder / "base").iterdir())] == [made[1].name]
    label = (made[1] / "backup_label").read_text("utf-8")
    kept = sorted(each.name for each in (folder / "wal").iterdir() if "." not in each.name)
    assert f"(file {kept[0]})" in label
