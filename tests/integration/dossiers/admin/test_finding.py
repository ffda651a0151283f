"""The box of the first page: a scanned paper, a code or its end opens the one dossier; else a list."""

import pytest
from django.http import HttpResponse
from django.test import Client

from agencies.domain.roles import Role
from dossiers.models import Dossier
from dossiers.services.lookup_keys import rating_token
from tests.factories import Office, make_officer, moment, perform_act
from tests.integration.dossiers.admin.conftest import LIST, Desk, said

FIND = f"{LIST}find/"
AT = moment("2026-03-10 09:00")


def typed(client: Client, text: str) -> HttpResponse:
    return client.post(FIND, {"q": text})


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return perform_act(office, "receive", at=AT)


def test_every_code_on_the_receipt_opens_the_dossier(counter: Client, dossier: Dossier) -> None:
    on_paper = dossier.forms.get(kind="01").context["qr"]
    assert set(on_paper) == {"lookup", "rating", "code"}
    for scanned in on_paper.values():
        answer = typed(counter, scanned)
        assert answer.status_code == 302
        assert answer["Location"] == f"{LIST}{dossier.code}/"


@pytest.mark.parametrize("text", ["0001", "1", "h41.01.02 260310 0001", "nguyen van vi du"])
def test_digits_code_and_name_open_the_only_dossier_they_mean(
    counter: Client, dossier: Dossier, text: str
) -> None:
    assert typed(counter, text)["Location"] == f"{LIST}{dossier.code}/"


def test_what_means_several_or_none_leads_to_the_list_narrowed(
    office: Office, counter: Client, dossier: Dossier
) -> None:
    perform_act(office, "receive", at=AT)
    assert typed(counter, "nguyễn")["Location"] == f"{LIST}?q=nguy%E1%BB%85n"
    assert typed(counter, "9999")["Location"] == f"{LIST}?q=9999"
    assert typed(counter, "")["Location"] == f"{LIST}?q="


def test_a_foreign_paper_opens_nothing_and_its_token_stands_in_no_address(
    office: Office, dossier: Dossier
) -> None:
    elsewhere = Desk(make_officer("quay2", Role.COUNTER, office.commune))
    for scanned in (
        f"/tra-cuu/q/{dossier.lookup_token}/",
        f"/danh-gia/{rating_token(dossier.ref)}/",
    ):
        answer = elsewhere.post(FIND, {"q": f"https://vidu.example{scanned}"}, follow=True)
        assert answer.redirect_chain == [("/admin/", 302)]
        assert said(answer) == ["No dossier that you may see belongs to the code scanned."]
    assert typed(elsewhere, dossier.code)["Location"] == f"{LIST}?q={dossier.code}"


def test_who_reads_no_dossiers_finds_none(office: Office, desk, dossier: Dossier) -> None:
    assert typed(desk(Role.ADMINISTRATOR), dossier.code).status_code == 403


def test_nothing_is_read_from_an_address(counter: Client, dossier: Dossier) -> None:
    assert counter.get(FIND, {"q": dossier.code})["Location"] == f"{LIST}?q="
