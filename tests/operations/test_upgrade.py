"""The release before the newest migration serves on while the new one migrates and takes its place, machine by machine."""

import io
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from config.embedded.places import PROJECT
from tests.chaos.programs import Program, wait_until
from tests.operations.house import House, house, visited, wait_until_ready
from tests.operations.proxy import NGINX, WHY_NOT, Proxy
from tests.private_redis import free_port

pytestmark = pytest.mark.slow

#: Waits of others for a lock; making an index waits for them, and nobody behind it.
WAITS = """
    SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)), 0)::float
    FROM pg_locks WHERE NOT granted AND locktype <> 'virtualxid'
"""

#: What every statement that writes holds until its transaction ends.
WRITES = "LOCK TABLE dossiers_dossierfile IN ROW EXCLUSIVE MODE"
#: A migration that waits until nobody writes.
WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'ShareLock' AND relation IS NOT NULL"
#: Fails at the second row and leaves an index that is not valid.
HALF_MADE = "CREATE UNIQUE INDEX CONCURRENTLY half_made ON django_content_type (app_label)"


def git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True)
    if done.returncode:
        pytest.skip(f"no history here: {done.stderr.decode()[:200]}")
    return done.stdout


@pytest.fixture
def old_release(tmp_path: Path) -> Path:
    """The commit before the newest migration came, or the one that UPGRADE_FROM names."""
    newest = ("log", "-1", "--format=%H", "--diff-filter=A", "--", "*/migrations/[0-9]*.py")
    commit = os.environ.get("UPGRADE_FROM") or git(*newest).decode().strip() + "~"
    folder = tmp_path / "old"
    with tarfile.open(fileobj=io.BytesIO(git("archive", commit))) as packed:
        packed.extractall(folder, filter="data")
    return folder


@contextmanager
def longest_wait(built: House) -> Iterator[list[float]]:
    """The longest time for which anybody was seen waiting for a lock while the block lasted."""
    seen, may_stop = [0.0], threading.Event()

    def look() -> None:
        with built.connect() as connection:
            while not may_stop.wait(0.02):
                (waited,) = connection.execute(WAITS).fetchone() or (0.0,)
                seen[0] = max(seen[0], waited)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        may_stop.set()
        watcher.join()


def manage(built: House, *arguments: str) -> "subprocess.Popen[str]":
    """A command of the new release."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments, "--skip-checks"],
        cwd=PROJECT,
        env={**built.settings, "DATABASE_URL": built.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def stop(program: Program) -> None:
    """As systemd does: the head is asked, and lets its children finish."""
    os.kill(program.pid, signal.SIGTERM)
    wait_until(lambda: not program.is_running, f"the end of {program.name}")


def test_no_request_fails_while_a_new_release_takes_the_place_of_the_old(
    tmp_path: Path, old_release: Path
) -> None:
    if NGINX is None:
        pytest.skip(WHY_NOT)
    with house(tmp_path / "var", release=old_release) as built:
        built.make_database()
        built.start_database()
        redis, *ports = (free_port() for _ in range(5))
        servers = [f"127.0.0.1:{port}" for port in ports[:2]]
        built.settings |= {
            "DATABASE_URL": built.url,
            "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
            "ALLOWED_HOSTS": "127.0.0.1",
            "WEB_PROCESSES": "4",
        }
        built.start_redis(redis, bind="127.0.0.1")
        built.furnish()
        webs = [built.start_web(f"old-{server[-5:]}", server) for server in servers]
        worker = built.start_worker("old-worker")
        proxy = Proxy(
            tmp_path / "proxy",
            address="127.0.0.1",
            ports=(ports[2], ports[3]),
            servers=servers,
        )
        built.program("nginx", [*proxy.command, "-g", "daemon off;"])
        for server in servers:
            wait_until_ready(server)
        where = {"address": proxy.address, "authority": str(proxy.authority), "clients": 4}
        with visited({**where, **built.office}) as told, longest_wait(built) as waited:
            wait_until(lambda: built.count("dossiers_dossier") > 10, "the first dossiers")
            with manage(built, "migrate_at_work") as migrating:
                said = migrating.communicate()[0]
            assert not migrating.returncode, said
            for web, server in zip(webs, servers, strict=True):
                proxy.drain("out", server)
                stop(web)
                built.start_web(f"new-{server[-5:]}", server, release=PROJECT)
                wait_until_ready(server)
                proxy.drain("in", server)
            stop(worker)
            built.start_worker("new-worker", release=PROJECT)
            done = built.count("dossiers_dossier")
            wait_until(lambda: built.count("dossiers_dossier") > done + 10, "dossiers by the new")
        sys.stdout.write(
            f"{said}{told['requests']} requests, {told['lives']} dossiers; slowest answer "
            f"{told['slowest']:.2f} s, longest wait for a lock {waited[0]:.2f} s\n"
        )
        assert told["refused"] == []
        assert told["unanswered"] == []
        assert built.inside("sound", told["confirmed"], release=PROJECT) == []


def test_a_migration_lets_go_of_a_lock_that_others_hold_and_clears_what_was_left_half_made(
    tmp_path: Path,
) -> None:
    """An import writes for seconds; whoever writes after the waiting migration must not wait for the import's end."""
    with house(tmp_path / "var") as built:
        built.make_database()
        built.start_database()
        with manage(built, "migrate", "dossiers", "0006_seal_receipts") as first:
            said = first.communicate()[0]
        assert not first.returncode, said
        with built.connect() as operator, pytest.raises(psycopg.errors.UniqueViolation):
            operator.execute(HALF_MADE)
        with built.connect() as busy, built.connect() as desk:
            busy.execute("BEGIN")
            busy.execute(WRITES)
            with manage(built, "migrate_at_work") as migrating:
                wait_until(lambda: desk.execute(WAITING).fetchone(), "the migration to wait")
                began = time.monotonic()
                with desk.transaction():
                    desk.execute(WRITES)
                waited = time.monotonic() - began
                busy.execute("COMMIT")
                said = migrating.communicate()[0]
            invalid = desk.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid").fetchone()
        sys.stdout.write(f"{said}a desk behind the migration waited {waited:.2f} s\n")
        assert migrating.returncode == 0, said
        assert "half_made" in said
        # Once that somebody works there, once that it is done.
        assert said.count("0007_infected_files:") == 2
        assert invalid == (0,)
