"""A folder with a private server that is gone after the test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.embedded import postgres
from config.embedded.places import place

MakeVar = Callable[..., Path]


@pytest.fixture
def make_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeVar]:
    """`make_var("a", "b")` gives the folder a/b/var, used by no server yet."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("EMBEDDED_POSTGRES_FSYNC", "off")
    made: list[Path] = []

    def make(*parts: str) -> Path:
        var = tmp_path.joinpath(*parts, "var")
        var.mkdir(parents=True)
        monkeypatch.setenv("VAR_DIR", str(var))
        made.append(var)
        return var

    yield make
    for var in made:
        postgres.stop(var)
        where = place(var)
        shutil.rmtree(where.home, ignore_errors=True)
        shutil.rmtree(where.socket_folder, ignore_errors=True)


@pytest.fixture
def var(make_var: MakeVar) -> Path:
    return make_var()
