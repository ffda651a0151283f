"""Tasks delivered twice, late, out of order; two beats at once; a clock that jumps."""

from datetime import timedelta
from random import Random

import pytest

from tests.chaos.client import whole_life
from tests.chaos.house import MORNING, House
from tests.chaos.programs import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]


def finished(house: House) -> int:
    return house.count("notifications_sweeprun", "finished_at IS NOT NULL")


def test_tasks_delivered_twice_late_and_out_of_order_do_their_work_once(
    house: House, random: Random
):
    house.worker.kill()
    house.may_repeat += 2
    whole_life(house)
    keys = [row[0] for row in house.rows("SELECT id FROM notifications_message ORDER BY id")]
    tasks = [("notifications.deliver_message", {"message_id": key}) for key in keys[-20:]] * 2
    tasks += [("notifications.sweep", {})] * 3 + [("notifications.deliver_due_messages", {})] * 3
    random.shuffle(tasks)
    before = finished(house)
    for task, arguments in tasks:
        house.send(task, **arguments)
    house.restart_worker()
    wait_until(lambda: finished(house) >= before + 3, "all sweeps")
    house.demand_sound()


def test_two_beats_at_once_only_do_more_work(house: House):
    before = finished(house)
    flags = house.count("notifications_overdueflag")
    for beat in house.beats:
        beat.start()
    whole_life(house)
    wait_until(lambda: finished(house) >= before + 4, "sweeps of both beats")
    for beat in house.beats:
        beat.kill()
    assert house.count("notifications_overdueflag") == flags
    house.demand_sound()


def test_a_clock_that_jumps_back_and_forth_makes_nothing_twice(house: House):
    for jump in (timedelta(hours=-2), timedelta(hours=3), timedelta()):
        house.set_clock(MORNING + jump)
        before = finished(house)
        house.send("notifications.sweep")
        wait_until(lambda: finished(house) > before, "a sweep")  # noqa: B023
    whole_life(house)
    house.demand_sound()
