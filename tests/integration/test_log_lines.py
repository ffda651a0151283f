"""A line of the log leads to the request it belongs to, to who asked, and to what the request queued."""

import io
import re
import uuid

import pytest
import structlog
from celery import shared_task
from celery.signals import before_task_publish
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from config.health import Readyz
from config.statement_log import note_slow, shape_of, watch
from config.task_log import on_begin, on_end
from tests.factories import APPLICANT, Office, dossier_in, make_office, moment
from tests.integration.api.caller import Caller
from tests.integration.test_private_logs import written

__all__ = ["written"]

DRAWN = "0123456789abcdef0123456789abcdef"
#: Beside what is well formed, for the proxy's header may be passed through from anybody.
MADE_UP = ("", "x" * 32, "0987654321", "a" * 31, f"{DRAWN}0", "a\r\nX-Other: 1", "Nguyễn Văn A")


def id_of(client: Client, given: str) -> str:
    return client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]


def test_the_id_of_a_trusted_proxy_is_kept(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    own = str(uuid.uuid4())
    assert (id_of(client, DRAWN), id_of(client, own)) == (DRAWN, own)


@pytest.mark.parametrize("given", MADE_UP)
def test_any_other_id_is_replaced(client: Client, settings: Settings, given: str) -> None:
    settings.TRUSTED_PROXIES = 1
    assert uuid.UUID(id_of(client, given)).version == 4


def test_without_a_proxy_no_id_is_believed(client: Client) -> None:
    assert id_of(client, DRAWN) != DRAWN


def test_the_address_in_the_log_is_the_one_that_the_proxy_saw(
    client: Client, settings: Settings, written: io.StringIO
) -> None:
    settings.TRUSTED_PROXIES = 1
    client.get("/healthz", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    assert "ip=198.51.100.7" in written.getvalue()
    assert "203.0.113.9" not in written.getvalue()


def line_of(page: io.StringIO, what: str) -> str:
    (line,) = [line for line in page.getvalue().splitlines() if what in line]
    return line


@pytest.mark.django_db(transaction=True)
def test_an_act_tells_dossier_officer_route_and_request(written: io.StringIO) -> None:
    office = make_office()
    dossier = dossier_in(office, "received", at=moment("2026-11-19 09:00"))
    facts = {"to_unit": office.department.code, "remark": "x"}
    written.truncate(0)
    path = f"dossiers/{dossier.code}/acts/"
    Caller(office.counter).post(path, {"act": "transfer", "facts": facts})
    line = line_of(written, "act_done")
    assert f"user_id={office.counter.pk}" in line
    assert "route=api-acts" in line
    assert f"dossier={dossier.code}" in line
    request_id = re.search("request_id=[0-9a-f-]{36}", line)[0]
    assert request_id in line_of(written, "request_finished")


def test_a_refusal_tells_its_code(office: Office, written: io.StringIO) -> None:
    dossier = dossier_in(office, "received", at=moment("2026-11-19 09:00"))
    Caller(office.counter).post(f"dossiers/{dossier.code}/acts/", {"act": "settle", "facts": {}})
    assert "code=not_settled_at_counter" in line_of(written, "act_refused")


@shared_task(name="tests.tells")
def tells() -> None:
    structlog.get_logger("dossiers.x").warning("told")


def test_a_task_tells_the_request_that_queued_it(written: io.StringIO) -> None:
    tells.push_request(queued_by_request=DRAWN)
    try:
        on_begin(task_id="1", task=tells)
        tells.run()
        on_end(task=tells)
    finally:
        tells.pop_request()
    structlog.get_logger("dossiers.x").warning("afterwards")
    assert f"request_id={DRAWN}" in line_of(written, "told")
    assert "task=tests.tells" in line_of(written, "told")
    assert "tests.tells" not in line_of(written, "afterwards")


def test_what_is_queued_says_by_which_request_and_when() -> None:
    headers: dict = {}
    with structlog.contextvars.bound_contextvars(request_id=DRAWN, ip="203.0.113.9"):
        before_task_publish.send(sender="x", headers=headers)
    assert headers["queued_by_request"] == DRAWN
    assert headers["queued_at"] > 0
    assert "203.0.113.9" not in str(headers)


@pytest.mark.django_db
def test_a_slow_statement_is_told_by_its_shape(settings: Settings, written: io.StringIO) -> None:
    settings.SLOW_STATEMENT_MS = 1
    watch(connection)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02), %s", [APPLICANT["name"]])
    finally:
        connection.execute_wrappers.clear()
    line = line_of(written, "slow_statement")
    assert "pg_sleep" in line
    assert APPLICANT["name"] not in line


@pytest.mark.django_db
def test_a_connection_opened_within_a_request_is_watched_once_and_nothing_else_stays(
    settings: Settings,
) -> None:
    """Whoever measures a request takes off what was put on last, and that must be its own."""
    settings.SLOW_STATEMENT_MS = 1_000
    try:
        for _ in range(3):
            with connection.execute_wrapper(lambda execute, *statement: execute(*statement)):
                watch(connection)
        assert connection.execute_wrappers == [note_slow]
    finally:
        connection.execute_wrappers.clear()


def test_a_shape_holds_no_value() -> None:
    assert shape_of("SELECT 'Nguyễn ''A''' FROM t WHERE id IN (%s, %s, %s, %s)") == (
        "SELECT '…' FROM t WHERE id IN (%s, …)"
    )


@pytest.mark.django_db
def test_a_slow_request_is_told_with_its_statements(
    client: Client, settings: Settings, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SLOW_REQUEST_MS = 10

    def slow(page: object, request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02)")
        return HttpResponse()

    monkeypatch.setattr(Readyz, "get", slow)
    client.get("/readyz?q=x")
    line = line_of(written, "slow_request")
    assert "statements=1" in line
    assert "route=readyz" in line
    assert "q=x" not in line
