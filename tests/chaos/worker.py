"""Worker and beat as production starts them, by the house's clock; beat may be hurried."""

import os

import tests.chaos.clock  # noqa: F401 -- the clock is set before anybody looks at it
from config.celery import app

if seconds := os.environ.get("CHAOS_BEAT_SECONDS"):
    app.conf.beat_schedule = {
        name: {**job, "schedule": float(seconds)} for name, job in app.conf.beat_schedule.items()
    }

__all__ = ["app"]
