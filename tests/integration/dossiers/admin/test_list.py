"""The list and the first page: what an officer sees, finds and counts, at a price that does not grow."""

import pytest
from django.test import Client

from agencies.domain.roles import Role
from dossiers.admin.pagination import DossiersPaginator
from tests.factories import Office, dossier_in, moment, perform_act
from tests.integration.dossiers.admin.conftest import LIST, text

AT = moment("2026-03-10 09:00")


def codes(response) -> set[str]:
    return {dossier.code for dossier in response.context["cl"].result_list}


def test_a_dossier_is_found_by_name_without_accents_by_digits_and_by_telephone(
    office: Office, counter: Client
) -> None:
    dossier = dossier_in(office, "returned", at=AT)
    for words in ("nguyen van vi", "0001", "0900000001", dossier.code.lower()):
        assert codes(counter.get(LIST, {"q": words})) == {dossier.code}
    assert codes(counter.get(LIST, {"q": "tran"})) == set()


def test_without_words_the_list_shows_what_is_open_and_closed_on_demand(
    office: Office, counter: Client
) -> None:
    opened, closed = (dossier_in(office, state, at=AT) for state in ("received", "returned"))
    assert codes(counter.get(LIST)) == {opened.code}
    assert codes(counter.get(LIST, {"work": "closed"})) == {closed.code}
    assert codes(counter.get(LIST, {"work": "all", "state": "returned"})) == {closed.code}


def test_the_piles_of_the_first_page_lead_to_lists_of_as_many(
    office: Office, counter: Client
) -> None:
    for state in ("submitted", "received", "settled", "supplement_requested"):
        dossier_in(office, state, at=AT)
    page = counter.get("/admin/")
    piles = {pile.href: pile.number for pile in page.context["piles"]}
    assert piles[f"{LIST}?work=submissions"] == "1"
    assert piles[f"{LIST}?work=to_transfer"] == "1"
    assert piles[f"{LIST}?work=to_return"] == "1"
    for href, number in piles.items():
        assert str(counter.get(href).context["cl"].result_count) == number


def test_each_role_has_its_own_piles(office: Office, desk) -> None:
    def names(role: Role) -> set[str]:
        page = desk(role).get("/admin/")
        return {pile.href.partition("=")[2] for pile in page.context["piles"]}

    assert "to_transfer" in names(Role.COUNTER)
    assert "my_desk" not in names(Role.COUNTER)
    assert "my_desk" in names(Role.SPECIALIST)
    assert "to_transfer" not in names(Role.OVERSIGHT)


def test_a_long_list_is_counted_only_so_far(
    office: Office, counter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DossiersPaginator, "most_counted", 2)
    for _number in range(3):
        dossier_in(office, "received", at=AT)
    assert "more than 2 dossiers" in text(counter.get(LIST))


def test_oversight_reads_without_applicant_documents_and_papers(office: Office, desk) -> None:
    dossier = dossier_in(office, "received", at=AT)
    page = f"{LIST}{dossier.key}/"
    oversight = desk(Role.OVERSIGHT)
    for shown in (text(oversight.get(LIST)), text(oversight.get(page))):
        assert dossier.code in shown
        assert "Nguyễn Văn Ví Dụ" not in shown
    assert "Đơn đề nghị" not in text(oversight.get(page))
    paper = dossier.forms.get().pk
    assert oversight.get(f"{page}papers/{paper}/").status_code == 404
    assert desk(Role.COUNTER).get(f"{page}papers/{paper}/").status_code == 200


def test_the_page_tells_the_date_its_reasons_and_the_history(
    office: Office, counter: Client
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    perform_act(office, "request_supplement", at=moment("2026-03-11 09:00"), dossier=dossier)
    page = text(counter.get(f"{LIST}{dossier.key}/"))
    assert "Supplement requested at 09:00 11/03/2026: the time limit stops." in page
    assert "Bản vẽ hoàn công" in page
    assert "Trần Văn Thẩm" in page
