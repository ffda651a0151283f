"""How a step of the sweep runs: it finds dossiers, then acts on them in chunks, each a short transaction under its lock."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.db import connection, transaction

from dossiers.domain.span import Span

#: Dossiers a chunk touches: their rows stay locked against acts for as long as it runs.
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Step:
    """Two statements: `find` answers dossiers' keys, `act` takes `keys` and does it for those still as they were found.

    `act` picks its dossiers with `SKIP LOCKED`, and answers one row: `picked`, the array of their
    keys, and its counts.
    """

    find: str
    act: str


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


def run_in_chunks(
    lock: StepLock, step: Step, values: Mapping[str, Any], span: Span
) -> Counter[str]:
    """Do a step for every dossier it finds; the sum of the counts it answers with.

    What is found is looked at again under the step's lock. Dossiers that an act has in hand are
    passed over (`SKIP LOCKED`) and remembered in `span.held`.
    """
    totals: Counter[str] = Counter()
    found = _found(step.find, values)
    for first in range(0, len(found), CHUNK):
        keys = found[first : first + CHUNK]
        with transaction.atomic():
            hold(lock)
            counts = _run(step.act, {**values, "keys": keys})
        span.held.update({*keys} - {*(counts.pop("picked") or ())})
        totals.update(counts)
    return totals


def _found(statement: str, values: Mapping[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(dict.fromkeys(key for (key,) in cursor.fetchall()))


def _run(statement: str, values: Mapping[str, Any]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))
