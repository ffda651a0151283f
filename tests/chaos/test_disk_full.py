"""The disk is full while a letter is stored: nothing of it is kept, and no number used up."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from tests.chaos.client import Refused, ask
from tests.chaos.house import House
from tests.chaos.programs import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]

PARTS = {
    "reason_code": "verification",
    "reason": "Cần thêm thời gian xác minh thực địa",
    "new_until": "2026-12-04T17:00",
}
#: Holds the table as it is and a few letters.
TIGHT = "2m"


@pytest.fixture
def small_disk(house: House) -> Iterator[Path]:
    """The letters' table on a disk of its own, with little room."""
    disk = house.var.with_name(f"{house.var.name}-disk")
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={TIGHT},mode=0777", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        disk.rmdir()
        pytest.skip("only root may mount a small disk")
    try:
        house.give_to_server(disk)
        _move_letters(house, f"CREATE TABLESPACE small LOCATION '{disk}'", "small")
        yield disk
        _move_letters(house, "SELECT 1", "pg_default")
        with psycopg.connect(house.dsn, autocommit=True) as connection:
            connection.execute("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
        disk.rmdir()


def _move_letters(house: House, before: str, to: str) -> None:
    with psycopg.connect(house.dsn, autocommit=True) as connection:
        connection.execute(before)  # type: ignore[arg-type]
        connection.execute(f"ALTER TABLE notifications_apologyletter SET TABLESPACE {to}")  # type: ignore[arg-type]


def issued(house: House) -> int:
    return house.count("notifications_apologyletter", "state = 'issued'")


def test_letters_that_find_no_room_are_refused_whole_and_issued_later(
    house: House, small_disk: Path
):
    fill = small_disk / "fill"
    refs = [row[0] for row in house.rows("SELECT ref FROM notifications_apologyletter")]
    with fill.open("wb", buffering=0) as rest:
        try:
            while True:
                rest.write(b"x" * 4096)
        except OSError:
            house.log.note("the disk of the letters is full")
    answered: list[str] = []

    def issue() -> None:
        for ref in refs:
            try:
                answered.append(str(ask(house, "agency_head", f"apologies/{ref}/issue/", PARTS)))
            except Refused as refused:
                answered.append(str(refused))

    Thread(target=issue, daemon=True).start()
    wait_until(lambda: house.said_of_disk(), "the database to find no room")
    before = issued(house)
    assert before < len(refs)
    fill.unlink()
    house.log.note("there is room again")
    wait_until(lambda: len(answered) == len(refs), "the letters to be issued")
    assert issued(house) == len(refs), answered
    house.demand_sound()
