"""The generator: a database of so many dossiers with their events, hand-overs, papers, flags, letters and messages.

Some hundred lives played by the real services (`benchmarks.seed`) are copied with moved dates, new
numbers, names and codes, and with the hash chain computed anew, from one session's COPY into
another's, so that one core computes the rows while the other writes them. Triggers and foreign keys
are off for the writing session alone; indexes are made at the end. `manage.py verify_history` finds
the chains sound.

    python -m benchmarks.fill 10k 100k 1m [--open 1000] [--fresh]
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

from benchmarks import columns, mixture, server

SEED = "bench_seed"
_SIZES = {"k": 1_000, "m": 1_000_000}


def number(size: str) -> int:
    """How many dossiers `10k`, `1M` or `250` mean."""
    size = size.lower()
    return int(float(size[:-1]) * _SIZES[size[-1]]) if size[-1] in _SIZES else int(size)


def database(size: str, open_share: int = mixture.OPEN) -> str:
    """The name of the database of a size, `bench_100k`; `bench_1m_open` where most are open."""
    return f"bench_{size.lower()}" + ("" if open_share == mixture.OPEN else f"_open{open_share}")


def ensure(size: str, *, open_share: int = mixture.OPEN, fresh: bool = False) -> str:
    """The name of a filled database, which is made where it is missing; it is kept, and only read or copied."""
    name = database(size, open_share)
    if fresh or not server.exists(name):
        began = time.monotonic()
        _ensure_seed()
        server.copy(SEED, f"{name}_new")
        with server.connect(f"{name}_new") as source, server.connect(f"{name}_new") as target:
            _fill(source, target, size=number(size), open_share=open_share)
        server.rename(f"{name}_new", name)
        _say(f"{name}: {number(size):,} dossiers in {time.monotonic() - began:.0f} s")
    return name


def as_of(connection: psycopg.Connection) -> datetime:
    """The moment up to which the lives were played: what is open then is open."""
    found = connection.execute("SELECT obj_description('seed'::regnamespace)").fetchone()
    return datetime.fromisoformat(found[0])


def _ensure_seed() -> None:
    if server.exists(SEED):
        return
    began = time.monotonic()
    fresh = f"{SEED}_new"
    server.drop(fresh)
    moment = datetime.now(UTC).replace(microsecond=0)
    with server.connect("postgres") as connection:
        connection.execute(f"CREATE DATABASE {fresh}")
    _run(fresh, "manage.py", "migrate", "--verbosity", "0")
    _run(fresh, "-m", "benchmarks.seed", moment.isoformat())
    with server.connect(fresh) as connection:
        connection.execute("CREATE SCHEMA seed")
        connection.execute(f"COMMENT ON SCHEMA seed IS '{moment.isoformat()}'")
        mixture.write_names(connection)
    server.rename(fresh, SEED)
    _say(f"{SEED}: the lives to copy in {time.monotonic() - began:.0f} s")


def _run(name: str, *command: str) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": server.url(name),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(server.VAR),
        "LOG_LEVEL": "WARNING",
    }
    subprocess.run([sys.executable, *command], cwd=server.PROJECT, env=environment, check=True)


@dataclass(frozen=True)
class Step:
    """What a part of the filling took."""

    name: str
    rows: int
    seconds: float


def _fill(
    source: psycopg.Connection, target: psycopg.Connection, *, size: int, open_share: int
) -> None:
    began = time.monotonic()
    mixture.draw(source, size=size, as_of=as_of(source), open_share=open_share)
    drawn = time.monotonic() - began
    tables = columns.tables(source)
    columns.set_aside(source, tables)
    columns.write_chains(source)
    _say(f"  drawn in {drawn:.0f} s")
    _say(f"  drawn and chained in {time.monotonic() - began:.0f} s")
    target.execute("SET session_replication_role = replica")
    target.execute("SET maintenance_work_mem = '1GB'")
    with target.transaction():
        target.execute("TRUNCATE dossiers_dossier, dossiers_codecounter RESTART IDENTITY CASCADE")
        indexes = columns.drop_indexes(target, tables)
        for step in _copied(source, target, tables):
            _say(f"  {step.name}: {step.rows:,} rows in {step.seconds:.0f} s")
        began = time.monotonic()
        for statement in indexes:
            target.execute(statement)
        _say(f"  {len(indexes)} indexes in {time.monotonic() - began:.0f} s")
    columns.move_sequences(target, tables)
    source.execute("DROP SCHEMA seed CASCADE")
    source.execute("CREATE SCHEMA seed")
    with psycopg.ClientCursor(source) as cursor:
        cursor.execute("COMMENT ON SCHEMA seed IS %s", [_moment_of_seed()])
    began = time.monotonic()
    source.execute("VACUUM (FREEZE, ANALYZE)")
    _say(f"  vacuum and analyze in {time.monotonic() - began:.0f} s")


def _moment_of_seed() -> str:
    with server.connect(SEED) as connection:
        return as_of(connection).isoformat()


def _copied(
    source: psycopg.Connection, target: psycopg.Connection, tables: dict[str, columns.Table]
) -> Iterator[Step]:
    """Let one session compute the rows and the other write them."""
    for table in tables.values():
        began = time.monotonic()
        reading, writing = columns.copying(source, table, tables)
        with source.cursor() as read, target.cursor() as write:
            with read.copy(reading) as rows, write.copy(writing) as into:
                for block in rows:
                    into.write(block)
            yield Step(table.name, write.rowcount, time.monotonic() - began)
    target.execute(columns.COUNTERS)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Fill the databases named on the command line."""
    parser = argparse.ArgumentParser(description="Fill databases for the benchmarks.")
    parser.add_argument("sizes", nargs="+", metavar="SIZE", help="10k, 100k, 1m, …")
    parser.add_argument("--open", type=int, default=mixture.OPEN, help="open ones of a thousand")
    parser.add_argument("--fresh", action="store_true", help="also where the database is there")
    asked = parser.parse_args()
    with server.running():
        for size in asked.sizes:
            name = ensure(size, open_share=asked.open, fresh=asked.fresh)
            print(f"DATABASE_URL={server.url(name)}")


if __name__ == "__main__":
    main()
