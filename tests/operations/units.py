"""What deploy/ says, read as systemd reads it, so that tests start the parts as operators do."""

import shlex
import sys
from pathlib import Path

from config.embedded.places import PROJECT

DEPLOY = PROJECT / "deploy"
SYSTEMD = DEPLOY / "systemd"
#: Where units look for the release.
RELEASE = "/opt/casetracking/current"


def environment_of(file: Path) -> dict[str, str]:
    """A file of `NAME=value` lines, the value perhaps in quotes."""
    lines = (line.strip() for line in file.read_text("utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value.strip('"') for name, _, value in pairs}


class Unit:
    """A service's lines; a name may stand several times."""

    def __init__(self, name: str) -> None:
        text = (SYSTEMD / name).read_text("utf-8").replace("\\\n", " ")
        pairs = (
            line.partition("=") for line in text.splitlines() if line[:1] not in ("", "#", "[")
        )
        self._lines = [(key, value) for key, _, value in pairs]

    def all(self, key: str) -> list[str]:
        return [value for each, value in self._lines if each == key]

    def one(self, key: str) -> str:
        (value,) = self.all(key)
        return value

    @property
    def program(self) -> str:
        """As the unit names it."""
        return self.one("ExecStart").split()[0]

    @property
    def environment(self) -> dict[str, str]:
        """What the unit itself sets."""
        words = [word for line in self.all("Environment") for word in shlex.split(line)]
        return dict(word.split("=", 1) for word in words)

    def command(self, **variables: str) -> list[str]:
        """The program and its arguments, the program from this clone and its .venv."""
        line = self.one("ExecStart").replace("%%", "%")
        for name, value in variables.items():
            line = line.replace(f"${{{name}}}", value).replace(f"%{name}", value)
        program, *arguments = line.split()
        return [str(here(program)), *arguments]


def here(program: str) -> Path:
    """Where a program of the release lies in this clone."""
    in_venv = program.removeprefix(f"{RELEASE}/.venv/bin/")
    if in_venv != program:
        return Path(sys.executable).parent / in_venv
    return Path(program.replace(RELEASE, str(PROJECT)))
