"""A partner's own number of a dossier: once among its own, nobody else's business."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from agencies.domain.roles import Role
from dossiers.models import Dossier, DossierEvent
from dossiers.services.importing import import_dossiers
from tests.factories import Office, make_office, make_officer, moment, opening_facts
from tests.integration.api.caller import Caller

Call = Callable[..., Caller]


def numbered(office: Office, number: Any) -> dict[str, Any]:
    return {
        "act": "submit",
        "facts": opening_facts(office, channel="online") | {"external_id": number},
    }


def test_the_number_is_told_with_the_dossier_and_finds_it(office: Office, call: Call) -> None:
    machine = call("partner")
    told = machine.post("dossiers/", numbered(office, " BCCP-000123 "))
    assert (machine.status, told["external_id"]) == (201, "BCCP-000123")
    machine.post("dossiers/", numbered(office, "BCCP-000124"))
    (found,) = machine.get("dossiers/", {"external_id": "BCCP-000123"})["results"]
    assert found["ref"] == told["ref"]
    assert call("counter").get(f"dossiers/{told['ref']}/")["external_id"] == "BCCP-000123"
    assert DossierEvent.objects.filter(facts__external_id="BCCP-000123").exists()


def test_a_second_submission_with_the_number_is_refused_and_names_the_first(
    office: Office, call: Call
) -> None:
    machine = call("partner")
    first = machine.post("dossiers/", numbered(office, "Số 1"))
    again = machine.post("dossiers/", numbered(office, "Số 1"))
    assert (machine.status, again["code"]) == (409, "external_id_taken")
    assert again["dossier"] == first["ref"]
    assert first["ref"] in again["detail"]
    assert again["errors"][0]["field"] == "external_id"
    assert Dossier.objects.count() == 1


def test_however_its_accents_were_typed_it_is_the_same_number(office: Office, call: Call) -> None:
    machine = call("partner")
    machine.post("dossiers/", numbered(office, "Đợt\u0301"))
    machine.post("dossiers/", numbered(office, "Đợ\u0301t"))
    assert machine.status == 201  # the accent stands on another letter
    machine.post("dossiers/", numbered(office, "  Đo\u031b\u0323t\u0301"))
    assert machine.status == 409


def test_two_partners_may_use_the_same_number_and_learn_nothing_of_each_other(
    office: Office, call: Call
) -> None:
    other = make_officer("may-khac", Role.PARTNER, office.department)
    first = call("partner").post("dossiers/", numbered(office, "7"))
    caller = Caller(other)
    second = caller.post("dossiers/", numbered(office, "7"))
    assert caller.status == 201
    # Both belong to the agency that settles them, so each sees both.
    assert len(caller.get("dossiers/")["results"]) == 2
    (found,) = caller.get("dossiers/", {"external_id": "7"})["results"]
    assert found["ref"] == second["ref"] != first["ref"]
    assert call("counter").get("dossiers/", {"external_id": "7"})["results"] == []


def test_a_machine_that_names_an_officer_submits_under_its_own_numbers(
    office: Office, call: Call
) -> None:
    machine = call("partner")
    machine.post("dossiers/", numbered(office, "7"))
    named = call("partner", On_Behalf_Of=office.agency_head.username)
    assert len(named.get("dossiers/", {"external_id": "7"})["results"]) == 1


@pytest.mark.parametrize("number", ["x" * 101, 7, True, ["7"], "a\x00"])
def test_what_can_be_no_number_is_refused(office: Office, call: Call, number: Any) -> None:
    machine = call("partner")
    refused = machine.post("dossiers/", numbered(office, number))
    assert (machine.status, refused["code"]) == (422, "bad_external_id")


@pytest.mark.parametrize("number", ["", "  ", None])
def test_without_a_number_there_may_be_many(office: Office, call: Call, number: str) -> None:
    machine = call("partner")
    for _ in range(2):
        machine.post("dossiers/", numbered(office, number))
        assert machine.status == 201


def test_only_a_submission_has_one(office: Office, call: Call) -> None:
    counter = call("counter")
    body = {"act": "receive", "facts": opening_facts(office) | {"external_id": "7"}}
    refused = counter.post("dossiers/", body)
    assert (counter.status, refused["errors"][0]["code"]) == (422, "unknown_fact")


def test_an_imported_dossier_keeps_its_number(office: Office) -> None:
    facts = opening_facts(office)
    del facts["documents"]
    line = json.dumps(
        facts
        | {
            "code": "H41.01.02-260302-0007",
            "state": "processing",
            "received_at": "2026-03-02T08:00",
            "promised_at": "2026-03-09T17:00",
            "external_id": "CU-7",
        }
    )
    (report,) = import_dossiers([line], now=moment("2026-03-10 09:00"))
    assert report.outcome == "imported", [each.code for each in report.refusals]
    assert Dossier.objects.get().external_id == "CU-7"


@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_submissions_with_one_number_one_is_taken() -> None:
    office = make_office()
    callers = [Caller(office.partner) for _ in range(5)]
    body = numbered(office, "cùng lúc")
    ready = threading.Barrier(len(callers))
    answers: list[tuple[int, str]] = []

    def ask(caller: Caller) -> None:
        try:
            ready.wait()
            told = caller.post("dossiers/", body)
            answers.append((caller.status, told.get("dossier", told.get("ref"))))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[caller]) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first = str(Dossier.objects.get().ref)
    assert sorted(answers) == [(201, first), *[(409, first)] * 4]
