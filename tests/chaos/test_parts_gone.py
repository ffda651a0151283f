"""Redis, PostgreSQL and web processes killed, frozen and brought back while acts come in."""

import time

import pytest

from tests.chaos.client import act, under_load, whole_life
from tests.chaos.house import House
from tests.chaos.programs import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]


def test_without_redis_acts_go_on_and_messages_follow_when_it_is_back_empty(house: House):
    house.redis.kill()
    for _ in range(3):
        whole_life(house)
    waiting = house.count("notifications_message", "state = 'planned'")
    assert waiting
    house.redis.start()
    house.wait_for_redis()
    house.demand_sound()


def test_messages_queued_in_a_redis_that_comes_back_empty_are_sent(house: House):
    house.drain()
    house.worker.kill()
    whole_life(house)
    assert house.queued("messages")
    house.redis.kill()
    house.redis.start()
    house.wait_for_redis()
    assert not house.queued("messages")
    house.restart_worker()
    house.demand_sound()


@pytest.mark.chaos
def test_redis_gone_for_a_minute_under_load_stops_neither_acts_nor_beats(house: House):
    for beat in house.beats:
        beat.start()
    with under_load(house) as load:
        house.redis.kill()
        time.sleep(60)
        before = load.lives
        house.redis.start()
        house.wait_for_redis()
        wait_until(lambda: load.lives > before or load.failed, "acts")
    assert before
    for beat in house.beats:
        assert beat.is_running
        beat.kill()
    house.demand_sound()


def test_a_redis_that_hangs_holds_no_act_up_for_long(house: House):
    """It takes the connection and never answers, as a machine out of memory does."""
    house.redis.freeze()
    try:
        act(house, "counter", "receive", **house.furniture["opening"])
    finally:
        house.redis.thaw()
    house.demand_sound()


def test_postgres_crashed_under_load_keeps_what_was_confirmed(house: House):
    # What is being sent at that moment cannot be noted: once for each of two workers' processes.
    house.may_repeat += 4
    with under_load(house) as load:
        wait_until(lambda: load.lives >= 2 or load.failed, "acts")
        house.crash_postgres()
        wait_until(lambda: not house.is_ready(), "an answer that the house is not ready")
        house.start_postgres()
        house.wait_for_web()
        before = load.lives
        wait_until(lambda: load.lives > before + 2 or load.failed, "acts after the crash")
    house.demand_sound()


def test_web_processes_killed_during_acts_leave_none_half_done(house: House):
    with under_load(house) as load:
        for _ in range(2):
            before = load.lives
            wait_until(lambda: load.lives > before or load.failed, "acts")  # noqa: B023
            house.web.kill()
            house.web.start()
            house.wait_for_web()
    house.demand_sound()


def test_an_act_whose_answer_was_lost_is_done_once(house: House):
    """The web process is killed while the act waits for its event; asked again it is done, once."""
    with under_load(house, clients=1):
        with house.locked("dossiers_dossierevent", "SHARE"):
            wait_until(lambda: house.waits_at("dossiers_dossierevent"), "an act at its event")
            house.web.kill()
        house.web.start()
        house.wait_for_web()
    act(house, "counter", "receive", **house.furniture["opening"])
    house.demand_sound()
