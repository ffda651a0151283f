"""`/healthz`: the process is alive, with `?full` all it stands on. `/readyz`: it can serve. Nothing personal."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

import structlog
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from config.celery import app
from config.embedded.places import PROJECT
from config.schedule import PATIENCE
from notifications.selectors import job_beats
from notifications.selectors.heartbeat import JobBeat, Pulse

logger = structlog.get_logger(__name__)

#: Seconds after which a queue that does not answer counts as down.
BROKER_SECONDS = 2
STATES = {Pulse.ALIVE: "ok", Pulse.LATE: "late", Pulse.UNKNOWN: "unknown"}


class NotMigrated(Exception):
    """The database lacks migrations of this release."""


@method_decorator(never_cache, name="dispatch")
class Healthz(View):
    """200 `ok` as long as the process answers; with `?full` 503 if something it stands on is down or late."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if "full" not in request.GET:
            return HttpResponse("ok", content_type="text/plain")
        parts = {name: _state_of(ask) for name, ask in PARTS.items()}
        jobs = [_told(beat) for beat in _beats(parts)]
        status = _worst([*parts.values(), *(job["state"] for job in jobs)])
        return JsonResponse(
            {"status": status, "version": _version(), "parts": parts, "jobs": jobs},
            status=HTTPStatus.OK if status == "ok" else HTTPStatus.SERVICE_UNAVAILABLE,
        )


@method_decorator(never_cache, name="dispatch")
class Readyz(View):
    """200 when database and migrations are there, else 503: no traffic here yet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        parts = {name: _state_of(PARTS[name]) for name in ("database", "migrations")}
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
    default_storage.exists("healthz")


PARTS: Mapping[str, Callable[[], None]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "storage": _storage,
}


def _state_of(ask: Callable[[], None]) -> str:
    """`ok` or `down`; why stands in the log, not on a page that anybody may read."""
    try:
        ask()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the part does not serve
        logger.warning("part is down", part=ask.__name__.strip("_"), error=str(error))
        return "down"
    return "ok"


def _beats(parts: Mapping[str, str]) -> list[JobBeat]:
    if parts["database"] == parts["migrations"] == "ok":
        return job_beats(PATIENCE, at=timezone.now())
    return []


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
def _version() -> str:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])
