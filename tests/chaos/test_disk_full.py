"""The disk is full while something is stored: nothing of it is kept, no number used up, and later it succeeds."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest

from tests.chaos.client import Refused, act, ask, file
from tests.chaos.house import House
from tests.chaos.programs import wait_until
from tests.file_samples import pdf

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]

PARTS = {
    "reason_code": "verification",
    "reason": "Cần thêm thời gian xác minh thực địa",
    "new_until": "2026-12-04T17:00",
}
#: Holds a table as the faults before have left it and what this one adds: 150 kB a letter.
TIGHT = "64m"
#: What takes the room, until there is room again.
FILLER = "fill"


@contextmanager
def mounted(place: Path) -> Iterator[Path]:
    """A small disk at a folder."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={TIGHT},mode=0777", "tmpfs", str(place)]
    made = subprocess.run(mount, capture_output=True, text=True)
    if made.returncode and (os.geteuid() or "permission denied" in made.stderr):
        pytest.skip("only root may mount a small disk")
    assert not made.returncode, made.stderr
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def on_small_disk(house: House, table: str) -> Iterator[Path]:
    """A table on a disk of its own, with little room."""
    disk = house.var.with_name(f"{house.var.name}-disk")
    disk.mkdir()
    try:
        with mounted(disk):
            house.give_to_server(disk)
            house.change(f"CREATE TABLESPACE small LOCATION '{disk}'")
            house.change(f"ALTER TABLE {table} SET TABLESPACE small")
            try:
                yield disk
            finally:
                # A table left on a disk that goes would fail every fault after this one.
                (disk / FILLER).unlink(missing_ok=True)
                house.change(f"ALTER TABLE {table} SET TABLESPACE pg_default")
                house.change("DROP TABLESPACE small")
    finally:
        disk.rmdir()


@contextmanager
def small_storage(house: House) -> Iterator[Path]:
    """Files on a disk of their own, with little room; what was stored meanwhile is kept."""
    house.files.mkdir(exist_ok=True)
    with TemporaryDirectory() as kept:
        with mounted(house.files) as disk:
            yield disk
            shutil.copytree(disk, kept, dirs_exist_ok=True)
        shutil.copytree(kept, house.files, dirs_exist_ok=True)


def fill(house: House, disk: Path, *, leave: int = 0) -> Path:
    """A file that takes all the room but so many bytes."""
    filler = disk / FILLER
    with filler.open("wb", buffering=0) as rest:
        try:
            while True:
                rest.write(b"x" * 4096)
        except OSError:
            rest.truncate(rest.tell() - leave)
    house.log.note("the disk is full")
    return filler


def make_room(house: House, filler: Path) -> None:
    filler.unlink()
    house.log.note("there is room again")


def issued(house: House) -> int:
    return house.count("notifications_apologyletter", "state = 'issued'")


def test_letters_that_find_no_room_are_refused_whole_and_issued_later(house: House):
    refs = [row[0] for row in house.rows("SELECT ref FROM notifications_apologyletter")]
    answered: list[str] = []

    def issue() -> None:
        for ref in refs:
            try:
                answered.append(str(ask(house, "agency_head", f"apologies/{ref}/issue/", PARTS)))
            except Refused as refused:
                answered.append(str(refused))

    with on_small_disk(house, "notifications_apologyletter") as disk:
        said = house.full_disks_met()
        filler = fill(house, disk)
        Thread(target=issue, daemon=True).start()
        wait_until(lambda: house.full_disks_met() > said, "the database to find no room")
        before = issued(house)
        assert before < len(refs)
        make_room(house, filler)
        wait_until(lambda: len(answered) == len(refs), "the letters to be issued")
    assert issued(house) == len(refs), answered
    house.demand_sound()


def test_a_file_that_finds_no_room_leaves_nothing_and_is_filed_later(house: House):
    ref = act(house, "counter", "receive", **house.furniture["opening"])
    content = pdf(text="x" * 200_000)
    with small_storage(house) as disk:
        filler = fill(house, disk, leave=64 * 1024)
        filing = Thread(target=file, args=(house, ref, content))
        filing.start()
        wait_until(lambda: "No space left" in house.web.said.read_text("utf-8"), "no room")
        wait_until(lambda: house.stored() == [filler], "the beginning of the file to be removed")
        assert not house.count("dossiers_dossierfile", f"size = {len(content)}")
        make_room(house, filler)
        filing.join()
    ((digest,),) = house.rows(
        "SELECT sha256 FROM dossiers_dossierfile WHERE size = %s", len(content)
    )
    assert digest == hashlib.sha256(content).hexdigest()
    assert content in [path.read_bytes() for path in house.stored()]
    house.demand_sound()


def test_an_export_that_finds_no_room_is_written_when_there_is(house: House):
    batch = house.inside("export")
    with on_small_disk(house, "batches_batchfile") as disk:
        said = house.full_disks_met()
        filler = fill(house, disk)
        house.send("batches.run", batch_id=batch)
        wait_until(lambda: house.full_disks_met() > said, "the database to find no room")
        make_room(house, filler)
        house.finish_batch(batch)
    assert house.count("batches_batchfile", f"batch_id = {batch} AND role = 'result'") == 1
    house.demand_sound()
