"""Rows of long jobs: the sweep and its letters, and a change of the calendar beside the desk's work."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from statistics import median
from typing import Any

from benchmarks import client, server
from benchmarks.bench import Bench, Row, refuse_failures
from benchmarks.requests import requests_of

#: Of a thousand dossiers in the database that is swept.
_ALL_OPEN = 1000
#: Of a million open dossiers, newly due in a night.
_NEWLY_DUE = 0.028
#: Steps whose work is that of what is newly due; the others' is of limits, warnings and days that the
#: copied lives have many times more often than a night has.
_OF_NEWLY_DUE = ("flag", "letter", "escalate", "digest")
#: Sweeps with nothing new; the first writes the statements that a worker has written long ago.
_IDLE = 4
_LETTERS, _LETTERS_SHORT = 5_000, 300
_MOVED = 200_000
#: Visitors at the desk while the calendar changes; eight would time the processor's queue.
_AT_THE_DESK = 2

#: The flags alone, as bare as a statement can be: no chunks, no locks, no evidence of notices.
_BARE_FLAGS = """
INSERT INTO notifications_overdueflag
    (dossier_id, run, appointment, agency_id, due_at, late_from, detected_at, unit_id, officer_id, step,
     notice_in_time, is_violation, calendar_version, closed_why)
SELECT d.id, d.run, CASE WHEN d.reappointed_at IS NULL THEN 1 ELSE 2 END, d.agency_id, d.due_at, d.late_from, %(at)s,
       d.unit_id, d.officer_id, d.step, false, d.warn_on IS NOT NULL, d.calendar_version, ''
FROM dossiers_dossier d
WHERE d.state IN ('received', 'processing', 'payment_requested', 'supplement_requested') AND d.due_at IS NOT NULL
  AND d.late_from <= %(at)s
  AND NOT EXISTS (SELECT FROM notifications_overdueflag f WHERE f.dossier_id = d.id AND f.closed_at IS NULL)
ON CONFLICT DO NOTHING
"""


def sweep(bench: Bench) -> list[Row]:
    """A night on which 2.8 % of the open dossiers, all of the database, become due; then the letters of that night."""
    with _all_open(bench) as swept:
        _swept(swept, swept.as_of)  # what the copied lives owe from the days before
        at, newly = _night(swept)
        bare = [_bare(swept, at) for _ in range(3)]
        seen = _swept(swept, at, again=_IDLE)
        idle = min(seen["idle"])
        follows = round(sum(seen["steps"][name] for name in _OF_NEWLY_DUE), 4)
        ratio = round(seen["steps"]["flag"] / median(bare), 2)
        detail = {**seen, "newly_due": newly, "bare_flags_seconds": bare, "at": at.isoformat()}
        share = {"10k": 0.01, "100k": 0.1}.get(bench.size, 1.0)
        limit = 3.0 * max(share, 0.1)
        rows = [
            Row("sweep, flags", bench.size, ratio, "× bare SQL", 1.5, detail=detail),
            Row("sweep, what 2.8 % newly due bring", bench.size, follows, "s", limit),
            Row("sweep, all steps", bench.size, seen["seconds"], "s", limit),
            Row("sweep, nothing new", bench.size, round(1000 * idle, 1), "ms", 20.0),
        ]
        return rows + _letters(swept, at)


def _letters(bench: Bench, at: datetime) -> list[Row]:
    most = _LETTERS_SHORT if bench.plan.is_short else _LETTERS
    found = int(
        _asked(bench, "SELECT count(*) FROM notifications_apologyletter WHERE state = 'draft'")
    )
    seen = _job(bench, "letters", at, str(min(most, found // 2)))
    growth = max(
        after - before
        for before, after in (seen[each]["memory_mb"] for each in ("rendered", "signed"))
    )
    return [
        Row(
            "letters rendered and stored",
            bench.size,
            seen["rendered"]["a_second"],
            "a second",
            70.0,
            True,
            seen,
        ),
        Row(
            "letters signed and issued",
            bench.size,
            seen["signed"]["a_second"],
            "a second",
            25.0,
            True,
        ),
        Row("letters, memory gained", bench.size, growth, "MB", 30.0),
    ]


def calendar(bench: Bench) -> list[Row]:
    """A day closed by decree: what runs is recomputed while the desk goes on; told for 200,000 moved."""
    with bench.serving() as web:
        worklist = partial(requests_of, bench, "worklist")
        load = partial(client.load, web.port, clients=_AT_THE_DESK)
        load(worklist(), seconds=1.0)
        before = load(worklist(), seconds=max(bench.plan.seconds, 3.0))
        during: list[client.Load] = []
        with bench.started("-m", "benchmarks.jobs", "calendar", bench.as_of.isoformat()) as process:
            while process.poll() is None:
                during.append(load(worklist(), seconds=1.0))
            seen = json.loads(process.stdout.read())
    for each in (before, *during):
        refuse_failures(each)
    times = sorted(one for each in during for one in each.times)
    p95 = 1000 * times[int(0.95 * len(times))]
    detail = {
        **seen,
        "desk_before_p95_ms": round(before.p95, 1),
        "desk_during_p95_ms": round(p95, 1),
    }
    seconds = round(seen["seconds"] * _MOVED / max(seen["moved"], 1), 1)
    return [
        Row("calendar change, 200,000 moved", bench.size, seconds, "s", 60.0, detail=detail),
        Row(
            "calendar change, the desk's p95",
            bench.size,
            round(p95 / before.p95, 2),
            "× before",
            2.0,
        ),
    ]


@contextmanager
def _all_open(bench: Bench) -> Iterator[Bench]:
    """A copy of the same size in which every dossier is open."""
    swept = Bench(bench.size, bench.plan, bench.redis_url, open_share=_ALL_OPEN)
    swept.renew()
    try:
        yield swept
    finally:
        server.drop(swept.database)


def _night(bench: Bench) -> tuple[datetime, int]:
    """The moment of the coming days at which nearly 2.8 % of the open dossiers have newly passed `late_from`."""
    with bench.connected() as connection:
        wanted = (
            _NEWLY_DUE * connection.execute("SELECT count(*) FROM dossiers_dossier").fetchone()[0]
        )
        moments = connection.execute(
            """
            SELECT late_from, (sum(count(*)) OVER (ORDER BY late_from))::bigint FROM dossiers_dossier
            WHERE late_from > %s AND due_at IS NOT NULL
              AND state IN ('received', 'processing', 'payment_requested', 'supplement_requested')
            GROUP BY late_from ORDER BY late_from LIMIT 2000
            """,
            [bench.as_of],
        ).fetchall()
    at, newly = min(moments, key=lambda each: abs(each[1] - wanted))
    return at, int(newly)


def _bare(bench: Bench, at: datetime) -> float:
    """Seconds of the bare statement with its foreign keys looked up, as a commit would; then it is taken back."""
    with server.connect(bench.database, autocommit=False) as connection:
        began = time.perf_counter()
        connection.execute(_BARE_FLAGS, {"at": at})
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = time.perf_counter() - began
        connection.rollback()
    return round(seconds, 4)


def _swept(bench: Bench, at: datetime, *, again: int = 0) -> dict[str, Any]:
    return _job(bench, "sweep", at, str(again))


def _job(bench: Bench, name: str, at: datetime, *rest: str) -> dict[str, Any]:
    """A job of `benchmarks.jobs`; letters are signed by the demonstration authority, which production refuses."""
    told = bench.python("-m", "benchmarks.jobs", name, at.isoformat(), *rest, PRODUCTION="0")
    last = told.strip().splitlines()[-1]
    print(f"  {name} as of {at:%Y-%m-%d %H:%M}: {last}", file=sys.stderr, flush=True)
    return json.loads(last)


def _asked(bench: Bench, query: str) -> Any:
    with bench.connected() as connection:
        return connection.execute(query).fetchone()[0]
