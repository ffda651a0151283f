"""Alive, ready, and what the house stands on: asked by load balancers and alarms, without anything personal."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from config import health
from config.celery import app
from config.queues import Held, Tasks
from config.schedule import JOB_LABELS, PATIENCE, SCHEDULE
from notifications.models import JobRun, SweepRun
from notifications.services import sweep
from notifications.tasks import deliver_due_messages
from tests.factories import Office
from tests.integration.notifications.scenes import running


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    health._migrations.cache_clear()
    yield
    health._migrations.cache_clear()


@pytest.fixture(autouse=True)
def empty_queue(settings: Settings, tmp_path: Path) -> None:
    """What other tests have queued waits in the common folder, and nobody takes it from there."""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        "data_folder_in": str(tmp_path),
    }


def full(client: Client) -> tuple[int, dict]:
    answer = client.get("/healthz?full")
    return answer.status_code, answer.json()


def unreachable(*args: object, **kwargs: object) -> None:
    raise OperationalError("host 10.0.0.5 refused")


def test_alive_needs_nothing_but_the_process(client: Client):
    """No database is allowed in this test."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_with_database_and_migrations(client: Client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "parts": {"database": "ok", "migrations": "ok"}}


@pytest.mark.django_db
def test_not_ready_without_a_migration(client: Client):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'notifications' AND name ="
            " (SELECT max(name) FROM django_migrations WHERE app = 'notifications')"
        )
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "ok", "migrations": "down"}


@pytest.mark.django_db
def test_not_ready_without_a_database_and_why_stays_inside(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection, "cursor", unreachable)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["database"] == "down"
    assert b"10.0.0.5" not in answer.content


@pytest.mark.django_db
def test_a_house_just_opened_is_well_and_its_jobs_unknown(client: Client):
    status, told = full(client)
    assert (status, told["status"]) == (200, "ok")
    assert set(told["parts"].values()) == {"ok"}
    assert {job["name"]: job["state"] for job in told["jobs"]} == dict.fromkeys(PATIENCE, "unknown")
    assert told["version"]


def test_a_sweep_started_by_hand_counts_and_one_that_stays_away_is_late(
    office: Office, client: Client
):
    sweep(timezone.now())
    assert full(client)[1]["jobs"][0]["state"] == "ok"
    SweepRun.objects.update(finished_at=timezone.now() - timedelta(hours=1))
    status, told = full(client)
    assert (status, told["status"]) == (503, "late")
    assert told["jobs"][0]["state"] == "late"


def test_a_periodic_job_leaves_its_heartbeat(office: Office, client: Client):
    deliver_due_messages.apply()
    run = JobRun.objects.get(name="notifications.deliver_due_messages")
    assert run.finished_at >= run.started_at
    job = next(job for job in full(client)[1]["jobs"] if job["name"] == run.name)
    assert (job["state"], job["error"]) == ("ok", "")


def test_a_job_that_fails_says_so_without_the_text_of_the_error(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
):
    deliver_due_messages.apply()
    monkeypatch.setattr("notifications.services.deliver_due_messages", unreachable)
    deliver_due_messages.apply()
    answer = client.get("/healthz?full")
    job = next(j for j in answer.json()["jobs"] if j["name"] == deliver_due_messages.name)
    assert job["error"] == "OperationalError"
    assert job["failed_at"]
    assert b"10.0.0.5" not in answer.content


@pytest.mark.django_db
def test_a_job_that_starts_and_never_ends_is_late(client: Client):
    JobRun.objects.create(name="dossiers.recompute_due_dates")
    JobRun.objects.update(started_at=timezone.now() - timedelta(days=1))
    status, told = full(client)
    late = [job["name"] for job in told["jobs"] if job["state"] == "late"]
    assert (status, late) == (503, ["dossiers.recompute_due_dates"])


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["broker", "storage"])
def test_a_part_that_is_down_is_told(client: Client, monkeypatch: pytest.MonkeyPatch, part: str):
    if part == "broker":
        monkeypatch.setattr(app, "connection_for_write", unreachable)
    else:
        monkeypatch.setattr(default_storage, "exists", unreachable)
    status, told = full(client)
    assert (status, told["status"], told["parts"][part]) == (503, "down", "down")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("queue", "held", "state"),
    [
        ("messages", Held(waiting=Tasks(3, 600), taken=Tasks(2, 1_100)), "ok"),
        ("messages", Held(waiting=Tasks(3, 1_000), taken=Tasks()), "late"),
        ("messages", Held(waiting=Tasks(), taken=Tasks(1, 1_300)), "late"),
        ("batches", Held(waiting=Tasks(3, 3_600), taken=Tasks(1, 3_000)), "ok"),
        ("batches", Held(waiting=Tasks(), taken=Tasks(1, 3_400)), "late"),
    ],
)
def test_a_queue_is_late_when_its_tasks_wait_or_hang_too_long(
    client: Client, monkeypatch: pytest.MonkeyPatch, queue: str, held: Held, state: str
):
    monkeypatch.setattr(health, "held", lambda: {queue: held})
    told = full(client)[1]
    assert told["queues"][0]["state"] == told["status"] == state
    assert told["queues"][0]["taken"] == held.taken.count
    assert told["queues"][0]["taken_oldest_seconds"] == held.taken.oldest


def test_a_health_page_names_nobody(office: Office, client: Client):
    dossier = running(office)
    sweep(timezone.now())
    said = client.get("/healthz?full").content.decode()
    for personal in (dossier.applicant.name, dossier.code, office.counter.full_name):
        assert personal not in said


def test_every_periodic_job_has_its_patience():
    assert {entry["task"] for entry in SCHEDULE.values()} == set(PATIENCE) == set(JOB_LABELS)


def test_the_first_page_of_who_watches_the_system_names_the_jobs_that_are_late(
    office: Office, client: Client
):
    JobRun.objects.create(name="dossiers.recompute_due_dates")
    JobRun.objects.update(started_at=timezone.now() - timedelta(days=1))
    for officer, is_told in ((office.administrator, True), (office.counter, False)):
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/admin/").content.decode()
        assert (str(JOB_LABELS["dossiers.recompute_due_dates"]) in page) is is_told
