"""What is typed stays what was typed: in SQL, in templates, in papers, in headers."""

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import Settings

from agencies.models import Officer
from dossiers.models import Dossier
from dossiers.services.papers import print_form
from tests.factories import APPLICANT, Office, moment, perform_act
from tests.integration.api.caller import API, Caller, description
from tests.integration.lookup.conftest import Held

#: Ends a string, a comment, a statement, an order, a pattern, a JSON path; sleeps; is no number.
SQL = (
    "' OR '1'='1",
    '" OR ""="',
    "1; DROP TABLE dossiers_dossier; --",
    "1) UNION SELECT username, password FROM agencies_officer --",
    "'||(SELECT pg_sleep(30))||'",
    "%' ESCAPE '\\",
    "\\",
    "%_",
    "$$",
    "-1",
    "99999999999999999999999",
    "1e400",
    "NaN",
    "\x00",
    "a\ud7ff",
    "𝔘𝔫𝔦",
    "[1]",
    "{}",
    "../",
    "x" * 5_000,
)
#: Django's templates, typst's markup and code, HTML, a spreadsheet's formula.
MARKUP = (
    "{{7*7}}",
    "{% load static %}{% now 'Y' %}",
    '#import "@preview/a:0.1.0"',
    '#read("/etc/passwd")',
    "#sys.version",
    '#eval("7*7")',
    "$ 7 * 7 $",
    "*đậm* _nghiêng_ `mã`",
    "= Đề mục",
    "// ẩn đi",
    "<b>Nguyễn</b>",
    "\\u{41} ~ --- @trich",
)


def listed() -> Iterator[tuple[str, list[str]]]:
    """Every list of the REST doors with the names of its parameters."""
    for path, operations in sorted(description()["paths"].items()):
        given = operations.get("get", {}).get("parameters", [])
        names = [each["name"] for each in given if each["in"] == "query"]
        if names and "{" not in path:
            yield path, names


def rows_in(answer: Any) -> list[Any]:
    body = answer.json()
    return next((value for value in body.values() if isinstance(value, list)), [])


def counts() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dossiers_dossier")
        dossiers = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM agencies_officer")
        return [dossiers, cursor.fetchone()[0]]


@pytest.mark.slow
def test_no_parameter_of_a_list_is_taken_for_sql(
    received: Held, office: Office, settings: Settings
) -> None:
    """Each is refused with its reason or finds what it says: nothing, or what has it in it."""
    settings.LOOKUP_RATE_PER_MINUTE = 100_000
    caller, before, asked = Caller(office.centre_head), counts(), 0
    for path, names in listed():
        for name in names:
            for text in SQL:
                answer = caller.client.get(path, {name: text}, headers=caller.headers)
                asked += 1
                assert answer.status_code in (200, 400, 403, 404, 410, 422), (path, name, text)
                if name == "q" and path == f"{API}dossiers/" and "OR" in text:
                    assert rows_in(answer) == [], text
    assert asked > 20 * len(SQL)
    assert counts() == before


def test_a_part_of_an_address_is_not_taken_for_sql(received: Held, office: Office) -> None:
    caller = Caller(office.centre_head)
    for text in SQL:
        typed = text.replace("/", "%2F").replace("\x00", "%00").replace("?", "%3F")
        for path in (
            f"{API}dossiers/{typed}/",
            f"{API}lookup/{typed}/",
            f"{API}procedures/{typed}/",
        ):
            answer = caller.client.get(path, headers=caller.headers)
            assert answer.status_code in (400, 404), (path, answer.status_code)


def lists_of_admin() -> list[tuple[str, ModelAdmin]]:
    return [
        (reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), each)
        for model, each in admin.site._registry.items()
    ]


def filters_of(shown: ModelAdmin) -> list[str]:
    """The names under which a list takes its filters."""
    named = (
        f if isinstance(f, str) else getattr(f, "parameter_name", "") for f in shown.list_filter
    )
    return [name for name in named if name]


@pytest.mark.slow
def test_no_parameter_of_an_admin_list_is_taken_for_sql(
    client: Client, received: Held, office: Office
) -> None:
    before, opened = counts(), set()
    for officer in (office.centre_head, office.administrator):
        client.force_login(officer)
        for address, shown in lists_of_admin():
            if address in opened or client.get(address).status_code != 200:
                continue
            opened.add(address)
            for name in ("q", "o", "p", "pk", *filters_of(shown)):
                for text in SQL[:5]:
                    answer = client.get(address, {name: text})
                    assert answer.status_code in (200, 302, 400, 404), (address, name, text)
    assert len(opened) > 15
    assert counts() == before


#: Parts of the names of columns that hold keys, or what is made of them.
KEYS = ("digest", "hash", "password", "pin_", "secret", "token")


def test_no_list_of_the_admin_can_be_asked_for_a_key(rf: RequestFactory) -> None:
    """Django's lists filter by any column of their own: comparing would tell a key bit by bit."""
    asked = [
        (model.__name__, field.name, shown.lookup_allowed(f"{field.name}__gte", "a", rf.get("/")))
        for model, shown in admin.site._registry.items()
        for field in model._meta.fields
        if any(part in field.name for part in KEYS)
    ]
    assert {("AccessToken", "digest"), ("Dossier", "pin_digest"), ("Webhook", "secret")} <= {
        (model, field) for model, field, _ in asked
    }
    assert not [each for each in asked if each[2]]


def paper(dossier: Dossier) -> str:
    form = dossier.forms.get(kind="01")
    pages = PdfReader(io.BytesIO(print_form(form.pk))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_markup_in_a_name_stands_on_the_receipt_as_it_was_typed(office: Office) -> None:
    for number, text in enumerate(MARKUP):
        at = moment("2026-11-19 09:00")
        applicant = {**APPLICANT, "name": f"Ông {text} Bà"}
        dossier = perform_act(office, "receive", at=at, applicant=applicant)
        printed = paper(dossier).replace(" ", "")
        assert text.replace(" ", "") in printed, (number, text)
        assert "root:" not in printed


def test_markup_in_a_name_stands_on_the_page_as_it_was_typed(
    client: Client, office: Office
) -> None:
    client.force_login(office.counter)
    for text in (*MARKUP, '"><script>alert(1)</script>', "' onmouseover='alert(1)"):
        applicant = {**APPLICANT, "name": f"Ông {text} Bà"}
        dossier = perform_act(office, "receive", at=moment("2026-11-19 09:00"), applicant=applicant)
        page = client.get(f"/admin/dossiers/dossier/{dossier.key}/").content.decode()
        assert "49" not in re.findall(r"Ông (.{0,40}) Bà", page)
        escaped = text.translate(
            {ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#x27;"}
        )
        assert f"Ông {escaped} Bà" in page, text
        assert "<script>alert" not in page


@pytest.mark.parametrize("given", ["%0d%0aSet-Cookie:%20stolen=1", "%0aLocation:%20//attacker"])
def test_a_line_end_in_a_value_ends_no_header(client: Client, received: Held, given: str) -> None:
    for address in (f"/tra-cuu/?ma={given}", f"/tra-cuu/{given}/", f"/tra-cuu/q/{given}/"):
        answer = client.get(address)
        assert not {"stolen"} & set(answer.cookies)
        for value in answer.headers.values():
            assert "\n" not in value
            assert "\r" not in value
    language = client.post("/i18n/setlang/", {"language": unquote(given), "next": unquote(given)})
    assert "stolen" not in language.cookies


def test_more_than_is_asked_for_is_not_taken(
    client: Client, received: Held, office: Office
) -> None:
    """A form that sends fields of its own does not set them."""
    client.force_login(office.administrator)
    page = f"/admin/agencies/officer/{office.stranger.pk}/change/"
    form = client.get(page).context["adminform"].form
    fields = {name: form[name].value() or "" for name in form.fields}
    more = {"is_superuser": "on", "password": "md5$$", "user_permissions": ["1"], "is_staff": "on"}
    management = {
        f"{formset.formset.prefix}-{name}": "0"
        for formset in client.get(page).context["inline_admin_formsets"]
        for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }
    before = Officer.objects.get(pk=office.stranger.pk).password
    client.post(page, {**fields, **management, **more})
    after = Officer.objects.get(pk=office.stranger.pk)
    assert after.password == before
    assert not after.is_superuser
    assert not after.user_permissions.exists()


def test_facts_of_an_act_set_no_column_that_is_not_theirs(office: Office, received: Held) -> None:
    caller = Caller(office.counter)
    for name in ("state", "code", "pin_digest", "due_at", "version", "head_hash", "submitted_by"):
        body = {"act": "amend", "facts": {"reason": "Sửa", "phone": "0900000002", name: "x"}}
        answer = caller.post(f"dossiers/{received.code}/acts/", body)
        assert caller.status == 422, (name, answer)
        assert "unknown_fact" in str(answer), name
    assert Dossier.objects.get(pk=received.dossier.pk).version == received.dossier.version


def test_dossiers_are_saved_by_no_form_of_the_admin(client: Client, office: Office) -> None:
    from dossiers import models

    for model in (models.Dossier, models.DossierEvent, models.Applicant):
        saved = admin.site._registry.get(model)
        if saved is None:
            continue
        request = client.get("/").wsgi_request
        for officer in (office.counter, office.centre_head, office.administrator):
            request.user = officer
            assert not saved.has_add_permission(request)
            assert not saved.has_change_permission(request)
            assert not saved.has_delete_permission(request)


def test_the_fixed_words_of_an_officer_are_no_template(client: Client, office: Office) -> None:
    """Names stand in the admin's titles and messages, which Django formats with `%` and `{}`."""
    Officer.objects.filter(pk=office.counter.pk).update(full_name="%(x)s {0.__class__} %n {{7*7}}")
    client.force_login(Officer.objects.get(pk=office.counter.pk))
    page = client.get("/admin/").content.decode()
    assert "%(x)s {0.__class__} %n {{7*7}}" in page
