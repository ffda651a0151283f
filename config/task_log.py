"""A task's log lines carry its id and the id of the request that queued it; its message says since when it waits."""

import time
from typing import Any

import structlog
from celery.signals import before_task_publish, task_postrun, task_prerun

#: Headers of a queued message beside Celery's own: keys and moments, nothing personal.
QUEUED_AT = "queued_at"
_REQUEST = "queued_by_request"


@before_task_publish.connect(dispatch_uid="config.task_log.queued")
def on_queued(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    """Tell the task which request it comes of, and when."""
    if headers is not None:
        headers[QUEUED_AT] = time.time()
        bound = structlog.contextvars.get_contextvars()
        if "request_id" in bound:
            headers[_REQUEST] = bound["request_id"]


@task_prerun.connect(dispatch_uid="config.task_log.begins")
def on_begin(task_id: str, task: Any, **kwargs: Any) -> None:
    """From here on every line is the task's."""
    told = {"task": task.name, "task_id": task_id}
    request_id = getattr(task.request, _REQUEST, None)  # a message's headers are attributes here
    if request_id:
        told["request_id"] = request_id
    task.request.bound_by_log = structlog.contextvars.bind_contextvars(**told)


@task_postrun.connect(dispatch_uid="config.task_log.ends")
def on_end(task: Any, **kwargs: Any) -> None:
    """The worker's process goes on to another task."""
    bound = getattr(task.request, "bound_by_log", None)
    if bound:
        structlog.contextvars.reset_contextvars(**bound)
