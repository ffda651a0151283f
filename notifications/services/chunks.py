"""How a step of the sweep runs: one set-based statement, in chunks, each a short transaction under the step's lock."""

from collections import Counter
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from django.db import connection, transaction

#: Dossiers a chunk touches: their rows stay locked against acts for as long as it runs.
CHUNK = 500


class StepLock(IntEnum):
    """Advisory locks, so that of two sweeps at once the second waits and then finds nothing."""

    WARN = 8_061_001
    DEMAND = 8_061_002
    FLAG = 8_061_003
    LETTER = 8_061_004
    ESCALATE = 8_061_005
    REMIND = 8_061_007
    DIGEST = 8_061_006


def hold(lock: StepLock) -> None:
    """Wait for a step's lock; it is let go at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(lock)])


def run_in_chunks(lock: StepLock, statement: str, values: Mapping[str, Any]) -> Counter[str]:
    """Run a statement until it picks less than a chunk; the sum of the counts it answers with.

    The statement takes `chunk`, picks dossiers with `SKIP LOCKED` (an act in progress is looked at
    by the next sweep) and answers one row with a column `picked` and its counts.
    """
    totals: Counter[str] = Counter()
    while True:
        with transaction.atomic():
            hold(lock)
            counts = _run(statement, {**values, "chunk": CHUNK})
        totals.update(counts)
        if counts["picked"] < CHUNK:
            del totals["picked"]
            return totals


def _run(statement: str, values: Mapping[str, Any]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))
