"""What Prometheus is told, whom it is told to, and that it names nobody."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from agencies.models import AccessToken
from config.calendar_coverage import coverage
from config.checks import metrics_can_be_summed
from config.embedded.places import PROJECT
from notifications.models import Message
from notifications.services import sweep
from procedures.models import CalendarYear
from tests.factories import APPLICANT, Office, dossier_in, moment
from tests.integration.api.caller import Caller
from tests.integration.notifications.scenes import overdue, running


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    caches["pages"].clear()
    yield
    caches["pages"].clear()


_SUFFIX = re.compile("_(bucket|count|sum|total)$")


def page_of(client: Client) -> bytes:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return bytes(answer.content)


def told(client: Client) -> dict[str, float]:
    """Each sample by its name and labels, as Prometheus itself reads the page."""
    caches["pages"].clear()
    return {
        f"{sample.name}{{{','.join(f'{k}={v}' for k, v in sorted(sample.labels.items()))}}}"
        if sample.labels
        else sample.name: sample.value
        for family in text_string_to_metric_families(page_of(client).decode())
        for sample in family.samples
    }


def test_every_part_is_told_in_a_house_just_opened(db: None, client: Client) -> None:
    samples = told(client)
    failed = {k: v for k, v in samples.items() if "scrape_part_failed" in k}
    assert len(failed) > 8
    assert not sum(failed.values()), failed
    assert samples["casetracking_dossiers_open"] == 0
    assert samples["casetracking_message_oldest_seconds{channel=sms}"] == 0
    assert samples["casetracking_queue_waiting{queue=sweeps}"] >= 0


def test_what_an_operator_asks_about_dossiers_and_duties(office: Office, client: Client) -> None:
    running(office)
    overdue(office)
    sweep(timezone.now())
    samples = told(client)
    assert samples["casetracking_dossiers_open"] == 2
    assert samples["casetracking_dossiers_overdue"] >= 1
    assert samples["casetracking_dossiers_overdue_without_letter"] >= 1
    assert samples["casetracking_sweep_duration_seconds"] >= 0
    assert samples["casetracking_job_late{task=notifications.sweep}"] == 0
    assert "casetracking_token_next_end_days" not in samples


def test_the_page_names_nobody(office: Office, client: Client) -> None:
    dossier = overdue(office).dossier
    said = client.get("/metrics").content.decode()
    for personal in (*APPLICANT.values(), dossier.code, office.counter.username):
        assert str(personal) not in said, personal


def test_requests_are_counted_by_route_and_refusals_by_code(office: Office, client: Client) -> None:
    dossier = dossier_in(office, "received", at=moment("2026-11-19 09:00"))
    before = told(client)
    client.get(f"/tra-cuu/{dossier.code}/")
    path = f"dossiers/{dossier.code}/acts/"
    caller = Caller(office.counter)
    caller.post(path, {"act": "settle", "facts": {}})
    caller.post(path, {"act": "no-such-act", "facts": {}})
    after = told(client)
    new = {name for name, value in after.items() if value > before.get(name, 0)}
    page = "casetracking_request_duration_seconds_count{method=GET,route=lookup,status=2xx}"
    assert {each for each in new if "route=api-acts" in each}
    assert page in new, sorted(each for each in new if "_count" in each)
    refused = "casetracking_acts_refused_total{act=settle,code=not_settled_at_counter}"
    assert refused in new
    assert not [name for name in new if dossier.code in name or "no-such-act" in name]


@pytest.mark.parametrize(
    ("networks", "token", "given", "status"),
    [
        (["127.0.0.0/8"], "", "", 200),
        ([], "", "", 404),
        ([], "", "Bearer ", 404),
        (["10.0.0.0/8"], "k" * 20, "Bearer " + "k" * 20, 200),
        (["10.0.0.0/8"], "k" * 20, "Bearer wrong", 404),
    ],
)
def test_who_is_let_in(
    db: None,
    client: Client,
    settings: Settings,
    networks: list[str],
    token: str,
    given: str,
    status: int,
) -> None:
    settings.METRICS_NETWORKS, settings.METRICS_TOKEN = networks, token
    headers = {"Authorization": given} if given else {}
    assert client.get("/metrics", headers=headers).status_code == status


def test_behind_a_proxy_the_visitor_counts_not_the_proxy(
    db: None, client: Client, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    shut = client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1, 203.0.113.9"})
    assert shut.status_code == 404


@pytest.mark.slow
def test_several_processes_count_together(tmp_path: Path) -> None:
    """In processes of their own, because prometheus-client reads the folder when it is imported."""
    program = (
        "import django; django.setup();"
        "from config.metrics.counters import lock_outs, on_locked_out;"
        "on_locked_out()"
    )
    asked = (
        "import django; django.setup();"
        "from config.metrics.view import _counted; from prometheus_client import generate_latest;"
        "print(generate_latest(_counted()).decode())"
    )
    env = {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    def run(code: str) -> str:
        command = [sys.executable, "-c", code]
        done = subprocess.run(
            command, cwd=PROJECT, env=env, capture_output=True, text=True, check=True, timeout=300
        )
        return done.stdout

    run(program)
    run(program)
    assert "casetracking_log_in_locked_out_total 2.0" in run(asked)


def test_several_processes_without_a_common_folder_are_warned_of(settings: Settings) -> None:
    settings.WEB_PROCESSES, settings.METRICS_NETWORKS = 2, ["10.0.0.0/8"]
    assert [found.id for found in metrics_can_be_summed()] == ["casetracking.W014"]
    settings.PROMETHEUS_MULTIPROC_DIR = "/run/x"
    assert not metrics_can_be_summed()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("years", "on", "late"),
    [
        ({2026: "confirmed"}, date(2026, 11, 30), False),
        ({2026: "confirmed"}, date(2026, 12, 1), True),
        ({2026: "confirmed", 2027: "provisional"}, date(2026, 12, 1), False),
        ({2026: "provisional"}, date(2026, 3, 1), True),
        ({2025: "confirmed"}, date(2026, 1, 1), True),
        ({2026: "confirmed", 2028: "confirmed"}, date(2026, 12, 31), True),
    ],
)
def test_a_calendar_that_ends_too_soon_is_late(years: dict[int, str], on: date, late: bool) -> None:
    CalendarYear.objects.all().delete()
    for year, status in years.items():
        CalendarYear.objects.create(year=year, status=status)
    assert coverage(on=on).is_late(on=on) is late


def test_every_figure_of_the_alarms_and_of_the_manual_is_told(
    office: Office, client: Client
) -> None:
    """A figure that was renamed would ring no bell any more."""
    overdue(office)
    sweep(timezone.now())
    AccessToken.objects.create(
        officer=office.partner,
        name="x",
        prefix="hoso_",
        digest="0",
        scopes=[],
        expires_at=timezone.now() + timedelta(days=3),
    )
    families = {family.name for family in text_string_to_metric_families(page_of(client).decode())}
    for file in ("deploy/prometheus/alerts.yml", "docs/operations/metrics.md"):
        text = (PROJECT / file).read_text("utf-8")
        named = set(re.findall(r"casetracking_[a-z_]+", text))
        assert len(named) > 10
        unknown = {name for name in named if not {name, _SUFFIX.sub("", name)} & families}
        assert not unknown, file


def test_every_alarm_has_its_line_in_the_manual() -> None:
    alarms = (PROJECT / "deploy/prometheus/alerts.yml").read_text("utf-8")
    manual = (PROJECT / "docs/operations/metrics.md").read_text("utf-8")
    names = re.findall(r"alert: (\w+)", alarms)
    assert len(names) > 10
    assert not [name for name in names if f"`{name}`" not in manual]


def test_a_message_that_waits_too_long_shows(office: Office, client: Client) -> None:
    dossier = running(office)
    since = timezone.now() - timedelta(hours=2)
    for occasion in ("x:1", "x:2"):
        Message.objects.create(
            occasion=occasion,
            kind="status",
            channel="sms",
            recipient="applicant",
            dossier=dossier,
            planned_at=since,
            send_after=since,
        )
    before = told(client)["casetracking_messages_failed"]
    Message.objects.filter(occasion="x:2").update(state="failed")
    samples = told(client)
    assert samples["casetracking_messages_failed"] == before + 1
    assert samples["casetracking_message_oldest_seconds{channel=sms}"] >= 7_200
    assert samples["casetracking_messages_due{channel=sms}"] >= 1
