"""`/healthz`: the process is alive, with `?full` all it stands on. `/readyz`: it can serve. Nothing personal."""

import os
import tomllib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from config.calendar_coverage import coverage
from config.celery import app
from config.embedded.places import PROJECT
from config.queues import Held, held
from config.schedule import PATIENCE
from notifications.selectors import job_beats
from notifications.selectors.heartbeat import JobBeat, Pulse

logger = structlog.get_logger(__name__)
Answer = TypeVar("Answer")

#: Seconds after which a queue that does not answer counts as down.
BROKER_SECONDS = 2
#: Seconds that a look outside the database may take in all, whatever the far end does.
OUTSIDE_SECONDS = 5
#: How long the first task of a queue may wait; exports and imports take minutes each.
QUEUE_PATIENCE = {"batches": timedelta(hours=2)}
USUAL_PATIENCE = timedelta(minutes=15)
#: How long a task may be in a worker's hands: what its time limit cuts off, and a little more.
WORK_PATIENCE = {"batches": timedelta(minutes=55)}
USUAL_WORK_PATIENCE = timedelta(minutes=20)
STATES = {Pulse.ALIVE: "ok", Pulse.LATE: "late", Pulse.UNKNOWN: "unknown"}


_outside = ThreadPoolExecutor(max_workers=4, thread_name_prefix="health")


class NotMigrated(Exception):
    """The database lacks migrations of this release."""


class NotWritable(Exception):
    """Files of dossiers cannot be put where they belong."""


@method_decorator(never_cache, name="dispatch")
class Healthz(View):
    """200 `ok` as long as the process answers; with `?full` 503 if something it stands on is down or late."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if "full" not in request.GET:
            return HttpResponse("ok", content_type="text/plain")
        parts = {name: _state_of(name) for name in PARTS}
        jobs = [_told(beat) for beat in _beats(parts)]
        queues = _queues(parts)
        calendar = _calendar(parts)
        seen = [*parts.values(), *(each["state"] for each in (*jobs, *queues, calendar))]
        status = _worst(seen)
        return JsonResponse(
            {
                "status": status,
                "version": version(),
                "parts": parts,
                "jobs": jobs,
                "queues": queues,
                "calendar": calendar,
            },
            status=HTTPStatus.OK if status == "ok" else HTTPStatus.SERVICE_UNAVAILABLE,
        )


@method_decorator(never_cache, name="dispatch")
class Readyz(View):
    """200 when database and migrations are there, else 503: no traffic here yet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        parts = {name: _state_of(name) for name in ("database", "migrations")}
        ready = all(state == "ok" for state in parts.values())
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return JsonResponse({"ready": ready, "parts": parts}, status=status)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@cache
def _migrations() -> None:
    """Asked until all are there, which they then stay for this process; what raises is not remembered."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigrated


def _broker() -> None:
    with app.connection_for_write(connect_timeout=BROKER_SECONDS) as queue:
        queue.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)


def _storage() -> None:
    """A bucket answers; a folder, or the nearest one above it that exists, lets this process write."""
    default_storage.exists("healthz")
    if not settings.S3_BUCKET:
        folder = Path(settings.FILES_DIR)
        there = next(each for each in (folder, *folder.parents) if each.exists())
        if not os.access(there, os.W_OK | os.X_OK):
            raise NotWritable


def _within(seconds: float, ask: Callable[[], Answer]) -> Answer:
    """The answer, or `TimeoutError`; a thread that hangs is left to its own time-outs."""
    return _outside.submit(ask).result(timeout=seconds)


PARTS: Mapping[str, Callable[[], None]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": lambda: _within(OUTSIDE_SECONDS, _broker),
    "storage": lambda: _within(OUTSIDE_SECONDS, _storage),
}


def _state_of(name: str) -> str:
    """`ok` or `down`; why stands in the log, not on a page that anybody may read."""
    try:
        PARTS[name]()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the part does not serve
        logger.warning("part is down", part=name, error=repr(error))
        return "down"
    return "ok"


def _beats(parts: Mapping[str, str]) -> list[JobBeat]:
    if parts["database"] == parts["migrations"] == "ok":
        return job_beats(PATIENCE, at=timezone.now())
    return []


def _queues(parts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each queue with what waits in it and what was taken from it.

    One whose first task waits too long has no worker, or too few; one of whose tasks was taken long
    ago has a worker that hangs or was killed.
    """
    if parts["broker"] != "ok":
        return []
    try:
        queues = _within(OUTSIDE_SECONDS, held)
    except Exception as error:  # noqa: BLE001 -- the broker itself has answered
        logger.warning("queues_not_told", error=repr(error))
        return []
    return [_queue_told(name, each) for name, each in queues.items()]


def _queue_told(name: str, queue: Held) -> dict[str, Any]:
    waits, works = queue.waiting.oldest, queue.taken.oldest
    is_late = (waits or 0) > QUEUE_PATIENCE.get(name, USUAL_PATIENCE).total_seconds() or (
        works or 0
    ) > WORK_PATIENCE.get(name, USUAL_WORK_PATIENCE).total_seconds()
    return {
        "name": name,
        "state": "late" if is_late else "ok",
        "waiting": queue.waiting.count,
        "oldest_seconds": None if waits is None else round(waits),
        "taken": queue.taken.count,
        "taken_oldest_seconds": None if works is None else round(works),
    }


def _calendar(parts: Mapping[str, str]) -> dict[str, Any]:
    if not parts["database"] == parts["migrations"] == "ok":
        return {"state": "unknown"}
    today = timezone.localdate()
    covered = coverage(on=today)
    state = "late" if covered.is_late(on=today) else "ok"
    return {
        "state": "unknown" if covered.is_empty else state,
        "covered_until": covered.covered_until,
        "confirmed_until": covered.confirmed_until,
    }


def _told(job: JobBeat) -> dict[str, Any]:
    return {
        "name": job.name,
        "state": STATES[job.beat.pulse],
        "finished_at": job.beat.finished_at,
        "failed_at": job.failed_at,
        "error": job.error,
    }


def _worst(states: list[str]) -> str:
    """A job never run is no fault: the house may have been opened this minute."""
    return next((state for state in ("down", "late") if state in states), "ok")


@cache
def version() -> str:
    """The release, as `pyproject.toml` says."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])
