"""The worker killed with -9 at each step of the work that takes long: its next run finishes it, once."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.chaos.chores import TAKEN_OVER
from tests.chaos.client import act, file
from tests.chaos.house import House
from tests.chaos.programs import wait_until
from tests.file_samples import pdf

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]

#: Table and lock at which an export waits: claimed, read, stored.
EXPORT = (
    ("batches_batch", "SHARE"),
    ("dossiers_dossier", "ACCESS EXCLUSIVE"),
    ("batches_batchfile", "SHARE"),
)


@pytest.fixture
def house(house: House) -> House:
    """With nothing left to send and nothing queued."""
    house.drain()
    house.stop_work()
    house.restart_worker()
    return house


@pytest.fixture
def later(house: House) -> Iterator[None]:
    """The clock may be set; afterwards it is what it was."""
    ahead = house.ahead
    yield
    house.set_clock(house.now() - house.ahead + ahead)


def test_due_dates_follow_the_calendar_wherever_the_recomputation_was_killed(house: House):
    for _ in range(2):
        act(house, "counter", "receive", **house.furniture["opening"])
    house.drain()
    house.worker.kill()  # a new edition has the dates recomputed at once
    house.inside("close", "2026-12-02")
    (edition,) = house.rows("SELECT max(number) FROM procedures_calendaredition")[0]
    task = "dossiers.recompute_due_dates"
    house.kill_worker_at("dossiers_dossier", "EXCLUSIVE", task)
    for table in ("dossiers_dossierevent", "notifications_message"):
        house.kill_worker_at(table, "SHARE", task)
    house.restart_worker()
    house.send(task)
    left = f"state IN ('received', 'processing') AND calendar_version <> {edition}"
    wait_until(lambda: not house.count("dossiers_dossier", left), "all due dates")
    moved = house.rows("""
        SELECT count(*) FROM dossiers_dossierevent WHERE act = 'recompute'
        GROUP BY dossier_id, facts -> 'calendar_after'""")
    assert len(moved) >= 2
    assert set(moved) == {(1,)}
    house.demand_sound()


@pytest.mark.parametrize("step", ["looked at", "written down"])
@pytest.mark.usefixtures("later")
def test_a_file_whose_scan_was_killed_gets_its_verdict_by_the_next_round(house: House, step: str):
    ref = act(house, "counter", "receive", **house.furniture["opening"])
    house.drain()
    house.scanner.keep_waiting()
    file(house, ref, pdf(text=ref))
    assert house.scanner.holds.wait(180)
    if step == "written down":
        with house.locked("dossiers_dossierfile", "SHARE"):
            house.scanner.answer_again()
            wait_until(lambda: house.waits_at("dossiers_dossierfile"), "the verdict")
            house.worker.kill()
    else:
        house.worker.kill()
        house.scanner.answer_again()
    house.restart_worker()
    house.set_clock(house.now() + timedelta(minutes=5))
    house.send("dossiers.scan_waiting_files")
    wait_until(lambda: not house.count("dossiers_dossierfile", "state = 'waiting'"), "the verdict")
    assert set(house.rows("SELECT state FROM dossiers_dossierfile")) == {("clean",)}
    house.demand_sound()


@pytest.mark.parametrize(("table", "mode"), EXPORT, ids=[step[0] for step in EXPORT])
def test_an_export_killed_at_any_step_leaves_one_file(house: House, table: str, mode: str):
    batch = house.inside("export")
    house.kill_worker_at(table, mode, "batches.run", batch_id=batch)
    house.restart_worker()
    assert not house.count("batches_batchfile", f"batch_id = {batch}")
    house.finish_batch(batch)
    assert house.count("batches_batchfile", f"batch_id = {batch} AND role = 'result'") == 1
    house.demand_sound()


@pytest.mark.parametrize(
    ("table", "day"),
    [("dossiers_dossierevent", "2026-11-16"), ("batches_batchrow", "2026-11-17")],
    ids=["a line", "the report"],
)
def test_an_import_killed_at_any_step_takes_each_line_over_once(house: House, table: str, day: str):
    batch = house.inside("import", day)
    house.kill_worker_at(table, "SHARE", "batches.run", batch_id=batch)
    house.restart_worker()
    house.finish_batch(batch)
    of_the_day = f"code LIKE '%-{day[2:].replace('-', '')}-%'"
    assert house.count("dossiers_dossier", of_the_day) == TAKEN_OVER
    reported = f"batch_id = {batch} AND NOT is_refused"
    assert house.count("batches_batchrow", reported) == TAKEN_OVER
    house.demand_sound()


def test_what_had_its_time_is_erased_once_wherever_the_erasure_was_killed(house: House):
    over = house.inside("bury")
    house.drain()
    theirs = f"dossier_id IN ({', '.join(map(str, over))})"
    erased = f"{theirs} AND erased_at IS NOT NULL"
    contents = {
        house.files / path
        for (path,) in house.rows(f"SELECT file FROM dossiers_dossierfile WHERE {theirs}")  # noqa: S608
    }
    assert contents <= set(house.stored())
    assert len(contents) == len(over)
    for table in ("dossiers_dossierfile", "dossiers_applicant", "dossiers_dossierevent"):
        house.kill_worker_at(table, "SHARE", "dossiers.erase_personal_data")
        assert not house.count("dossiers_applicant", erased)
    house.restart_worker()
    house.send("dossiers.erase_personal_data")
    wait_until(lambda: house.count("dossiers_applicant", erased) == len(over), "the erasure")
    erasures = f"SELECT count(*) FROM dossiers_dossierevent WHERE act = 'erase' AND {theirs}"  # noqa: S608
    assert house.rows(f"{erasures} GROUP BY dossier_id") == [(1,)] * len(over)
    wait_until(lambda: not contents & set(house.stored()), "the contents to go")
    house.demand_sound()


def test_content_that_nobody_knows_goes_though_the_round_was_killed(house: House):
    orphan = house.files / "dossiers" / "00" / ("0" * 32)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"of an act that was cut off")
    long_ago = (house.now() - timedelta(days=2)).timestamp()
    os.utime(orphan, (long_ago, long_ago))
    before = len(house.stored())
    house.kill_worker_at("dossiers_dossierfile", "ACCESS EXCLUSIVE", "dossiers.look_after_files")
    house.restart_worker()
    house.send("dossiers.look_after_files")
    wait_until(lambda: not orphan.exists(), "the orphan to go")
    assert len(house.stored()) == before - 1
    house.demand_sound()


#: Notes that are kept for a time only: their task, table and moment.
NOTES = (
    ("agencies.forget_answers", "agencies_idempotencykey", "created_at"),
    ("agencies.forget_sign_ins", "axes_accesslog", "attempt_time"),
    ("dossiers.forget_accesses", "dossiers_accessrecord", "at"),
    ("batches.forget", "batches_batch", "expires_at"),
)


def test_old_notes_go_though_their_task_was_killed(house: House):
    for task, table, moment in NOTES:
        house.change(f"UPDATE {table} SET {moment} = {moment} - interval '20 years'")  # noqa: S608
        house.kill_worker_at(table, "ACCESS EXCLUSIVE", task)
        house.restart_worker()
        house.send(task)
        wait_until(lambda: not house.count(table), f"{table} to be emptied")  # noqa: B023
    house.demand_sound()
