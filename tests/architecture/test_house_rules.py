"""Rules of the house that no linter knows: who writes a dossier's state, and who reads the clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("batches", "agencies", "procedures", "dossiers", "notifications", "reports", "config")
#: The one desk that writes a state without an act: dossiers taken over from an older system.
TAKES_OVER = {"dossiers/services/importing.py"}
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "time", "monotonic"}
CLOCK_MODULES = {"datetime", "date", "timezone", "time"}


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" in name:
                continue
            if not folders or any(f"/{folder}" in name for folder in folders):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def state_writes(tree: ast.Module) -> Iterator[int]:
    """Lines that set a dossier's state: by attribute, in a constructor, or in an update."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (
                node.lineno
                for target in targets
                if isinstance(target, ast.Attribute)
                and target.attr == "state"
                and "dossier" in ast.unparse(target.value).lower()
            )
        if isinstance(node, ast.Call) and any(word.arg == "state" for word in node.keywords):
            called = ast.unparse(node.func)
            if called == "Dossier" or (
                called.startswith("Dossier.") and "filter" not in called[-8:]
            ):
                yield node.lineno


def clock_reads(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CLOCKS
            and ast.unparse(node.func.value).rsplit(".", 1)[-1] in CLOCK_MODULES
        ):
            yield node.lineno


def test_only_the_lifecycle_writes_a_state() -> None:
    found = {name for name, tree in sources() for _ in state_writes(tree)}
    assert found <= TAKES_OVER


@pytest.mark.parametrize("room", ["domain/", "services/", "selectors/", "forms/", "models/"])
def test_the_clock_is_an_argument_everywhere_but_in_the_doors(room: str) -> None:
    found = [f"{name}:{line}" for name, tree in sources(room) for line in clock_reads(tree)]
    assert found == []


def test_the_guards_see_what_they_are_meant_to_see() -> None:
    written = ast.parse(
        "dossier.state = 'x'\nDossier(state='x')\nDossier.objects.update(state='x')\n"
    )
    assert list(state_writes(written)) == [1, 2, 3]
    assert list(clock_reads(ast.parse("timezone.now()\ndatetime.date.today()"))) == [1, 2]


def test_django_fsm_is_called_by_perform_alone() -> None:
    callers = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Call)
        and ast.unparse(node.func).startswith("getattr(dossier, act")
    }
    assert callers == {"dossiers/services/performing.py"}


def test_migrations_are_named_and_follow_one_another() -> None:
    for app in APPS[:-1]:
        names = sorted(path.stem for path in (ROOT / app / "migrations").glob("0*.py"))
        assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
        assert not any("auto_" in name for name in names)
