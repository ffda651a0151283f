"""Acts, sweeps and messages for a while, and all the time something is killed."""

import os
import time
from random import Random

import pytest

from tests.chaos.client import Load, under_load
from tests.chaos.house import House
from tests.chaos.programs import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]

SHORT = 20.0


def kill_web(house: House) -> None:
    house.web.kill()
    house.web.start()
    house.wait_for_web()


def kill_worker(house: House) -> None:
    house.may_repeat += 4
    house.worker.kill()
    house.restart_worker()


def empty_redis(house: House) -> None:
    house.redis.kill()
    house.redis.start()
    house.wait_for_redis()


def crash_postgres(house: House) -> None:
    house.may_repeat += 4
    house.crash_postgres()
    house.start_postgres()
    house.wait_for_web()


FAULTS = (kill_web, kill_worker, empty_redis, crash_postgres)


def let_it_rain(house: House, random: Random, *, seconds: float) -> int:
    """Every fault once, in a drawn order, then others until the time is over; answers with the lives led."""
    with under_load(house) as load:
        for beat in house.beats:
            beat.start()
        end = time.monotonic() + seconds
        waiting = random.sample(FAULTS, len(FAULTS))
        while waiting or time.monotonic() < end:
            _wait_for_progress(load)
            fault = waiting.pop() if waiting else random.choice(FAULTS)
            fault(house)
        _wait_for_progress(load)
    for beat in house.beats:
        beat.kill()
    house.demand_sound()
    return load.lives


def _wait_for_progress(load: Load) -> None:
    before = load.lives
    wait_until(lambda: load.lives > before or load.failed, "acts")


def test_mixed_load_with_every_fault_once_ends_sound(house: House, random: Random):
    assert let_it_rain(house, random, seconds=SHORT)


@pytest.mark.chaos
def test_mixed_load_for_minutes_ends_sound(house: House, random: Random):
    minutes = float(os.environ["CHAOS_MINUTES"])
    lives = let_it_rain(house, random, seconds=minutes * 60)
    house.log.note(f"{lives} lives led in {minutes} minutes of mixed load")
