"""A pytest plugin: each test run gets a folder of its own with a private server, fast because it may forget.

Loaded with `-p` (pyproject.toml), that is before Django reads its settings; a conftest would come too late.
`DATABASE_URL` or `VAR_DIR`, when set, are used instead.
"""

import os
from itertools import count
from pathlib import Path

import pytest

from config.embedded import postgres
from config.embedded.locks import take
from config.embedded.places import PROJECT

_started = pytest.StashKey[bool]()


def _free_folder() -> Path:
    """The first of `var/test-1`, `var/test-2`, … that no other run uses at this moment."""
    kind = "-".join(filter(None, ["test", os.environ.get("EMBEDDED_POSTGRES")]))
    folders = (PROJECT / "var" / f"{kind}-{number}" for number in count(1))
    return next(folder for folder in folders if take(folder / "run.lock"))


if not os.environ.get("VAR_DIR"):
    # The workers of pytest-xdist inherit it.
    os.environ["VAR_DIR"] = str(_free_folder())
    os.environ["EMBEDDED_POSTGRES_FSYNC"] = "off"

# Eight desks at once, the test's own connection, and room.
os.environ.setdefault("DATABASE_POOL_SIZE", "16")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, before the workers of pytest-xdist."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        config.stash[_started] = postgres.ensure_running()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this run started, unless somebody has joined it meanwhile."""
    if config.stash.get(_started, False):
        postgres.stop_if_idle()
