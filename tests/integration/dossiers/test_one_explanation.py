"""Officer, applicant and other systems are told the same lines about the same date, in both languages."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.models import Dossier
from dossiers.services.receipt_keys import receipt_pin
from tests.factories import APPLICANT, Office, moment, perform_act
from tests.integration.api.caller import token_of

RECEIVED = moment("2026-02-12 09:00")  # the Thursday before Lunar New Year
NOW = moment("2026-02-27 10:00")


def running(office: Office) -> Dossier:
    return perform_act(office, "receive", at=RECEIVED)


def waiting(office: Office) -> Dossier:
    dossier = perform_act(
        office, "transfer", at=moment("2026-02-12 10:00"), dossier=running(office)
    )
    return perform_act(office, "request_supplement", at=moment("2026-02-13 10:00"), dossier=dossier)


def complete_again(office: Office) -> Dossier:
    return perform_act(
        office, "accept_supplement", at=moment("2026-02-24 10:00"), dossier=waiting(office)
    )


def taken_back(office: Office) -> Dossier:
    return perform_act(
        office, "cancel_supplement", at=moment("2026-02-24 10:00"), dossier=waiting(office)
    )


def lines_in(page: str, start: str) -> list[str]:
    """The items of the list that follows some words of a page."""
    told = page[page.index(start) :]
    return [unescape(each) for each in re.findall(r"<li>(.*?)</li>", told[: told.index("</ol>")])]


def officer_reads(office: Office, dossier: Dossier, language: str) -> list[str]:
    desk = Client(headers={"Accept-Language": language})
    desk.force_login(office.specialist)
    address = reverse("admin:dossiers_dossier_change", args=[dossier.code])
    return lines_in(desk.get(address).content.decode(), 'class="desk-reasons"')


def applicant_reads(dossier: Dossier, language: str) -> list[str]:
    citizen = Client(headers={"Accept-Language": language})
    address = f"/tra-cuu/{dossier.code}/"
    pin = receipt_pin(dossier)
    assert citizen.post(address, {"pin": pin}).status_code == 302
    page = citizen.get(address).content.decode()
    assert APPLICANT["name"] not in page
    return lines_in(page, "<details>")


def applicants_program_reads(dossier: Dossier, language: str) -> list[str]:
    pin = receipt_pin(dossier)
    answer = Client(headers={"Accept-Language": language}).post(
        f"/api/v1/lookup/{dossier.code}/", {"pin": pin}, content_type="application/json"
    )
    return [reason["sentence"] for reason in answer.json()["explanation"]]


def system_reads(office: Office, dossier: Dossier, language: str) -> list[str]:
    headers = {
        "Authorization": f"Bearer {token_of(office.specialist)}",
        "Accept-Language": language,
    }
    answer = Client(headers=headers).get(f"/api/v1/dossiers/{dossier.code}/clock/")
    assert answer.status_code == 200
    return list(answer.json()["sentences"])


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scene", [running, waiting, complete_again, taken_back])
def test_every_door_tells_the_same_lines(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    scene: Callable[[Office], Dossier],
) -> None:
    dossier = scene(office)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    told = officer_reads(office, dossier, language)
    assert system_reads(office, dossier, language) == told
    assert applicant_reads(dossier, language) == told
    assert applicants_program_reads(dossier, language) == told
    named = "Tết" in told[-1]
    assert named == (scene in (running, taken_back)), "Lunar New Year lies in the first run only"


def test_an_answer_never_comes_from_before_the_last_event(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = waiting(office)
    behind: datetime = moment("2026-02-13 09:59")
    monkeypatch.setattr(timezone, "now", lambda: behind)
    words = " ".join(system_reads(office, dossier, "en"))
    assert "Supplement requested at 10:00 13/02/2026" in words
