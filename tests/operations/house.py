"""The real parts as deploy/ starts them: PostgreSQL, Redis, web machines, workers, and visitors."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.embedded import binaries, cluster
from config.embedded.errors import EmbeddedError
from config.embedded.places import PROJECT, Place, place
from tests.chaos.programs import Log, Program, wait_until
from tests.operations.units import DEPLOY, SYSTEMD, Unit, environment_of
from tests.private_redis import redis_program

INSIDE = PROJECT / "tests" / "operations" / "inside.py"
#: `python -c`, on the machine that the command is run on; the account is the server's own.
_START = """
import sys
from pathlib import Path
from config.embedded import binaries, cluster
from config.embedded.places import place
cluster.start(place(Path(sys.argv[1])), binaries.choose())
"""


class House:
    """One database and one queue, and as many programs as are started."""

    def __init__(self, var: Path, *, release: Path = PROJECT) -> None:
        self.var, self.release = var, release
        self.log = Log(var / "house.log")
        self.place: Place = place(var)
        self.programs = binaries.choose()
        self.settings: dict[str, str] = {
            "PATH": os.environ["PATH"],
            "EMBEDDED_POSTGRES": "installed",
            "PRODUCTION": "1",
            "SECRET_KEY": "x" * 64,
            "LOOKUP_PIN_KEY": "y" * 64,
            "DATABASE_POOL_SIZE": environment_of(DEPLOY / "environment.example")[
                "DATABASE_POOL_SIZE"
            ],
            "TRUSTED_PROXIES": "1",
            "LOOKUP_RATE_PER_MINUTE": "1000000",
            "VAR_DIR": str(var),
            "FILES_DIR": str(var / "files"),
            "PYTHONWARNINGS": "ignore:::celery.platforms",
        }
        self.started: list[Program] = []
        #: What visitors need: tokens, facts, where to hand over.
        self.office: dict[str, Any] = {}

    # --- The database ------------------------------------------------------------------------------

    def make_database(self, *settings: str, access: str = "") -> None:
        """As deploy/postgresql sets one up, for a small machine."""
        cluster.initialise(self.place, self.programs)
        conf = (DEPLOY / "postgresql" / "casetracking.conf").read_text("utf-8")
        own = ["shared_buffers = 256MB", "archive_command = 'true'", *settings]
        with (self.place.data / "postgresql.conf").open("a") as file:
            file.write("\n".join((conf, *own, "")))
        with (self.place.data / "pg_hba.conf").open("a") as file:
            file.write(access)

    def start_database(self, on: Sequence[str] = ()) -> None:
        done = subprocess.run(
            [*on, sys.executable, "-c", _START, str(self.var)],
            cwd=PROJECT,
            env=self.settings,
            capture_output=True,
            text=True,
        )
        assert not done.returncode, done.stderr

    def end(self) -> None:
        for program in self.started:
            program.end()
        if cluster.is_ready(self.place):
            cluster.stop(self.place, self.programs)
        shutil.rmtree(self.place.home, ignore_errors=True)

    @property
    def url(self) -> str:
        """The database by its socket file, which is reached from wherever the file is."""
        return f"postgres://{cluster.OWNER}@/{cluster.DATABASE}?host={self.place.socket_folder}"

    def connect(self) -> psycopg.Connection:
        dsn = f"dbname={cluster.DATABASE} user={cluster.OWNER} host={self.place.socket_folder}"
        return psycopg.connect(dsn, autocommit=True)

    def count(self, table: str) -> int:
        with self.connect() as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # type: ignore[arg-type, index]  # noqa: S608

    def inside(self, word: str, given: Any = None, *, release: Path | None = None) -> Any:
        """What Django does in the database, by the code of a release."""
        where = release or self.release
        done = subprocess.run(
            [sys.executable, str(INSIDE), word],
            cwd=where,
            env={
                **self.settings,
                "PYTHONPATH": str(where),
                "DATABASE_URL": self.url,
                "LOG_LEVEL": "ERROR",
            },
            input=json.dumps(given),
            capture_output=True,
            text=True,
        )
        assert not done.returncode, done.stderr[-4000:]
        return json.loads(done.stdout.splitlines()[-1])

    def furnish(self) -> None:
        """Migrate; an office whose applicants are told by e-mail, which here is a folder."""
        self.office = self.inside("furnish") | self.inside("open")
        self.office["facts"]["applicant"]["notify_by"] = ["email"]

    def has_told_all(self) -> bool:
        """Whether no message waits whose time has come."""
        return not self.count(
            "notifications_message WHERE state = 'planned' AND send_after <= now()"
        )

    # --- The programs --------------------------------------------------------------------------------

    def program(
        self,
        name: str,
        command: Sequence[str],
        *,
        on: Sequence[str] = (),
        release: Path | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Program:
        """A program in the folder of a release, perhaps on another machine."""
        where = release or self.release
        environment = {**self.settings, **(more or {}), "PYTHONPATH": str(where)}
        made = Program(name, [*on, "env", "-C", str(where), *command], environment, self.log)
        self.started.append(made)
        made.start()
        return made

    def start_redis(self, port: int, *, bind: str, on: Sequence[str] = ()) -> Program:
        conf = str(DEPLOY / "redis" / "casetracking.conf")
        own = ["--port", str(port), "--bind", bind, "--protected-mode", "no"]
        return self.program("redis", [redis_program(), conf, *own, "--dir", str(self.var)], on=on)

    def start_web(
        self,
        name: str,
        address: str,
        *,
        on: Sequence[str] = (),
        release: Path | None = None,
    ) -> Program:
        unit = Unit("casetracking-web.service")
        host, _, port = address.rpartition(":")
        own = {"GRANIAN_HOST": host, "GRANIAN_PORT": port, "GRANIAN_WORKERS": "2"}
        return self.program(
            name, unit.command(), on=on, release=release, more={**unit.environment, **own}
        )

    def start_worker(
        self, name: str, *, on: Sequence[str] = (), release: Path | None = None
    ) -> Program:
        """One for all queues, by the unit's own command."""
        groups = [environment_of(file) for file in sorted((SYSTEMD / "workers").glob("*.env"))]
        queues = ",".join(group["QUEUES"] for group in groups)
        command = Unit("casetracking-worker@.service").command(
            QUEUES=queues, CONCURRENCY="2", i=name
        )
        return self.program(name, command, on=on, release=release)

    def start_beat(self, *, on: Sequence[str] = (), release: Path | None = None) -> Program:
        command = Unit("casetracking-beat.service").command()
        command[command.index("--schedule") + 1] = str(self.var / "beat")
        return self.program("beat", command, on=on, release=release)


@contextmanager
def house(var: Path, *, release: Path = PROJECT) -> Iterator[House]:
    """Nothing runs yet; at the end nothing runs any more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDDED_POSTGRES", "installed")
        try:
            built = House(var, release=release)
        except EmbeddedError:
            pytest.skip("no PostgreSQL is installed")
        try:
            yield built
        finally:
            built.end()


@contextmanager
def visited(where: Mapping[str, Any], *, on: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """While the block lasts visitors work; what they saw is in the dictionary afterwards."""
    told: dict[str, Any] = {}
    command = [*on, sys.executable, "-m", "tests.operations.visitors"]
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as visitors:
        assert visitors.stdin
        visitors.stdin.write(json.dumps(where) + "\n")
        visitors.stdin.flush()
        try:
            yield told
        finally:
            output, _ = visitors.communicate()
            told.update(json.loads(output))


def wait_until_ready(address: str, *, on: Sequence[str] = ()) -> None:
    """As a balancer asks, on a machine that reaches the address."""
    question = (
        f"import urllib.request; urllib.request.urlopen('http://{address}/readyz', timeout=5)"
    )

    def answers() -> bool:
        asked = subprocess.run([*on, sys.executable, "-c", question], capture_output=True)
        return not asked.returncode

    wait_until(answers, f"readiness of {address}")
