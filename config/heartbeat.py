"""Celery tells when a task begins and how it ends; of the periodic ones a note is made."""

from typing import Any

from celery.signals import task_failure, task_prerun, task_success

from config.schedule import PATIENCE
from notifications.services.jobs import note_end, note_failure, note_start


@task_prerun.connect(dispatch_uid="config.heartbeat.start")
def on_start(task: Any, **kwargs: Any) -> None:
    """A periodic task begins."""
    if task.name in PATIENCE:
        note_start(task.name)


@task_success.connect(dispatch_uid="config.heartbeat.end")
def on_success(sender: Any, **kwargs: Any) -> None:
    """It has done its work."""
    if sender.name in PATIENCE:
        note_end(sender.name)


@task_failure.connect(dispatch_uid="config.heartbeat.failure")
def on_failure(sender: Any, exception: BaseException, **kwargs: Any) -> None:
    """It has raised; a worker that was killed is noticed by the missing end."""
    if sender.name in PATIENCE:
        note_failure(sender.name, exception)
