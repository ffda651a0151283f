"""An applicant who comes back is known by the exact number, to those who may see the dossier; a double entry is noticed."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.domain.roles import Role
from tests.factories import APPLICANT, Office, dossier_in, make_officer, moment, perform_act
from tests.integration.dossiers.admin.conftest import LIST, Desk, text

KNOWN = f"{LIST}new/known-applicant/"
AT = moment("2026-03-10 09:00")
NUMBER = APPLICANT["identity_number"]


def asked(client: Client, number: str, *, procedure: str = "1.000002") -> HttpResponse:
    return client.post(KNOWN, {"applicant_identity_number": number, "procedure": procedure})


def test_the_newest_dossier_with_the_number_tells_who_it_is(
    office: Office, counter: Client
) -> None:
    perform_act(office, "receive", at=AT)
    moved = {**APPLICANT, "address": "Khối 9, phường Ví Dụ, Nghệ An", "phone": "0900000009"}
    newest = perform_act(office, "receive", at=moment("2026-03-11 09:00"), applicant=moved)
    answer = asked(counter, f" {NUMBER} ")
    assert answer.context["details"] == {
        "applicant_kind": "citizen",
        "applicant_name": moved["name"],
        "applicant_address": moved["address"],
        "applicant_phone": moved["phone"],
        "applicant_email": moved["email"],
    }
    assert f"As in dossier {newest.code} of 11/03/2026." in text(answer)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("number", ["", NUMBER[:-1], NUMBER[1:], f"{NUMBER}0", "%", "0900000001"])
def test_part_of_a_number_or_another_detail_finds_nobody(
    office: Office, counter: Client, number: str
) -> None:
    perform_act(office, "receive", at=AT)
    assert text(asked(counter, number)).strip() == ""


def test_who_may_not_see_the_dossier_hears_what_a_stranger_hears(office: Office) -> None:
    perform_act(office, "receive", at=AT)
    elsewhere = Desk(make_officer("quay2", Role.COUNTER, office.commune))
    unknown = asked(elsewhere, "040999999999")
    assert asked(elsewhere, NUMBER).content == unknown.content


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.OVERSIGHT, Role.ADMINISTRATOR])
def test_only_who_receives_may_ask_and_never_by_an_address(office: Office, desk, role) -> None:
    assert asked(desk(role), NUMBER).status_code == 403
    perform_act(office, "receive", at=AT)
    address = desk(Role.COUNTER).get(KNOWN, {"applicant_identity_number": NUMBER})
    assert text(address).strip() == ""


def test_a_scanned_card_goes_before_what_was_typed_once(office: Office, counter: Client) -> None:
    perform_act(office, "receive", at=AT)
    card = f"{NUMBER}|182345678|Nguyễn Văn Ví Dụ Mới|01021990|Nam|Khối 2, Nghệ An|10052021"
    details = asked(counter, card).context["details"]
    assert details["applicant_identity_number"] == NUMBER
    assert details["applicant_name"] == "Nguyễn Văn Ví Dụ Mới"
    assert details["applicant_address"] == "Khối 2, Nghệ An"
    assert details["applicant_phone"] == APPLICANT["phone"]


def test_an_open_dossier_of_the_same_procedure_is_named_and_a_closed_one_is_not(
    office: Office, counter: Client
) -> None:
    same = perform_act(office, "receive", at=AT)
    dossier_in(office, "returned", at=AT)
    code = office.procedure.code
    answer = asked(counter, NUMBER, procedure=code)
    assert answer.context["known"].same == [same]
    assert f'href="{LIST}{same.code}/"' in text(answer)
    assert asked(counter, NUMBER, procedure="1.000002").context["known"].same == []


def test_as_many_questions_for_thirty_dossiers_as_for_three(
    office: Office, counter: Client
) -> None:
    counts = []
    for many in (3, 27):
        for _again in range(many):
            perform_act(office, "receive", at=AT)
        with CaptureQueriesContext(connection) as captured:
            asked(counter, NUMBER, procedure=office.procedure.code)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8
