"""The long jobs, timed inside the process that does them: the sweep, letters, a change of the calendar.

Run as a program with the environment of the product; prints what it saw as JSON.

    python -m benchmarks.jobs sweep ISO [N] | letters ISO N | calendar ISO
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import django

from benchmarks.programs import resident

#: Papers before the time counts.
_WARM = 20


def sweep(at: datetime, again: int = 0) -> dict[str, Any]:
    """One sweep as of a moment: what was new, and the seconds of each step; then so many more that find nothing."""
    from django.db import connection

    from notifications.services.sweeping import STEPS
    from notifications.services.sweeping import sweep as whole
    from procedures.selectors import work_calendar

    seconds: dict[str, float] = {}

    def timed(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(moment: datetime, look: Any) -> Any:
            began = time.perf_counter()
            try:
                return step(moment, look)
            finally:
                seconds[name] = round(time.perf_counter() - began, 4)

        return run

    connection.ensure_connection()  # as a worker is that sweeps every ten minutes
    work_calendar()
    began = time.perf_counter()
    counts = whole(at, steps={name: timed(name, step) for name, step in STEPS.items()})
    told = {"seconds": round(time.perf_counter() - began, 4), "steps": seconds, "counts": counts}
    idle = []
    for _ in range(again):
        began = time.perf_counter()
        whole(at)
        idle.append(round(time.perf_counter() - began, 4))
    return {**told, "idle": idle}


def letters(at: datetime, most: int) -> dict[str, Any]:
    """So many drafts made papers and stored, so many more signed by the server's key and issued, and typst alone."""
    from notifications.models import ApologyLetter, LetterState
    from notifications.services import issue_letter, prepare_for_signature

    drafts = iter(
        ApologyLetter.objects.filter(state=LetterState.DRAFT, way="late", dossier__due_at__lte=at)
        .order_by("pk")
        .values_list("pk", "dossier__agency_id")[: 2 * most + 200]
    )
    rendered = _done(islice(drafts, most), prepare_for_signature, at)
    signed = _done(islice(drafts, most), issue_letter, at)
    return {"rendered": rendered, "signed": signed, "typst": _typst_alone()}


def _done(
    drafts: Iterator[tuple[int, int]], service: Callable[..., Any], at: datetime
) -> dict[str, Any]:
    """One service on letter after letter: letters a second, and resident megabytes early and at the end."""
    from agencies.domain.roles import Role
    from agencies.models import Officer
    from agencies.selectors import Actor, officers_holding
    from procedures.domain.zone import local_day
    from procedures.selectors import work_calendar

    until = work_calendar().closing(work_calendar().working_day_after(local_day(at), 5))
    heads: dict[int, Officer] = {}
    done, refused, early, began = 0, 0, 0.0, 0.0
    for place, (letter, agency) in enumerate(drafts):
        if agency not in heads:
            heads[agency] = officers_holding(Role.AGENCY_HEAD, [agency], on=local_day(at)).get()
        if place == _WARM:
            began = time.perf_counter()
        parts = {"reason_code": "workload", "reason": "Benchmark", "new_until": until}
        try:
            service(letter_id=letter, actor=Actor(heads[agency]), at=at, **parts)
        except Exception as error:
            refused += 1
            last = repr(error)
            if refused > 100:
                raise RuntimeError(last) from error
            continue
        done += place >= _WARM
        if place == 10 * _WARM:
            early = resident("self")
    seconds = time.perf_counter() - began
    return {
        "letters": done,
        "refused": refused,
        "a_second": round(done / seconds, 1),
        "memory_mb": [round(early), round(resident("self"))],
    }


def _typst_alone() -> dict[str, float]:
    """The same papers from their frozen contexts, without database."""
    from dossiers.forms import typeset
    from notifications.forms import LETTER
    from notifications.models import ApologyLetter

    frozen = ApologyLetter.objects.filter(prepared_at__isnull=False).order_by("-pk")
    contexts = list(frozen.values_list("context", flat=True)[:200])
    for context in contexts[:_WARM]:
        typeset(LETTER, context)
    began = time.perf_counter()
    for context in contexts:
        typeset(LETTER, context)
    return {"a_second": round(len(contexts) / (time.perf_counter() - began), 1)}


def calendar(at: datetime) -> dict[str, Any]:
    """Close a working day in a few days' time and recompute what runs."""
    from django.utils import timezone

    from dossiers.services import recompute_due_dates
    from procedures.domain.zone import local_day
    from procedures.models import CalendarDay, DayKind
    from procedures.selectors import work_calendar
    from procedures.services.calendar import save_entry

    day = work_calendar().working_day_after(local_day(at), 1)
    entry = CalendarDay(
        date=day, kind=DayKind.CLOSED, name="Benchmark", notice="Benchmark", confirmed=True
    )
    now = max(timezone.now(), at + timedelta(seconds=1))
    save_entry(entry, at=now)
    began = time.perf_counter()
    counts = recompute_due_dates(at=now)
    return {"seconds": round(time.perf_counter() - began, 2), **counts}


def main(job: str, moment: str, *rest: str) -> None:
    """Do the job the command line names."""
    django.setup()
    jobs = {"sweep": sweep, "letters": letters, "calendar": calendar}
    print(json.dumps(jobs[job](datetime.fromisoformat(moment), *map(int, rest))))


if __name__ == "__main__":
    main(*sys.argv[1:])
