"""A house of real parts, each of which can be killed: PostgreSQL, Redis, web, worker, beat, and where messages go."""

import os
import shutil
import signal
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from celery import Celery
from django.conf import settings

from config.embedded import binaries, cluster
from config.embedded.places import place
from tests.chaos.assistant import Assistant
from tests.chaos.channels import Receiver
from tests.chaos.invariants import broken_promises
from tests.chaos.programs import Log, Program, wait_until
from tests.factories import moment
from tests.private_redis import free_port, redis_program

#: The office's Monday on which all of it happens; dossiers of the 19th are overdue.
MORNING = moment("2026-11-30 09:00")
#: Dossiers that ended before have had their time.
KEPT_YEARS = 5


class House:
    """The parts, and the questions tests ask of them. `may_repeat` counts cut-off senders."""

    def __init__(self, var: Path, post: Receiver, scanner: Receiver, log: Log) -> None:
        self.var, self.post, self.scanner, self.log = var, post, scanner, log
        self.files = var / "files"
        self.may_repeat = 0
        self.asked: Counter[tuple[str, str]] = Counter()
        self._place = place(var)
        self._binaries = binaries.within_reach(binaries.choose())
        self._redis_port, self._web_port = free_port(), free_port()
        self.clock = var / "clock"
        self.set_clock(MORNING)
        python = sys.executable
        celery = [python, "-m", "celery", "--app=tests.chaos.worker", "--quiet"]
        self.redis = self._part(
            "redis",
            [redis_program(), "--port", str(self._redis_port), "--bind", "127.0.0.1", "--save", ""],
        )
        self.web = self._part(
            "web",
            [
                *(python, "-m", "granian", "--interface=wsgi", "--no-ws", "--log-level=warning"),
                *("--host=127.0.0.1", f"--port={self._web_port}", "--workers=2"),
                *("--blocking-threads=4", "tests.chaos.serving:application"),
            ],
        )
        worker = [*celery, "worker", "--loglevel=warning", "--concurrency=2"]
        self.worker = self._part("worker", [*worker, "--hostname=first@%h"])
        self.beats = [
            self._part(
                f"beat-{n}", [*celery, "beat", "--loglevel=warning", f"--schedule={var}/beat-{n}"]
            )
            for n in (1, 2)
        ]
        self.parts = [self.redis, self.web, self.worker, *self.beats]
        self._assistant = Assistant(self.environment)
        self.furniture: dict[str, Any] = {}

    def _part(self, name: str, command: list[str]) -> Program:
        return Program(name, command, self.environment, self.log)

    @property
    def dsn(self) -> str:
        return f"host={self._place.socket_folder} user={cluster.OWNER} dbname={cluster.DATABASE}"

    @property
    def environment(self) -> dict[str, str]:
        """As in production: everything named, nothing made by the house itself."""
        where = self._place.socket_folder
        return {
            **os.environ,
            "VAR_DIR": str(self.var),
            "DATABASE_URL": f"postgres://{cluster.OWNER}@/{cluster.DATABASE}?host={where}",
            "DATABASE_POOL_SIZE": "6",
            "REDIS_URL": f"redis://127.0.0.1:{self._redis_port}/0",
            "SMS_GATEWAY_URL": f"{self.post.address}/sms",
            "WEBHOOK_PRIVATE_NETWORKS": "127.0.0.0/8",
            "CHAOS_WEBHOOK": f"{self.post.address}/hook",
            "CHAOS_CLOCK": str(self.clock),
            "CHAOS_BEAT_SECONDS": "1",
            "FILES_DIR": str(self.files),
            "CLAMD_ADDRESS": self.scanner.address,
            "PERSONAL_DATA_YEARS": str(KEPT_YEARS),
            "PYTHONWARNINGS": "ignore:::celery.platforms",
        }

    # --- Its parts ---------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the database, furnish it and start everything but the beats."""
        with _without_fsync():
            cluster.initialise(self._place, self._binaries)
        self.start_postgres()
        self.redis.start()
        self.furniture = self.inside("furnish")
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_commit = on")
            connection.execute("SELECT pg_reload_conf()")
        for part in (self.web, self.worker):
            part.start()
        self.wait_for_web()
        self.send("notifications.sweep")
        wait_until(lambda: self.count("notifications_apologyletter"), "the first letters")
        self.drain()

    def start_postgres(self) -> None:
        """A process that is killed loses nothing that was confirmed; only the machine itself might."""
        self.log.note("start postgres")
        with _without_fsync():
            cluster.start(self._place, self._binaries)

    def crash_postgres(self) -> None:
        """SIGQUIT to the server: no session ends in peace, the next start recovers from the log."""
        self.log.note("postgres stopped at once, as by a crash")
        file = self._place.data / "postmaster.pid"
        os.kill(int(file.read_text("utf-8").splitlines()[0]), signal.SIGQUIT)
        wait_until(lambda: not file.exists() or not cluster.is_ready(self._place), "its end")

    def give_to_server(self, folder: Path) -> None:
        """Let the server's account write where a test has made room."""
        os.chown(folder, self._place.account.pw_uid, self._place.account.pw_gid)

    def full_disks_met(self) -> int:
        """How often the server has found a disk full."""
        return self._place.log.read_text("utf-8", "replace").count("No space left on device")

    def wait_for_web(self) -> None:
        wait_until(self._is_served, f"the pages; {self.web.said}")

    def _is_served(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(f"{self.address}/readyz", timeout=10):  # noqa: S310
            return True
        assert self.web.is_running, self.web.said.read_text("utf-8")[-3000:]
        return False

    def is_ready(self) -> bool:
        """What a balancer is told: whether a request may be sent here."""
        with suppress(OSError), urllib.request.urlopen(f"{self.address}/readyz", timeout=30):  # noqa: S310
            return True
        return False

    def wait_for_redis(self) -> None:
        with redis.Redis(port=self._redis_port) as client:

            def answers() -> bool:
                with suppress(redis.RedisError):
                    return bool(client.ping())
                return False

            wait_until(answers, "Redis")

    def restart_worker(self) -> None:
        self.worker.start()

    def set_clock(self, at: datetime) -> None:
        """From now on it is `at`, for every part of the house."""
        self.log.note(f"the clock is set to {at:%Y-%m-%d %H:%M}")
        self.ahead = at - datetime.now(UTC)
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(str(self.ahead.total_seconds()), "ascii")
        fresh.rename(self.clock)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def tear_down(self) -> None:
        for part in self.parts:
            part.end()
        self._assistant.end()
        if cluster.is_ready(self._place):
            cluster.stop(self._place, self._binaries)
        for folder in (self._place.home, self._place.socket_folder):
            shutil.rmtree(folder, ignore_errors=True)

    # --- What is asked of it ---------------------------------------------------------------------------

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._web_port}"

    def send(self, task: str, **arguments: Any) -> None:
        """Put a task into the queue, as beat or an act would."""
        with Celery(
            broker=f"redis://127.0.0.1:{self._redis_port}/0", set_as_current=False
        ) as sender:
            sender.conf.task_queues = settings.CELERY_TASK_QUEUES
            sender.conf.task_routes = settings.CELERY_TASK_ROUTES
            sender.send_task(task, kwargs=arguments)

    def change(self, statement: str, *values: Any) -> None:
        """What only time, or an operator, would do."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(statement, values or None)  # type: ignore[arg-type]

    def rows(self, question: str, *values: Any) -> list[Any]:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            return connection.execute(question, values or None).fetchall()  # type: ignore[arg-type]

    def count(self, table: str, condition: str = "TRUE") -> int:
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {condition}")[0][0])  # noqa: S608

    @contextmanager
    def locked(self, table: str, mode: str) -> Iterator[None]:
        """A table held, so that the next statement on it waits while the block lasts."""
        with psycopg.connect(self.dsn) as connection:
            connection.execute(f"LOCK TABLE {table} IN {mode} MODE")  # type: ignore[arg-type]
            yield

    def waits_at(self, table: str) -> bool:
        """Whether somebody's statement waits for a table."""
        return bool(
            self.rows("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass", table)
        )

    def stop_work(self) -> None:
        """No worker, and nothing queued: what beats or an act asked for before is not done in between."""
        self.worker.kill()
        with redis.Redis(port=self._redis_port) as client:
            client.flushall()

    def kill_worker_at(self, table: str, mode: str, task: str, **arguments: Any) -> None:
        """A worker with this one task waits at a table and is killed there; what it had begun is gone with it.

        What the task is to find is made after `stop_work`: another's like it would take it away.
        """
        self.stop_work()
        with self.locked(table, mode):
            self.send(task, **arguments)
            self.restart_worker()
            wait_until(lambda: self.waits_at(table), f"{task} at {table}")
            self.log.note(f"{task} waits at {table}")
            self.worker.kill()

    def drain(self) -> None:
        """Let the periodic delivery work until no message is left whose time has come."""
        due = (
            "SELECT 1 FROM notifications_message"
            " WHERE state = 'planned' AND send_after <= %s LIMIT 1"
        )

        def is_empty() -> bool:
            if not self.rows(due, self.now()):
                return True
            self.send("notifications.deliver_due_messages")
            return False

        wait_until(is_empty, "the messages to be sent")

    def finish_batch(self, batch: int) -> None:
        """What the queue lost and dead workers held is found again, after a while that is cut short."""
        self.change(
            "UPDATE batches_batch SET beat_at = now() - interval '10 minutes',"
            " queued_at = now() - interval '10 minutes' WHERE id = %s",
            batch,
        )
        self.send("batches.restart_lost")
        done = f"id = {batch} AND state = 'done'"
        wait_until(lambda: self.count("batches_batch", done), "the export or import")

    def queued(self, queue: str) -> int:
        """Tasks that no worker has taken yet."""
        with redis.Redis(port=self._redis_port) as client:
            return int(client.llen(queue))

    def stored(self) -> list[Path]:
        """Contents in the storage."""
        return [path for path in self.files.rglob("*") if path.is_file()]

    def delivered(self) -> Counter[str]:
        """Deliveries by a message's key: posted ones, and the mails in the folder (`message-12-host.eml`)."""
        mails = (file.name.split("-")[1] for file in (self.var / "mail").glob("*.eml"))
        return self.post.delivered + Counter(f"message-{number}" for number in mails)

    def demand_sound(self) -> None:
        """Nothing is lost, done by half or done twice; first all that is due may go out."""
        self.drain()
        with psycopg.connect(self.dsn) as connection, connection.cursor() as cursor:
            broken = broken_promises(
                cursor,
                delivered=self.delivered(),
                asked=self.asked,
                may_repeat=self.may_repeat,
            )
        assert not broken, "\n".join(broken)
        assert self.inside("verify") == []
        self.log.note("all is sound")

    def inside(self, word: str, *arguments: Any) -> Any:
        """One of the words of `inside.py`, said by a process with Django and the house's clock."""
        return self._assistant.ask(word, *arguments)


@contextmanager
def _without_fsync() -> Iterator[None]:
    """What makes a private server start so; the setting of this process comes back afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDDED_POSTGRES_FSYNC", "off")
        yield
