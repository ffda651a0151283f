"""A form sent after the session had ended reaches its desk all the same, and only by a press of somebody signed in."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from agencies.admin.kept_form import MOST
from dossiers.models import Dossier
from tests.factories import APPLICANT, Office, dossier_in, moment

AT = moment("2026-03-10 09:00")
PASSWORD = "mat-khau-thu-nghiem"
LOGIN = "/admin/login/"


@pytest.fixture
def browser() -> Client:
    """As browsers are: with the check of tokens, and in English."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return dossier_in(office, "received", at=AT)


def page_of(dossier: Dossier, act: str = "withdraw") -> str:
    return f"/admin/dossiers/dossier/{dossier.key}/acts/{act}/"


def hidden(page: HttpResponse) -> dict[str, str]:
    """The hidden fields of a page, as a browser sends them."""
    found = re.findall(
        r'<input type="hidden" name="([^"]+)"[^>]*? value="([^"]*)"', page.content.decode()
    )
    return {name: unescape(value) for name, value in found}


def token(browser: Client) -> str:
    return hidden(browser.get(LOGIN))["csrfmiddlewaretoken"]


def sign_in(browser: Client, username: str, page: HttpResponse, password: str = PASSWORD):
    fields = {**hidden(page), "username": username, "password": password}
    return browser.post(page.context["app_path"], fields)


def typed(browser: Client, dossier: Dossier) -> dict[str, str]:
    return {
        "csrfmiddlewaretoken": token(browser),
        "act": "withdraw",
        "version": str(dossier.version),
        "request": "Đơn xin rút ngày 20/11/2026",
        "reason": "Không còn nhu cầu\nvà lý do khác",
    }


def sent_late(browser: Client, dossier: Dossier) -> HttpResponse:
    return browser.post(page_of(dossier), typed(browser, dossier))


def send_on(browser: Client, page: HttpResponse) -> HttpResponse:
    return browser.post(page.context["kept"].path, hidden(page), follow=True)


def test_a_form_sent_after_the_session_had_ended_is_done_after_the_log_in_with_one_press(
    browser: Client, office: Office, dossier: Dossier
) -> None:
    log_in = sent_late(browser, dossier)
    assert "nothing you typed is lost" in log_in.content.decode()
    kept = sign_in(browser, office.counter.username, log_in)
    assert "Send it now" in kept.content.decode()
    assert Dossier.objects.get().state == "received", "nothing is done by itself"
    send_on(browser, kept)
    changed = Dossier.objects.get()
    assert changed.state == "withdrawn"
    told = changed.events.get(act="withdraw").text.values
    assert told["reason"].splitlines() == ["Không còn nhu cầu", "và lý do khác"]


def test_a_wrong_password_does_not_lose_the_form(
    browser: Client, office: Office, dossier: Dossier
) -> None:
    again = sign_in(browser, office.counter.username, sent_late(browser, dossier), "sai")
    assert "nothing you typed is lost" in again.content.decode()
    kept = sign_in(browser, office.counter.username, again)
    assert kept.context["kept"].path == page_of(dossier)


def test_whoever_signs_in_acts_with_their_own_rights(
    browser: Client, office: Office, dossier: Dossier
) -> None:
    kept = sign_in(browser, office.oversight.username, sent_late(browser, dossier))
    answer = send_on(browser, kept)
    assert "You do not hold a role that may do" in answer.content.decode()
    assert Dossier.objects.get().state == "received"


def test_what_the_server_did_not_seal_is_not_sent_on(browser: Client, office: Office) -> None:
    page = browser.get(LOGIN)
    fields = {"username": office.counter.username, "password": PASSWORD, "kept": "forged"}
    answer = browser.post(f"{LOGIN}?next=/admin/", {**hidden(page), **fields})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_passwords_and_files_are_never_carried_and_the_file_is_named(
    browser: Client, office: Office
) -> None:
    sent = {
        "csrfmiddlewaretoken": token(browser),
        "password1": "bi-mat-1",
        "usable_password": "true",
        "full_name": "Nguyễn Thị Ánh",
        "signed": SimpleUploadedFile("phieu-da-ky.pdf", b"%PDF-bi-mat-2"),
    }
    log_in = browser.post("/admin/agencies/officer/add/", sent)
    kept = sign_in(browser, office.administrator.username, log_in)
    assert dict(kept.context["kept"].fields) == {"full_name": "Nguyễn Thị Ánh"}
    assert "Choose again: phieu-da-ky.pdf" in kept.content.decode()


def test_a_form_longer_than_anybody_types_only_leads_to_the_log_in(
    browser: Client, dossier: Dossier
) -> None:
    answer = browser.post(page_of(dossier), {**typed(browser, dossier), "reason": "x" * (MOST + 1)})
    assert answer["Location"] == f"{LOGIN}?next={page_of(dossier)}"


def test_a_part_of_a_page_is_refused_instead_of_replaced_by_the_log_in(
    browser: Client, dossier: Dossier
) -> None:
    sent, htmx = typed(browser, dossier), {"HX-Request": "true"}
    answers = [
        browser.get(page_of(dossier), headers=htmx),
        browser.post(page_of(dossier), sent, headers=htmx),
        browser.post(page_of(dossier), headers=htmx),
    ]
    assert [(answer.status_code, answer.content) for answer in answers] == [
        (401, b""),
        (401, b""),
        (403, b""),
    ]


def test_a_form_of_before_the_last_log_in_is_sent_on_with_one_press(
    browser: Client, office: Office, dossier: Dossier
) -> None:
    old = typed(browser, dossier)
    sign_in(browser, office.counter.username, browser.get(LOGIN))
    kept = browser.post(page_of(dossier), old, headers={"Origin": "http://testserver"})
    assert Dossier.objects.get().state == "received"
    send_on(browser, kept)
    assert Dossier.objects.get().state == "withdrawn"


def test_a_form_from_elsewhere_is_refused_and_not_offered_again(
    browser: Client, office: Office, dossier: Dossier
) -> None:
    sign_in(browser, office.counter.username, browser.get(LOGIN))
    forged = {"act": "withdraw", "request": "x", "reason": APPLICANT["name"]}
    for origin in ({}, {"Origin": "https://ke-gian.example"}, {"Origin": "null"}):
        answer = browser.post(page_of(dossier), forged, headers=origin)
        assert answer.status_code == 403
        assert APPLICANT["name"] not in answer.content.decode()


def test_a_log_in_page_open_in_two_windows_leads_in_from_both(
    browser: Client, office: Office, dossier: Dossier
) -> None:
    first, second = browser.get(LOGIN), sent_late(browser, dossier)
    sign_in(browser, office.counter.username, first)
    here = {"Origin": "http://testserver"}
    kept = browser.post(second.context["app_path"], hidden(second), headers=here)
    assert kept.context["kept"].path == page_of(dossier)
    back = browser.post(LOGIN, hidden(first), headers=here)
    assert back["Location"] == LOGIN
    assert browser.get(LOGIN)["Location"] == "/admin/"


def test_going_back_to_a_form_finds_what_was_typed_until_the_officer_signs_out(
    browser: Client, office: Office, dossier: Dossier
) -> None:
    sign_in(browser, office.counter.username, browser.get(LOGIN))
    assert browser.get(page_of(dossier))["Cache-Control"] == "private, no-cache"
    assert "no-store" in browser.get(f"/admin/dossiers/dossier/{dossier.key}/")["Cache-Control"]
    out = browser.post("/admin/logout/", {"csrfmiddlewaretoken": token_of(browser)})
    assert out["Clear-Site-Data"] == '"cache"'


def token_of(browser: Client) -> str:
    return browser.cookies["csrftoken"].value
