"""`/api/v1/lookup/{code}/`: the strict answer, the PIN's door, and what neither ever says."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from dossiers.selectors.lookup import STAGES, Stage
from tests.factories import APPLICANT, Office, dossier_in, moment, perform_act
from tests.integration.lookup.conftest import RECEIVED, Held, held

UNKNOWN = "H41.01.02-261119-9999"


def post(client: Client, address: str, body: Any) -> Any:
    return client.post(address, json.dumps(body), content_type="application/json")


def test_a_bare_code_gives_code_and_degree_of_completion_and_nothing_else(
    client: Client, received: Held
) -> None:
    answer = client.get(received.api, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert answer.json() == {
        "code": received.code,
        "stage": "received",
        "stage_label": "Received",
        "step": 1,
        "steps": 4,
    }


def test_a_bare_code_costs_one_query(
    client: Client, received: Held, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for address in (received.api, received.page):
        client.get(address)  # what every page knows for some seconds
        with django_assert_num_queries(1):
            assert client.get(address).status_code == 200


def test_a_province_may_add_dates_lateness_and_agency(
    client: Client, received: Held, settings: Settings
) -> None:
    settings.LOOKUP_SHOWS_DATES = True
    answer = client.get(received.api).json()
    assert answer["received_at"] == "2026-11-19T16:40:00+07:00"
    assert answer["due_at"] == "2026-11-27T17:00:00+07:00"
    assert answer["overdue"] in (True, False)
    assert answer["agency"] == "Sở Thử nghiệm"


def test_the_agency_of_a_sensitive_procedure_stays_untold_without_the_key(
    client: Client, received: Held, office: Office, settings: Settings
) -> None:
    settings.LOOKUP_SHOWS_DATES = True
    office.version.sensitive = True
    office.version.save()
    assert client.get(received.api).json()["agency"] is None
    assert post(client, received.api, {"pin": received.pin}).json()["agency"] == "Sở Thử nghiệm"


@pytest.mark.parametrize(
    "typed",
    [
        "h41.01.02-261119-0001",
        " H41.01.02-261119-0001 ",
        "H41.01.02 261119 0001",
        "H41.01.022611190001",
        "H41.01.02–261119—0001",
        "Ｈ41.01.02-261119-0001",
    ],
)
def test_a_code_is_understood_however_it_is_typed(
    client: Client, received: Held, typed: str
) -> None:
    assert client.get(f"/api/v1/lookup/{typed}/").json()["code"] == received.code


@pytest.mark.parametrize("typed", ["hồ sơ", "H41<script>", "1", "x" * 300, "%00", "H41.01.02'--"])
def test_what_is_no_code_is_told_so(client: Client, db: None, typed: str) -> None:
    answer = client.get(f"/api/v1/lookup/{typed}/")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_code")


def test_an_unknown_code_is_a_problem_document(client: Client, received: Held) -> None:
    answer = client.get(f"/api/v1/lookup/{UNKNOWN}/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unknown_dossier"


def test_the_pin_shows_dates_with_their_reason_the_desk_and_the_procedure(
    client: Client, received: Held
) -> None:
    answer = post(client, received.api, {"pin": received.pin.lower()}).json()
    assert answer["procedure"] == {"code": "1.000001", "name": "Cấp giấy phép thử nghiệm"}
    assert answer["due_at"] == answer["original_due_at"] == "2026-11-27T17:00:00+07:00"
    assert [reason["code"] for reason in answer["explanation"]][:2] == ["received", "limit"]
    assert answer["receiving_unit"]["name"].startswith("Trung tâm")
    assert answer["result_ready"] is False


def test_wrong_code_wrong_pin_no_pin_and_no_code_are_one_answer(
    client: Client, received: Held
) -> None:
    wrong = "222222" if received.pin != "222222" else "333333"
    answers = [
        post(client, received.api, {"pin": wrong}),
        post(client, received.api, {}),
        post(client, received.api, {"pin": None}),
        post(client, received.api, {"pin": 222222}),
        post(client, f"/api/v1/lookup/{UNKNOWN}/", {"pin": received.pin}),
        post(client, f"/api/v1/lookup/{UNKNOWN}/", {}),
        post(client, "/api/v1/lookup/khong-phai-ma-so!/", {"pin": received.pin}),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "wrong_key"


def test_a_dossier_without_a_pin_opens_to_none(client: Client, received: Held) -> None:
    type(received.dossier).objects.filter(pk=received.dossier.pk).update(pin_digest="")
    for pin in ("", received.pin, "0" * 64):
        assert post(client, received.api, {"pin": pin}).status_code == 403


@pytest.mark.parametrize("body", ["", "{", "[]", '"x"', "[" * 5000, "x" * 5000, "\x00"])
def test_a_body_that_is_no_json_object_is_malformed(
    client: Client, received: Held, body: str
) -> None:
    answer = client.post(received.api, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_other_methods_are_refused_as_problem_documents(client: Client, received: Held) -> None:
    answer = client.delete(received.api)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert answer.json()["code"] == "method_not_allowed"


def test_every_state_with_a_code_has_a_stage() -> None:
    from dossiers.lifecycle import DossierState

    without_code = {DossierState.SUBMITTED, DossierState.DECLINED}
    assert set(STAGES) == set(DossierState) - without_code


@pytest.mark.parametrize(
    ("state", "stage", "step"),
    [
        ("received", Stage.RECEIVED, 1),
        ("processing", Stage.IN_PROCESS, 2),
        ("supplement_requested", Stage.IN_PROCESS, 1),
        ("payment_requested", Stage.IN_PROCESS, 1),
        ("settled", Stage.RESULT_READY, 4),
        ("returned", Stage.RETURNED, 4),
        ("withdrawn", Stage.ENDED, 1),
        ("stopped", Stage.ENDED, 1),
    ],
)
def test_each_state_is_told_as_a_coarse_stage(
    client: Client, office: Office, state: str, stage: Stage, step: int
) -> None:
    dossier = dossier_in(office, state, at=moment(RECEIVED))
    answer = client.get(f"/api/v1/lookup/{dossier.code}/").json()
    assert (answer["stage"], answer["step"], answer["steps"]) == (stage, step, 4)


def test_the_counters_own_steps_of_the_process_are_not_counted_twice(
    client: Client, received: Held, office: Office
) -> None:
    office.version.steps.create(position=3, name="Trả kết quả", role="counter", budget_hours=0)
    assert client.get(received.api).json()["steps"] == 4


def test_the_pin_shows_what_is_asked_for_and_no_date_while_it_is_waited_for(
    client: Client, received: Held, office: Office
) -> None:
    perform_act(
        office, "request_supplement", at=moment("2026-11-20 09:00"), dossier=received.dossier
    )
    answer = post(client, received.api, {"pin": received.pin}).json()
    assert answer["asked"]["items"] == ["Bản vẽ hoàn công", "Đơn có chữ ký"]
    assert answer["due_at"] is None
    assert "Thiếu bản vẽ" not in json.dumps(answer, ensure_ascii=False)


def test_the_pin_of_the_first_receipt_opens_the_dossier_in_its_second_run(
    client: Client, received: Held, office: Office
) -> None:
    asked = perform_act(
        office, "request_supplement", at=moment("2026-11-20 09:00"), dossier=received.dossier
    )
    again = perform_act(office, "accept_supplement", at=moment("2026-11-23 09:00"), dossier=asked)
    answer = post(client, held(again).api, {"pin": received.pin}).json()
    assert answer["asked"]["items"] == []
    assert answer["due_at"] == "2026-12-01T17:00:00+07:00"


def test_fees_are_asked_for_until_they_are_paid(
    client: Client, received: Held, office: Office
) -> None:
    asked = perform_act(
        office, "request_payment", at=moment("2026-11-20 09:00"), dossier=received.dossier
    )
    answer = post(client, received.api, {"pin": received.pin}).json()
    assert answer["asked"]["fees"] == [{"name": "Lệ phí", "amount": 50_000}]
    perform_act(office, "confirm_payment", at=moment("2026-11-20 10:00"), dossier=asked)
    assert post(client, received.api, {"pin": received.pin}).json()["asked"]["fees"] == []


def test_neither_answer_ever_holds_anything_about_a_person(
    client: Client, office: Office, settings: Settings
) -> None:
    settings.LOOKUP_SHOWS_DATES = True
    for state in STAGES:
        dossier = held(dossier_in(office, state, at=moment(RECEIVED)))
        said = (
            client.get(dossier.api).content
            + post(client, dossier.api, {"pin": dossier.pin}).content
        )
        told = (
            json.dumps(json.loads(said.split(b"}{")[0] + b"}"), ensure_ascii=False) + said.decode()
        )
        people = [office.counter, office.specialist, office.agency_head, office.centre_head]
        personal = [value for key, value in APPLICANT.items() if key != "kind"]
        personal += [officer.full_name for officer in people]
        assert not [value for value in personal if value in told], state


def test_every_answer_is_kept_out_of_caches_indexes_and_other_sites_logs(
    client: Client, received: Held
) -> None:
    for address in (received.api, received.page, "/", f"/tra-cuu/{UNKNOWN}/", "/tra-cuu/q/x/"):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"], address
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert "script-src 'none'" in answer["Content-Security-Policy"]
