"""The private PostgreSQL of the embedded default: any process finds it running or starts it.

`connection_settings()` only computes; `ensure_running()` belongs where a process starts (manage.py, wsgi,
Celery, tests). `DATABASE_URL` in the environment switches all of it off.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from config.embedded import binaries, cluster
from config.embedded.locks import Presence, alone
from config.embedded.places import Place, place

#: One for each `var/` that this process uses; tests use several.
_presences: dict[Path, Presence] = {}


def is_replaced() -> bool:
    """Whether a real server is configured instead."""
    return bool(os.environ.get("DATABASE_URL"))


def connection_settings(var: Path | None = None) -> dict[str, str]:
    """Django's NAME, USER and HOST for the private server; starts nothing."""
    where = place(var)
    return {"NAME": cluster.DATABASE, "USER": cluster.OWNER, "HOST": str(where.socket_folder)}


def ensure_running(var: Path | None = None) -> bool:
    """Start the private server unless it runs already; True when this call started it.

    Safe from any number of processes at once. Raises `EmbeddedError` with a sentence for the terminal.
    """
    if is_replaced():
        return False
    where = place(var)
    _presence(where).enter()
    if cluster.is_ready(where):
        return False
    with alone(_lock_file(where)):
        if cluster.is_ready(where):
            return False
        made_by = cluster.made_by(where)
        chosen = binaries.within_reach(binaries.choose(major=made_by))
        if made_by is None:
            cluster.initialise(where, chosen)
        cluster.start(where, chosen)
    sys.stderr.write(f"{chosen} started; data in {where.data}\n")
    return True


def stop(var: Path | None = None) -> bool:
    """Stop the private server even when somebody is connected; False when it was not running."""
    where = place(var)
    with alone(_lock_file(where)):
        return _stop(where)


def stop_if_idle(var: Path | None = None) -> bool:
    """Stop the private server unless another process uses it; False when it was left running."""
    where = place(var)
    with _presence(where).nobody_else() as idle:
        if not idle:
            return False
        with alone(_lock_file(where)):
            return not _has_sessions(where) and _stop(where)


def status(var: Path | None = None) -> str:
    """One line: running or not, which version's data, where."""
    where = place(var)
    state = "running" if cluster.is_ready(where) else "stopped"
    made_by = cluster.made_by(where)
    version = f"PostgreSQL {made_by}" if made_by else "no database yet"
    return f"{state}, {version}, {where.data}, log {where.log}"


def run(command: list[str]) -> int:
    """Run `command` with the server up; stop the server afterwards if this call started it and it is idle."""
    started = ensure_running()
    # The terminal sends Ctrl-C to the command as well; what it makes of it is its own affair.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        return subprocess.run(command).returncode
    finally:
        if started:
            stop_if_idle()


def _stop(where: Place) -> bool:
    if not cluster.is_ready(where):
        return False
    cluster.stop(where, binaries.within_reach(binaries.choose(major=cluster.made_by(where))))
    return True


def _has_sessions(where: Place) -> bool:
    """Whether somebody is connected by hand, with psql for instance."""
    if not cluster.is_ready(where):
        return False
    # Every command passes through this module; only the last one out needs the driver here.
    import psycopg

    with psycopg.connect(
        dbname="postgres", user=cluster.OWNER, host=str(where.socket_folder)
    ) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    return bool(found and found[0])


def _presence(where: Place) -> Presence:
    return _presences.setdefault(where.var, Presence(where.var / "postgres.users"))


def _lock_file(where: Place) -> Path:
    return where.var / "postgres.lock"
