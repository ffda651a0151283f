"""Done for real, with everything that goes wrong, and read afterwards: the log names nobody."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog
from celery import shared_task
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from dossiers.models import Applicant, Dossier
from dossiers.services.receipt_keys import receipt_pin
from tests.factories import APPLICANT, Office, dossier_in, moment
from tests.integration.api.caller import Caller

AT = moment("2026-11-19 09:00")
PERSONAL = [APPLICANT[name] for name in ("name", "identity_number", "address", "phone", "email")]
WORDS = "Ông có tranh chấp với hàng xóm"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the handlers of the settings write, all levels that may be asked for let through."""
    (console,) = {
        handler
        for name in ("", "dossiers", "config", "django.server")
        for handler in logging.getLogger(name).handlers
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)
    }
    page = io.StringIO()
    before = console.setStream(page)
    levels = {name: logging.getLogger(name).level for name in ("django_structlog", "dossiers")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield page
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    console.setStream(before)


def names_nobody(page: io.StringIO, *also: str) -> None:
    told = page.getvalue()
    for value in (*PERSONAL, WORDS, *also):
        assert value not in told, value


def test_a_day_at_the_desk_and_at_rest_names_nobody(office: Office, written: io.StringIO) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    client = Client()
    client.force_login(office.counter)
    client.get("/admin/dossiers/dossier/", {"q": APPLICANT["name"], "work": "all"})
    client.get(f"/admin/dossiers/dossier/{dossier.code}/")
    client.post("/admin/dossiers/dossier/find/", {"q": APPLICANT["phone"]})
    caller = Caller(office.specialist)
    caller.get("dossiers/", {"q": APPLICANT["name"]})
    facts = {"to_unit": "nowhere", "remark": WORDS}
    caller.post(f"dossiers/{dossier.code}/acts/", {"act": "hand_over", "facts": facts})
    told = written.getvalue()
    assert told.count("request_finished") == 5
    assert dossier.code in told
    names_nobody(written, caller.headers["Authorization"].split()[1])


def test_wrong_passwords_and_pins_are_logged_without_what_was_typed(
    office: Office, client: Client, written: io.StringIO
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    pin = receipt_pin(dossier)
    client.post(f"/tra-cuu/{dossier.code}/", {"pin": pin})
    client.post(f"/tra-cuu/{dossier.code}/", {"pin": "222222"})
    client.get(f"/tra-cuu/q/{dossier.lookup_token}/")
    client.post("/admin/login/", {"username": "matkhau-nham-o", "password": "Bi-mat-1"})
    told = written.getvalue()
    assert "AXES" in told
    names_nobody(written, pin, "222222", str(dossier.lookup_token), "matkhau-nham-o", "Bi-mat-1")


@pytest.fixture
def broken_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: HttpRequest, key: str) -> HttpResponse:
        secret = Applicant.objects.get()
        try:
            raise KeyError(secret.name)
        except KeyError:
            raise ValueError(f"{secret.name}, {secret.address}: {WORDS}") from None

    def cause(*args: object, **kwargs: object) -> None:
        secret = Applicant.objects.get()
        raise ValueError(f"{secret.name}, {secret.address}: {WORDS}")

    monkeypatch.setattr("dossiers.admin.card.entries", cause)


@pytest.mark.usefixtures("broken_page")
def test_a_page_that_breaks_says_where_and_mails_nobody(
    office: Office, written: io.StringIO, settings: Settings
) -> None:
    settings.ADMINS = [("Trực", "truc@vidu.example")]
    dossier = dossier_in(office, "processing", at=AT)
    client = Client(raise_request_exception=False)
    client.force_login(office.counter)
    answer = client.get(f"/admin/dossiers/dossier/{dossier.code}/", {"q": APPLICANT["name"]})
    assert answer.status_code == 500
    told = written.getvalue()
    assert "ValueError" in told
    assert "card.py" in told
    names_nobody(written)
    assert not mail.outbox, "an error mail holds the whole request"


def test_a_refused_row_is_logged_without_the_row(office: Office, written: io.StringIO) -> None:
    """PostgreSQL quotes the row in DETAIL."""
    applicant = dossier_in(office, "received", at=AT).applicant
    logger = logging.getLogger("django.request")
    try:
        with transaction.atomic():
            Applicant.objects.create(dossier_id=applicant.dossier_id, name=APPLICANT["name"])
    except IntegrityError:
        logger.exception("Internal Server Error: %s", "/admin/")
        structlog.get_logger("dossiers.x").exception("act_failed", name=APPLICANT["name"])
    with pytest.raises(Exception, match="value too long"), transaction.atomic():
        Applicant.objects.filter(pk=applicant.pk).update(phone=APPLICANT["address"] * 3)
    told = written.getvalue()
    assert told.count("IntegrityError") == 2
    names_nobody(written)


def test_sql_is_not_logged_whatever_level_is_asked_for(
    office: Office, written: io.StringIO
) -> None:
    connection.force_debug_cursor = True
    try:
        list(Applicant.objects.filter(name=APPLICANT["name"]))
    finally:
        connection.force_debug_cursor = False
    names_nobody(written)
    assert "SELECT" not in written.getvalue()


@shared_task(name="tests.breaks")
def breaks(*, name: str) -> None:
    raise ValueError(name)


def test_a_task_that_breaks_quotes_neither_its_arguments_nor_its_error(
    written: io.StringIO,
) -> None:
    breaks.apply(kwargs={"name": APPLICANT["name"]})
    assert "tests.breaks" in written.getvalue()
    names_nobody(written)


def test_tasks_are_given_keys_and_nothing_else() -> None:
    """What is queued lies in Redis or on the disk."""
    import inspect

    from config.celery import app

    own = ("agencies.", "batches.", "dossiers.", "notifications.", "procedures.", "reports.")
    app.loader.import_default_modules()
    given = {
        (name, parameter)
        for name, task in app.tasks.items()
        if name.startswith(own)
        for parameter, kind in inspect.signature(task.run).parameters.items()
        if kind.kind is not inspect.Parameter.VAR_KEYWORD
    }
    assert given
    assert not {each for each in given if not each[1].endswith(("_id", "_ids"))} - {
        ("notifications.sweep", "whole"),  # whether a sweep looks at everything
        ("dossiers.close_register", "year"),
    }


def test_the_server_for_development_logs_no_query(written: io.StringIO) -> None:
    logging.getLogger("django.server").warning(
        '"%s" %s %s', f"GET /admin/?q={APPLICANT['phone']} HTTP/1.1", "404", "12"
    )
    assert "GET /admin/?…" in written.getvalue()
    names_nobody(written)


def test_a_dossier_can_still_be_found_in_the_log(office: Office, written: io.StringIO) -> None:
    dossier = dossier_in(office, "received", at=AT)
    structlog.get_logger("dossiers.x").warning("looked_at", dossier=dossier.code)
    assert str(Dossier.objects.get().code) in written.getvalue()
