"""What lies in deploy/ fits the settings, the queues and the programs that there are."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from config.embedded.places import PROJECT
from tests.architecture.test_settings_documented import variables_documented
from tests.operations.units import DEPLOY, SYSTEMD, Unit, environment_of, here
from tests.tokens import authority

UNITS = sorted(file.name for file in SYSTEMD.glob("*.service"))
GROUPS = sorted((SYSTEMD / "workers").glob("*.env"))
EXAMPLE = DEPLOY / "environment.example"
BLANK = re.compile(r"<[^>]*>")


# --- The settings --------------------------------------------------------------------------------


def test_the_example_names_only_settings_that_there_are() -> None:
    assert set(environment_of(EXAMPLE)) <= variables_documented()
    commented = re.findall(r"^#([A-Z0-9_]+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    assert set(commented) <= variables_documented()


def test_the_example_names_all_that_production_must_set() -> None:
    page = (PROJECT / "docs" / "operations" / "settings.md").read_text("utf-8")
    table = page.partition("## Production must set")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([A-Z0-9_]+)`", table, re.MULTILINE)) <= set(
        environment_of(EXAMPLE)
    )


@pytest.mark.slow
def test_production_has_nothing_to_complain_of_once_the_example_is_filled_in(
    tmp_path: Path,
) -> None:
    """`check --deploy` with the example's values: keys that exist, a scanner that answers, all blanks filled in."""
    trusted = tmp_path / "authorities.pem"
    trusted.write_bytes(authority().pem)
    filled = {
        name: BLANK.sub("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_", value)
        if "KEY" in name
        else BLANK.sub("tracking.example", value)
        for name, value in environment_of(EXAMPLE).items()
    } | {
        "SIGNING_PKCS12": str(
            authority().token("UBND tỉnh").save(tmp_path / "seal.p12", "tracking.example")
        ),
        "SIGNING_TRUST_ROOTS": str(trusted),
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
        "VAR_DIR": str(tmp_path / "var"),
    }
    with scanner() as address:
        done = subprocess.run(
            [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
            cwd=PROJECT,
            env={"PATH": os.environ["PATH"], **filled, "CLAMD_ADDRESS": address},
            capture_output=True,
            text=True,
        )
    assert not done.returncode, done.stderr


@contextmanager
def scanner() -> Iterator[str]:
    """What answers as clamd does when it is asked whether it is there."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            while True:
                try:
                    visitor, _ = door.accept()
                except OSError:
                    return
                with visitor:
                    visitor.recv(64)
                    visitor.sendall(b"PONG\0")

        threading.Thread(target=answer, daemon=True).start()
        yield f"127.0.0.1:{door.getsockname()[1]}"
        door.shutdown(socket.SHUT_RDWR)


# --- The units -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", UNITS)
def test_every_unit_starts_a_program_that_exists(name: str) -> None:
    assert os.access(here(Unit(name).program), os.X_OK)


def test_every_queue_is_served_by_one_group_of_workers() -> None:
    groups = [environment_of(file) for file in GROUPS]
    served = [queue for group in groups for queue in group["QUEUES"].split(",")]
    assert sorted(served) == sorted(queue.name for queue in settings.CELERY_TASK_QUEUES)
    assert all(int(group["CONCURRENCY"]) > 0 for group in groups)


def test_a_worker_is_given_longer_to_end_than_a_task_may_take() -> None:
    worker = Unit("casetracking-worker@.service")
    assert int(worker.one("TimeoutStopSec")) > settings.CELERY_TASK_TIME_LIMIT
    assert worker.one("KillMode") == "mixed"


def test_the_pool_has_a_connection_for_each_thread() -> None:
    command = Unit("casetracking-web.service").command()
    threads = int(command[command.index("--blocking-threads") + 1])
    assert int(environment_of(EXAMPLE)["DATABASE_POOL_SIZE"]) >= threads


def test_the_manual_names_every_unit() -> None:
    page = (PROJECT / "docs" / "operations" / "production.md").read_text("utf-8")
    workers = [f"casetracking-worker@{file.stem}" for file in GROUPS]
    single = [name.removesuffix(".service") for name in UNITS if "@" not in name]
    assert [name for name in (*workers, *single) if f"`{name}`" not in page] == []


def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    """With the hardening that all of them share; how exposed each is, systemd itself judges."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze on this machine (apt-get install systemd)")
    units = Path(shutil.copytree(SYSTEMD, tmp_path / "units"))
    for name in UNITS:
        text = (units / name).read_text("utf-8")
        (units / name).write_text(text.replace(Unit(name).program, "/bin/true"), "utf-8")
    services = [str(units / name.replace("@.", "@messages.")) for name in UNITS]
    others = [str(units / f"casetracking{end}") for end in (".target", "-backup.timer")]

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(analyze), *arguments],
            env={"PATH": os.environ["PATH"], "SYSTEMD_UNIT_PATH": f"{units}:"},
            capture_output=True,
            text=True,
        )

    understood = run("verify", "--man=no", *services, *others)
    assert (understood.returncode, understood.stderr) == (0, "")
    for service in services:
        judged = run("security", "--offline=true", "--threshold=20", "--no-pager", service)
        assert not judged.returncode, judged.stdout + judged.stderr


# --- The proxy -----------------------------------------------------------------------------------


def test_the_proxy_lets_in_what_the_house_takes() -> None:
    conf = (DEPLOY / "nginx" / "casetracking.conf").read_text("utf-8")
    blocks = re.findall(r"location (\S+) \{(.*?)\n    \}", conf, re.DOTALL)
    most = {
        path: int(found[1]) * 1024 * 1024
        for path, block in blocks
        if (found := re.search(r"client_max_body_size (\d+)m;", block))
    }
    assert most["/api/v1/"] > max(settings.FILE_MOST_BYTES, settings.BATCH_FILE_MOST_BYTES)
    assert most["/admin/"] > settings.DOSSIER_FILES_MOST_BYTES


def test_the_proxy_waits_longer_than_a_statement_may_take() -> None:
    conf = (DEPLOY / "nginx" / "casetracking.conf").read_text("utf-8")
    waits = re.search(r"proxy_read_timeout (\d+)s", conf)
    options = Unit("casetracking-web.service").environment["PGOPTIONS"]
    limit = re.search(r"statement_timeout=(\d+)s", options)
    assert waits
    assert limit
    assert int(waits[1]) > int(limit[1])


# --- Migrations, which run while desks work ----------------------------------------------------------


def test_a_migration_that_is_not_atomic_holds_nobody_up_and_can_begin_anew() -> None:
    """`migrate_at_work` lets it wait as long as it takes, and takes back the indexes of one that was not finished.

    SQL in it must be such that it may run twice. AlterField is none of these: on a foreign key it takes
    the constraint off and puts it on again.
    """
    wrong = [
        f"{app}.{name}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if not (migration.atomic or _can_begin_anew(migration))
    ]
    assert wrong == []


def _can_begin_anew(migration: Migration) -> bool:
    kinds = {type(each) for each in _in_the_database(migration.operations)}
    alone = len(migration.operations) == 1 and kinds <= {RemoveIndexConcurrently, RunPython}
    return kinds <= {AddIndexConcurrently, RunSQL} or alone


def _in_the_database(operations: Iterable[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _in_the_database(operation.database_operations)
        else:
            yield operation
