"""Where the embedded parts keep their files, and as which account the database server runs."""

import hashlib
import os
import pwd
import subprocess
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.embedded.errors import EmbeddedError

PROJECT = Path(__file__).resolve().parents[2]
#: PostgreSQL refuses to run as root. What root starts belongs to this account and lives where it may go.
SYSTEM_ACCOUNT = "casetracking"
SYSTEM_HOME = Path("/var/lib/case-tracking")
#: `sun_path` holds 108 bytes, the last of them zero.
_LONGEST_SOCKET = 107
_SOCKET_FILE = ".s.PGSQL.5432"


def var_folder() -> Path:
    """The folder of everything written at run time: `VAR_DIR`, else `var/` in the project."""
    return Path(os.environ.get("VAR_DIR") or PROJECT / "var").absolute()


@dataclass(frozen=True)
class Place:
    """One private server: its lock files, its folder, its socket folder and the account it runs under."""

    var: Path
    home: Path
    account: pwd.struct_passwd

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def socket_folder(self) -> Path:
        """Inside `home`, or a short folder under /tmp where the path would not fit into a socket address."""
        inside = self.home / "socket"
        fits = len(os.fsencode(inside / _SOCKET_FILE)) <= _LONGEST_SOCKET
        # libpq reads a comma in `host` as a list of hosts.
        if fits and "," not in str(inside):
            return inside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path(f"/tmp/case-tracking-{self.account.pw_uid}-{digest}")  # noqa: S108 (checked in make_private)

    @property
    def socket(self) -> Path:
        return self.socket_folder / _SOCKET_FILE

    def make_private(self, folder: Path) -> None:
        """Create `folder` for the server's account alone; refuse one that somebody else prepared."""
        try:
            folder.mkdir(mode=0o700)
            if os.geteuid() != self.account.pw_uid:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        except FileExistsError:
            found = folder.lstat()
            if folder.is_symlink() or found.st_uid != self.account.pw_uid or found.st_mode & 0o077:
                raise EmbeddedError(
                    f"{folder} exists but is not a private folder of {self.account.pw_name}. "
                    "Remove it and try again."
                ) from None

    def run(
        self, command: Sequence[str | Path], *, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run one of the server's tools under its account, away from the caller's environment."""
        drop: dict[str, object] = {}
        if os.geteuid() != self.account.pw_uid:
            drop = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            [str(part) for part in command],
            input=typed,
            capture_output=True,
            text=True,
            errors="replace",
            cwd="/",
            umask=0o077,
            # PGDATA, PGPORT, PGOPTIONS and the like would change what the tools do.
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            **drop,
        )


def place(var: Path | None = None) -> Place:
    """The server's place for `var`: pure look-up, except that root's first call draws a name for it."""
    var = (var or var_folder()).absolute()
    home = var / "postgres"
    if os.geteuid() != 0:
        return Place(var=var, home=home, account=pwd.getpwuid(os.geteuid()))
    try:
        # An ordinary user's server stays that user's when root runs a command there.
        return Place(var=var, home=home, account=pwd.getpwuid((home / "data").stat().st_uid))
    except FileNotFoundError:
        name = _name_for_root(var / "postgres.name")
        return Place(var=var, home=SYSTEM_HOME / "servers" / name, account=_system_account())


def make_home(where: Place) -> None:
    """Create the folders above and below `where.home` without touching the mode of any that exists."""
    where.home.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    if where.home.is_relative_to(SYSTEM_HOME):
        # The parents are this product's own; a strict umask must not lock the server's account out.
        SYSTEM_HOME.chmod(0o755)
        where.home.parent.chmod(0o755)
    where.make_private(where.home)
    where.make_private(where.socket_folder)


def _name_for_root(file: Path) -> str:
    """A random name kept in `file`, so that a new clone in an old place starts with an empty database."""
    try:
        return file.read_text("ascii").strip()
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
    drawn = file.with_name(f"{file.name}.{uuid.uuid4().hex}")
    drawn.write_text(f"{uuid.uuid4().hex[:12]}\n", "ascii")
    try:
        # Linking, unlike renaming, leaves the name that another process was first to draw.
        os.link(drawn, file)
    except FileExistsError:
        pass
    finally:
        drawn.unlink()
    return file.read_text("ascii").strip()


def _system_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        pass
    made = subprocess.run(
        [
            "useradd",
            "--system",
            "--no-create-home",
            "--home-dir",
            str(SYSTEM_HOME),
            "--shell",
            "/usr/sbin/nologin",
            SYSTEM_ACCOUNT,
        ],
        capture_output=True,
        text=True,
    )
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        raise EmbeddedError(
            "PostgreSQL does not run as root, and the system account "
            f"{SYSTEM_ACCOUNT!r} could not be made: {made.stderr.strip()}. "
            "Run as an ordinary user, or set DATABASE_URL."
        ) from None
