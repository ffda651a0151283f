"""Makes, starts and stops the private PostgreSQL of one `Place`. Callers hold the place's lock."""

import os
import shutil
import socket
import struct
import time
from pathlib import Path
from subprocess import CompletedProcess

from config.embedded.binaries import Binaries
from config.embedded.errors import EmbeddedError
from config.embedded.places import Place, make_home

DATABASE = "casetracking"
OWNER = "casetracking"
_ORPHANS_LEAVE_WITHIN = 15.0
_ANSWERS_WITHIN = 10.0
#: The protocol's SSLRequest, which a living server answers with one letter.
_MAY_WE_ENCRYPT = struct.pack("!ii", 8, 80877103)


def is_ready(place: Place) -> bool:
    """Whether the server answers on its socket and says that it is ready.

    A connection alone proves nothing: for a moment after a kill, what is left of the server holds the socket.
    """
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(_ANSWERS_WITHIN)
        try:
            door.connect(os.fsencode(place.socket))
            door.sendall(_MAY_WE_ENCRYPT)
            if door.recv(1) not in (b"N", b"S"):
                return False
            lines = (place.data / "postmaster.pid").read_text("utf-8", "replace").splitlines()
        except OSError:
            return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def made_by(place: Place) -> int | None:
    """The major version that made the data; None before the first start."""
    try:
        return int((place.data / "PG_VERSION").read_text("ascii"))
    except FileNotFoundError:
        return None


def initialise(place: Place, binaries: Binaries) -> None:
    """Make an empty UTF-8 database. It appears under its name only when complete."""
    make_home(place)
    fresh = place.home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    # initdb keeps the mode of a folder that exists and gives a new one 0700.
    command: list[str | Path] = [
        binaries.folder / "initdb",
        f"--pgdata={fresh}",
        f"--username={OWNER}",
        "--encoding=UTF8",
        "--auth=peer",
        "--text-search-config=simple",
        *_locale(binaries),
    ]
    if not _durable():
        command.append("--no-sync")
    _demand(place.run(command), f"initdb of {binaries} failed")
    _admit_owner_and_root(place, fresh)
    _append(place, fresh / "postgresql.conf", "include_if_exists = 'place.conf'\n")
    _demand(
        place.run(
            [binaries.folder / "postgres", "--single", "-D", fresh, "template1"],
            typed=f"CREATE DATABASE {DATABASE}\n",
        ),
        "The database could not be made",
    )
    fresh.rename(place.data)


def start(place: Place, binaries: Binaries) -> None:
    """Start the server and wait until it is ready."""
    make_home(place)
    _clear_after_a_crash(place)
    _write_place_conf(place)
    started = place.run(
        [
            binaries.folder / "pg_ctl",
            "start",
            "--wait",
            "--silent",
            "--timeout=300",
            f"--pgdata={place.data}",
            f"--log={place.log}",
        ]
    )
    if started.returncode:
        said = (
            place.log.read_text("utf-8", "replace").splitlines()[-12:] if place.log.exists() else []
        )
        raise EmbeddedError(
            "\n".join([f"{binaries} did not start.", *said, started.stderr.strip()])
        )


def stop(place: Place, binaries: Binaries) -> None:
    """End all sessions and stop the server cleanly."""
    _demand(
        place.run(
            [
                binaries.folder / "pg_ctl",
                "stop",
                "--mode=fast",
                "--wait",
                "--silent",
                "--timeout=60",
                f"--pgdata={place.data}",
            ]
        ),
        f"{binaries} did not stop",
    )


def _durable() -> bool:
    return os.environ.get("EMBEDDED_POSTGRES_FSYNC", "on") != "off"


def _locale(binaries: Binaries) -> list[str]:
    """Letters by Unicode, order by code point; the same on every machine, needing no installed locale."""
    if binaries.major >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8", "--lc-messages=C"]


def _admit_owner_and_root(place: Place, data: Path) -> None:
    """Only the server's account and root, proved by the kernel (peer), may connect, as the database's owner."""
    _replace(place, data / "pg_hba.conf", "local all all peer map=place\n")
    names = dict.fromkeys([place.account.pw_name, "root"])
    _replace(place, data / "pg_ident.conf", "".join(f'place "{name}" {OWNER}\n' for name in names))


def _write_place_conf(place: Place) -> None:
    """What depends on where the project lies today, and on how durable the data must be."""
    folder = str(place.socket_folder)
    for special in ("\\", "'", '"'):
        folder = folder.replace(special, special * 2)
    lines = [
        "listen_addresses = ''",
        f"unix_socket_directories = '\"{folder}\"'",
        "unix_socket_permissions = 0700",
        "port = 5432",
        "timezone = 'UTC'",
        "log_timezone = 'UTC'",
        "logging_collector = off",
        "max_connections = 100",
    ]
    if not _durable():
        lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
    _replace(place, place.data / "place.conf", "\n".join([*lines, ""]))


def _clear_after_a_crash(place: Place) -> None:
    """Remove the traces of a killed server, once no process works in its data folder any more.

    PostgreSQL trusts a stale `postmaster.pid` when its number now belongs to another process of the account.
    """
    pid_file = place.data / "postmaster.pid"
    if not pid_file.exists():
        return
    patience = time.monotonic() + _ORPHANS_LEAVE_WITHIN
    while _is_anybody_in(place):
        if time.monotonic() > patience:
            raise EmbeddedError(
                f"A server that answers no call still works in {place.data}. "
                "End its processes, then try again."
            )
        time.sleep(0.1)
    pid_file.unlink(missing_ok=True)
    for trace in (place.socket, place.socket.with_name(f"{place.socket.name}.lock")):
        trace.unlink(missing_ok=True)


def _is_anybody_in(place: Place) -> bool:
    """Asked as the server's account: in a container, root may not look into another account's processes."""
    seen = place.run(["sh", "-c", "readlink /proc/[0-9]*/cwd"])
    return str(place.data.resolve()) in seen.stdout.splitlines()


def _replace(place: Place, file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    file.chmod(0o600)
    if os.geteuid() != place.account.pw_uid:
        os.chown(file, place.account.pw_uid, place.account.pw_gid)


def _append(place: Place, file: Path, text: str) -> None:
    _replace(place, file, file.read_text("utf-8") + text)


def _demand(done: CompletedProcess[str], otherwise: str) -> None:
    if done.returncode:
        raise EmbeddedError(f"{otherwise}:\n{done.stderr.strip()}")
