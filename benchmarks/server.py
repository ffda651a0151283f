"""The benchmarks' own PostgreSQL: a private server under `var/bench`, set up as a small production server is."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

from config.embedded import postgres

PROJECT = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("BENCH_VAR", PROJECT / "var" / "bench")).absolute()

#: `wal_level=minimal` lets the generator fill a table without logging each row; the rest is what a
#: server of 8 GB has in production. Durability stays on: an act is timed with its fsync.
SETTINGS = {
    "shared_preload_libraries": "pg_stat_statements",
    "shared_buffers": "2GB",
    "effective_cache_size": "6GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
#: Written beside the data, so that a change of `SETTINGS` reaches a server that is kept.
_APPLIED = VAR / "settings"


def ensure_running() -> None:
    """Start the server, make it the first time, and give it `SETTINGS`."""
    VAR.mkdir(parents=True, exist_ok=True)
    postgres.ensure_running(VAR)
    wanted = "\n".join(f"{name}={value}" for name, value in SETTINGS.items())
    if _APPLIED.exists() and _APPLIED.read_text("utf-8") == wanted:
        return
    with connect("postgres") as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    postgres.stop(VAR)
    postgres.ensure_running(VAR)
    _APPLIED.write_text(wanted, "utf-8")


def stop() -> None:
    """Stop the server unless somebody else uses it."""
    postgres.stop_if_idle(VAR)


def connect(database: str, *, autocommit: bool = True) -> psycopg.Connection:
    """A connection of the server's owner, in UTC."""
    where = postgres.connection_settings(VAR)
    return psycopg.connect(
        dbname=database,
        user=where["USER"],
        host=where["HOST"],
        autocommit=autocommit,
        options="-c timezone=UTC",
    )


def url(database: str) -> str:
    """`DATABASE_URL` of one of the server's databases."""
    where = postgres.connection_settings(VAR)
    return f"postgres://{where['USER']}@/{database}?host={quote(where['HOST'])}"


def exists(database: str) -> bool:
    """Whether the server has the database."""
    with connect("postgres") as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return found.fetchone() is not None


def drop(database: str) -> None:
    """Remove a database and end the sessions in it."""
    with connect("postgres") as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {_name(database)} WITH (FORCE)")


def copy(source: str, target: str) -> None:
    """Make `target` anew from `source`, file by file; nobody may be connected to the source."""
    drop(target)
    with connect("postgres") as connection:
        connection.execute(
            f"CREATE DATABASE {_name(target)} TEMPLATE {_name(source)} STRATEGY file_copy"
        )


def rename(old: str, new: str) -> None:
    """Give a database another name; one that has the name goes."""
    drop(new)
    with connect("postgres") as connection:
        connection.execute(f"ALTER DATABASE {_name(old)} RENAME TO {_name(new)}")


@contextmanager
def running() -> Iterator[None]:
    """The server for the length of a block."""
    ensure_running()
    try:
        yield
    finally:
        stop()


def _name(database: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]+", database):
        raise ValueError(database)
    return database
