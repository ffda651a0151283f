"""Many dates moved by one calendar: in chunks, beside acts, at once, cut off; the same rows, once each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import monotonic, sleep

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dossiers.models import Dossier, DossierEvent
from dossiers.services import recompute_due_dates, recomputing
from dossiers.services.verifying import verify_history
from dossiers.signals import due_dates_moved
from notifications.models import DigestLine, Message
from procedures.models import CalendarDay, DayKind
from procedures.selectors import work_calendar
from procedures.services.calendar import record_edition
from tests.factories import APPLICANT, Office, moment
from tests.integration.notifications.scenes import running
from tests.integration.notifications.together import together

AT = moment("2026-11-20 09:00")


def close(day: date) -> None:
    CalendarDay.objects.create(date=day, kind=DayKind.CLOSED, name="Nghỉ bão", confirmed=True)
    record_edition(at=AT)
    work_calendar()  # built once in a process


def running_ones(office: Office, number: int) -> list[Dossier]:
    applicant = {**APPLICANT, "notify_by": ["email"]}
    return [running(office, applicant=applicant) for _ in range(number)]


def moved() -> int:
    """Dossiers moved, each with one event, one message and a line for its unit's head."""
    events = DossierEvent.objects.filter(act="recompute")
    keys = set(events.values_list("pk", flat=True))
    assert events.values("dossier").distinct().count() == len(keys)
    assert set(Message.objects.filter(event__in=keys).values_list("event", flat=True)) == keys
    lines = DigestLine.objects.filter(topic="moved")
    assert set(lines.values_list("subject_id", flat=True)) == keys
    assert not verify_history().broken
    return len(keys)


def test_the_number_of_statements_does_not_grow_with_the_dates_moved(
    office: Office, django_assert_num_queries: Callable
) -> None:
    running_ones(office, 3)
    close(date(2026, 11, 25))
    with CaptureQueriesContext(connection) as of_three:
        assert recompute_due_dates(at=AT)["moved"] == 3
    running_ones(office, 27)
    close(date(2026, 11, 26))
    with django_assert_num_queries(len(of_three)):
        assert recompute_due_dates(at=AT)["moved"] == 30
    with django_assert_num_queries(5):
        assert recompute_due_dates(at=AT)["looked_at"] == 0


def test_cut_off_between_two_chunks_the_rest_is_moved_by_the_next_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recomputing, "CHUNK", 2)
    running_ones(office, 5)
    close(date(2026, 11, 25))
    chunks: list[int] = []

    def die(**kwargs: object) -> None:
        chunks.append(1)
        if len(chunks) == 2:
            raise RuntimeError("killed")

    due_dates_moved.connect(die)
    try:
        with pytest.raises(RuntimeError, match="killed"):
            recompute_due_dates(at=AT)
    finally:
        due_dates_moved.disconnect(die)
    assert moved() == 2
    assert recompute_due_dates(at=AT)["moved"] == 3
    assert moved() == 5


def test_of_several_at_once_each_date_is_moved_by_one(
    shared_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recomputing, "CHUNK", 2)
    running_ones(shared_office, 9)
    close(date(2026, 11, 25))
    counts = together([lambda: recompute_due_dates(at=AT)["moved"]] * 3)
    assert sum(map(int, counts)) == moved() == 9


def test_what_a_desk_holds_is_passed_over_and_waited_for_at_the_end(shared_office: Office) -> None:
    held, free = running_ones(shared_office, 2)
    close(date(2026, 11, 25))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Dossier.objects.select_for_update().get(pk=held.pk)
            recomputed = pool.submit(together, [lambda: recompute_due_dates(at=AT)["moved"]])
            patience = monotonic() + 30
            while Dossier.objects.get(pk=free.pk).due_at == free.due_at:
                assert monotonic() < patience, "it waits for the desk"
                sleep(0.05)
            assert Dossier.objects.get(pk=held.pk).due_at == held.due_at
        assert recomputed.result() == ["2"]
    assert moved() == 2
