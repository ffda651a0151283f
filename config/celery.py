"""The Celery application; periodic work is listed in `config/schedule.py` only."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init

from config.embedded import postgres
from config.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("casetracking")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def start_private_database(**kwargs: object) -> None:
    """A worker or beat started by hand finds the database as every other command does."""
    postgres.ensure_running()
