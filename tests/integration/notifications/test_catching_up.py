"""A sweep that missed days catches up: the same rows as if it had come by all the time, found later."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from dossiers.models import Dossier, Violation
from notifications.models import (
    ApologyLetter,
    DelayNotice,
    DueWarning,
    LetterState,
    Message,
    OverdueFlag,
)
from notifications.services import sweep
from tests.factories import Office, moment, perform_act
from tests.integration.notifications.scenes import running

DOWN_FROM, UP_AGAIN = moment("2026-11-25 18:00"), moment("2026-11-30 09:00")

Deed = tuple[datetime, Callable[[], Any]]
Rows = dict[str, list[tuple[Any, ...]]]


def deeds(office: Office) -> Iterator[Deed]:
    """What happens in the house while no worker runs."""
    _late, settled_late, withdrawn, asked = (running(office) for _ in range(4))
    yield (
        moment("2026-11-20 09:00"),
        lambda: perform_act(
            office,
            "consult",
            at=moment("2026-11-20 09:00"),
            dossier=asked,
            answer_by="2026-11-26T17:00",
        ),
    )
    yield (
        moment("2026-11-26 08:00"),
        lambda: perform_act(office, "submit", at=moment("2026-11-26 08:00"), channel="online"),
    )
    yield (
        moment("2026-11-26 08:30"),
        lambda: perform_act(office, "receive", at=moment("2026-11-26 08:30")),
    )
    yield (
        moment("2026-11-27 08:00"),
        lambda: perform_act(
            office,
            "receive",
            at=moment("2026-11-27 08:00"),
            procedure=office.at_counter.code,
            documents=[],
        ),
    )
    for act, dossier in (("settle", settled_late), ("withdraw", withdrawn)):
        at = moment("2026-11-30 08:15")
        yield at, lambda a=act, d=dossier, m=at: perform_act(office, a, at=m, dossier=d)


def hours(first: datetime, last: datetime) -> Iterator[datetime]:
    """Each hour, ten minutes past."""
    at = first + timedelta(minutes=10)
    while at < last:
        yield at
        at += timedelta(hours=1)


def lived_through(office: Office, sweeps: Sequence[datetime]) -> Rows:
    """The rows at the end when the sweeps come by at the moments given; taken back afterwards."""
    with transaction.atomic():
        sweep(moment("2026-11-19 17:00"))
        timeline = [*deeds(office), *((at, lambda at=at: sweep(at)) for at in sweeps)]
        for _, do in sorted(timeline, key=lambda deed: deed[0]):
            do()
        found = rows()
        transaction.set_rollback(True)
    return found


def rows() -> Rows:
    """What is evidence, without the moments at which it was found."""
    number = {
        key: n for n, key in enumerate(Dossier.objects.order_by("pk").values_list("pk", flat=True))
    }

    def of(model: Any, *columns: str, without: str = "") -> list[tuple[Any, ...]]:
        found = model.objects.values_list("dossier_id", *columns)
        if without:
            found = found.exclude(state=without)
        return sorted((number[key], *map(str, rest)) for key, *rest in found)

    appointment = ("run", "appointment", "agency__code", "due_at")
    return {
        "flags": of(
            OverdueFlag,
            *appointment,
            "late_from",
            "unit__code",
            "step",
            "notice_in_time",
            "is_violation",
            "closed_why",
            "closed_at",
        ),
        "demands": of(
            DelayNotice,
            *appointment,
            "kind",
            "unit__code",
            "answer_by",
            "lapsed_why",
            "is_violation",
        ),
        # A draft void the moment it would be written is not written.
        "letters": of(
            ApologyLetter, *appointment, "way", "state", "flag__due_at", without=LetterState.VOID
        ),
        "violations": of(Violation, "kind", "agency__code", "due_at"),
    }


@pytest.mark.slow
def test_one_sweep_after_days_leaves_what_a_sweep_every_hour_would_have_left(office: Office):
    always = lived_through(office, [*hours(DOWN_FROM, UP_AGAIN), UP_AGAIN])
    afterwards = lived_through(office, [UP_AGAIN])
    assert len(always["flags"]) == 5
    assert {row[-1] for row in always["demands"]} == {"True", "False"}
    assert len(always["violations"]) == 3
    for kind, found in always.items():
        assert afterwards[kind] == found, kind


def test_coming_back_it_warns_of_nothing_that_has_passed(office: Office):
    for _ in range(3):
        running(office)
    sweep(UP_AGAIN)
    assert not DueWarning.objects.exists()
    told = Message.objects.exclude(recipient="applicant").values_list("kind", flat=True)
    assert set(told) == {"escalation"}, "who is late is told; the demand's time has passed"
