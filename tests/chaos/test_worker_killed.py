"""The worker killed with -9 at each statement on which a task waits, and while a message is under way."""

import pytest

from tests.chaos.client import act, whole_life
from tests.chaos.house import House
from tests.chaos.programs import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]

#: Table and lock on which the sweep waits, in the order of its steps.
SWEEP = (
    "notifications_sweeprun",
    "notifications_delaynotice",
    "notifications_overdueflag",
    "notifications_apologyletter",
    "notifications_escalation",
    "notifications_digestline",
    "notifications_message",
)


@pytest.mark.parametrize("table", SWEEP)
def test_a_sweep_killed_at_any_step_is_finished_by_the_next(house: House, table: str):
    # A sweep to which nothing is new leaves out most of its steps.
    house.stop_work()
    dossier = house.inside("late")
    # Where a step finds nothing to write it only reads.
    house.kill_worker_at(table, "ACCESS EXCLUSIVE", "notifications.sweep")
    house.restart_worker()
    before = house.count("notifications_sweeprun", "finished_at IS NOT NULL")
    house.send("notifications.sweep")
    wait_until(
        lambda: house.count("notifications_sweeprun", "finished_at IS NOT NULL") > before,
        "a whole sweep",
    )
    made = house.rows(
        "SELECT count(DISTINCT l.id), count(DISTINCT e.id) FROM notifications_overdueflag f"
        " LEFT JOIN notifications_apologyletter l ON l.flag_id = f.id"
        " LEFT JOIN notifications_escalation e ON e.flag_id = f.id"
        " WHERE f.dossier_id = %s GROUP BY f.id",
        dossier,
    )
    assert made == [(1, 1)]
    assert house.count("notifications_apologyletter") == house.count("notifications_overdueflag")
    house.demand_sound()


@pytest.mark.parametrize("mode", ["EXCLUSIVE", "SHARE"], ids=["before", "after"])
def test_a_delivery_killed_before_or_after_sending_reaches_everybody(house: House, mode: str):
    """`SHARE` lets the row be taken and the message go out, and holds the note that it has."""
    house.may_repeat += 4 if mode == "SHARE" else 0
    house.stop_work()
    ref = act(house, "counter", "receive", **house.furniture["opening"])
    house.kill_worker_at("notifications_message", mode, "notifications.deliver_due_messages")
    house.restart_worker()
    house.demand_sound()
    sent = house.rows(
        "SELECT m.state FROM notifications_message m JOIN dossiers_dossier d ON d.id = m.dossier_id"
        " WHERE d.ref = %s AND m.channel = 'sms'",
        ref,
    )
    assert sent == [("sent",)]


@pytest.mark.parametrize("way", ["sms", "hook"])
def test_a_delivery_killed_while_its_receiver_answers_is_repeated_under_its_key(
    house: House, way: str
):
    house.post.keep_waiting(way)
    house.may_repeat += 4
    act(house, "counter", "receive", **house.furniture["opening"])
    assert house.post.holds.wait(120)
    house.worker.kill()
    house.post.answer_again()
    house.restart_worker()
    house.demand_sound()


def test_a_working_process_killed_under_its_watcher_is_replaced(house: House):
    house.may_repeat += 4
    with house.locked("notifications_message", "SHARE"):
        house.send("notifications.sweep")
        wait_until(lambda: house.waits_at("notifications_message"), "the sweep at its messages")
        house.worker.kill_children()
    whole_life(house)
    house.demand_sound()
