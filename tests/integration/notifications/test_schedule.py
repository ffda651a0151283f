"""The one list of periodic work: every entry names a task that exists, by a queue that is served."""

import pytest
from django.conf import settings

from config.celery import app
from config.schedule import SCHEDULE
from notifications.models import Message, SweepRun
from notifications.tasks import deliver_due_messages, sweep
from tests.factories import Office
from tests.integration.notifications.scenes import running

QUEUES = {queue.name for queue in settings.CELERY_TASK_QUEUES}


@pytest.mark.parametrize("name", list(SCHEDULE))
def test_a_scheduled_task_exists_and_its_queue_is_served(name: str):
    task = SCHEDULE[name]["task"]
    app.loader.import_default_modules()
    assert task in app.tasks
    assert app.amqp.router.route({}, task)["queue"].name in QUEUES - {"default"}


def test_beat_runs_the_list_and_nothing_else():
    assert app.conf.beat_schedule == SCHEDULE


def test_the_sweeps_door_leaves_a_heartbeat(office: Office):
    running(office)
    sweep()
    assert SweepRun.objects.exclude(finished_at=None).count() == 1


def test_the_deliverys_door_sends_what_waits(office: Office):
    running(office)
    deliver_due_messages()
    assert not Message.objects.filter(state="planned").exists()
