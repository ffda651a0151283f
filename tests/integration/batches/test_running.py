"""Long work is done once, told as it goes, given up when asked, and never left half done."""

import io
import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from batches.models import Batch, BatchState
from batches.services import (
    Upload,
    Work,
    cancel_batch,
    forget_batches,
    restart_lost,
    run_batch,
    start_batch,
)
from batches.services.sweeping import MOST_ATTEMPTS
from batches.services.work import PACE
from config.embedded.places import PROJECT
from tests.factories import Office
from tests.integration.batches.conftest import KIND, Told, run, start
from tests.integration.notifications.together import together

LONG_AGO = timedelta(hours=1)


def keeps_a_file(work: Work) -> None:
    work.keep(io.BytesIO(b"xong"), name="kết quả.csv", content_type="text/csv")


def grow_old(batch: Batch) -> None:
    old = timezone.now() - LONG_AGO
    Batch.objects.filter(pk=batch.pk).update(beat_at=old, queued_at=old)


def test_a_batch_runs_to_its_end_and_keeps_its_file(told: Told, started: Batch) -> None:
    told.does = keeps_a_file
    assert run(started).state == BatchState.DONE
    file = started.files.get()
    assert (bytes(file.content).decode(), file.name) == ("xong", "kết quả.csv")
    assert started.ended_at is not None


def test_a_message_delivered_twice_runs_it_once(told: Told, started: Batch) -> None:
    runs: list[int] = []
    told.does = lambda work: runs.append(1)
    run(started)
    run(started)
    assert runs == [1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_run_it_once(told: Told, started: Batch) -> None:
    runs: list[int] = []
    told.does = lambda work: runs.append(1)
    together([lambda: run_batch(started.pk)] * 4)
    assert runs == [1]


def test_the_same_again_while_it_goes_on_is_the_same_batch(office: Office, told: Told) -> None:
    first, second = start(office, parameters={"a": 1}), start(office, parameters={"a": 1})
    other = start(office, parameters={"a": 2})
    assert first == second != other
    run(first)
    assert start(office, parameters={"a": 1}) != first


def test_another_officers_batch_is_another(office: Office, told: Told) -> None:
    mine = start(office)
    theirs = start_batch(
        officer_id=office.specialist.pk, kind=KIND, subject="việc", at=timezone.now()
    )
    assert mine != theirs


def test_progress_is_written_down_as_it_goes(told: Told, started: Batch) -> None:
    seen: list[tuple[int, int | None]] = []

    def does(work: Work) -> None:
        told_so_far = Batch.objects.filter(pk=started.pk).values_list("done", "total")
        seen.extend(told_so_far.get() for _row in work.track(range(PACE * 2)))

    told.does = does
    assert run(started).done == PACE * 2
    assert seen[0] == (0, PACE * 2)
    assert seen[-1] == (PACE, PACE * 2)


def test_cancelled_while_it_waits_it_never_begins(told: Told, started: Batch) -> None:
    told.does = keeps_a_file
    assert cancel_batch(started, at=timezone.now())
    assert run(started).state == BatchState.CANCELLED
    assert not started.files.exists()


def test_cancelled_while_it_runs_it_stops_and_tells_what_was_done(
    told: Told, started: Batch
) -> None:
    def does(work: Work) -> None:
        for number in work.track(range(PACE * 4)):
            work.report(number + 1, outcome="xong")
            if number == 10:
                cancel_batch(started, at=timezone.now())

    told.does = does
    assert run(started).state == BatchState.CANCELLED
    assert started.rows.count() == PACE
    assert not cancel_batch(started, at=timezone.now())


def test_work_that_ends_before_it_sees_the_cancellation_is_done(told: Told, started: Batch) -> None:
    def does(work: Work) -> None:
        cancel_batch(started, at=timezone.now())
        keeps_a_file(work)

    told.does = does
    assert run(started).state == BatchState.DONE
    assert started.files.exists()


def test_rights_lost_before_it_begins_break_it_off(told: Told, started: Batch) -> None:
    told.allows, told.does = False, keeps_a_file
    run(started)
    assert (started.state, started.failure) == (BatchState.FAILED, "not_allowed")
    assert not started.files.exists()


def test_an_error_breaks_it_off_without_a_file(told: Told, started: Batch) -> None:
    def does(work: Work) -> None:
        keeps_a_file(work)
        raise RuntimeError("hỏng")

    told.does = does
    run(started)
    assert (started.state, started.failure) == (BatchState.FAILED, "error")
    assert not started.files.exists()


def test_a_file_too_large_for_the_house_is_not_kept(
    told: Told, started: Batch, settings: object
) -> None:
    settings.BATCH_FILE_MOST_BYTES = 3  # type: ignore[attr-defined]
    told.does = keeps_a_file
    run(started)
    assert (started.state, started.failure) == (BatchState.FAILED, "file_too_large")


def test_a_file_handed_in_is_kept_only_until_the_end(office: Office, told: Told) -> None:
    batch = start(office, upload=Upload("hồ sơ.jsonl", b"{}"))
    read: list[bytes] = []
    told.does = lambda work: read.append(work.given())
    run(batch)
    assert read == [b"{}"]
    assert not batch.files.exists()


def test_what_the_queue_lost_is_told_again_once(started: Batch) -> None:
    assert restart_lost() == []
    grow_old(started)
    assert restart_lost() == [started.pk]
    assert restart_lost() == []


def test_a_worker_that_gave_no_sign_loses_the_batch_to_the_next(told: Told, started: Batch) -> None:
    """The silent one was only slow: coming back, it finds the batch taken and leaves nothing."""

    def does(work: Work) -> None:
        if work.batch.attempt == 1:
            grow_old(started)
            assert restart_lost() == [started.pk]
            run_batch(started.pk)
        work.report(1, outcome=f"lần {work.batch.attempt}")
        keeps_a_file(work)

    told.does = does
    assert run(started).state == BatchState.DONE
    assert started.attempt == 2
    assert started.rows.get().outcome == "lần 2"
    assert started.files.count() == 1


def test_what_kills_its_worker_again_and_again_is_given_up(started: Batch) -> None:
    Batch.objects.filter(pk=started.pk).update(
        state=BatchState.RUNNING, attempt=MOST_ATTEMPTS, beat_at=timezone.now() - LONG_AGO
    )
    assert restart_lost() == []
    started.refresh_from_db()
    assert (started.state, started.failure) == (BatchState.FAILED, "interrupted")


def test_past_its_day_it_is_forgotten_with_all_it_held(told: Told, started: Batch) -> None:
    told.does = keeps_a_file
    run(started)
    assert forget_batches(before=started.expires_at) == 0
    assert forget_batches(before=started.expires_at + timedelta(seconds=1)) == 1
    assert not Batch.objects.exists()


#: A worker of its own process, which says when it is half way and then hangs.
HANGS = """
import sys, time, django
django.setup()
from batches.services import Kind, register_kind, run_batch
def hang(work):
    work.expect(10)
    work.report(1, outcome="xong")
    work.tell()
    print("half way", flush=True)
    time.sleep(60)
register_kind(Kind("test", "work", lambda batch: True, hang))
run_batch(int(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_killed_worker_leaves_nothing_half_and_the_next_one_finishes(
    told: Told, started: Batch
) -> None:
    told.does = keeps_a_file
    worker = subprocess.Popen(
        [sys.executable, "-c", HANGS, str(started.pk)],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": database_address(), "DATABASE_POOL": "0"},
        stdout=subprocess.PIPE,
    )
    with worker:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == b"half way"
        worker.send_signal(signal.SIGKILL)
    started.refresh_from_db()
    assert started.state == BatchState.RUNNING
    assert not started.files.exists()

    grow_old(started)
    assert restart_lost() == [started.pk]
    assert run(started).state == BatchState.DONE
    assert (started.attempt, started.files.count(), started.rows.count()) == (2, 1, 1)


def database_address() -> str:
    """The address under which another process reaches this test's database."""
    at = connection.settings_dict
    user = f"{at['USER']}@" if at["USER"] else ""
    return f"postgres://{user}//{str(at['HOST']).strip('/')}/{at['NAME']}"
