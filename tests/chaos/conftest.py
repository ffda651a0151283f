"""One house for all faults of a run; each fault ends with the question whether it is sound."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom

import pytest

from config.embedded.places import PROJECT
from tests.chaos.channels import open_post, open_scanner
from tests.chaos.house import House
from tests.chaos.programs import Log


@pytest.fixture(scope="session")
def whole_house() -> Iterator[House]:
    """Built once; its log is kept in `var/chaos/`, one file a process."""
    log = Log(PROJECT / "var" / "chaos" / f"{os.getpid()}.log")
    var = Path(tempfile.mkdtemp(prefix="chaos-"))
    with open_post() as post, open_scanner() as scanner:
        house = House(var, post, scanner, log)
        try:
            house.build()
            yield house
        finally:
            house.tear_down()
            shutil.rmtree(var, ignore_errors=True)


@pytest.fixture
def house(whole_house: House, request: pytest.FixtureRequest) -> House:
    """All of it up, as the fault before must have left it."""
    whole_house.log.note(f"--- {request.node.name}")
    whole_house.wait_for_web()
    return whole_house


@pytest.fixture
def random() -> Random:
    """`CHAOS_SEED` plays a run again, as far as the machine's own timing lets it."""
    seed = int(os.environ.get("CHAOS_SEED") or SystemRandom().getrandbits(32))
    sys.stdout.write(f"CHAOS_SEED={seed}\n")
    return Random(seed)  # noqa: S311 -- a test
