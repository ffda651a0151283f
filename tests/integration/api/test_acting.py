"""Opening dossiers and doing acts over REST: who may, in whose name, on which version, once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agencies.selectors import Actor
from dossiers.api import single
from dossiers.models import Dossier, DossierEvent
from dossiers.services.outages import approve_outage
from tests.factories import (
    Office,
    act_facts,
    dossier_in,
    moment,
    opening_facts,
)
from tests.integration.api.caller import Caller

Call = Callable[..., Caller]
AT = moment("2026-03-10 09:00")


def submission(office: Office) -> dict[str, Any]:
    return {"act": "submit", "facts": opening_facts(office, channel="online")}


def reception(office: Office, **more: Any) -> dict[str, Any]:
    return {"act": "receive", "facts": opening_facts(office), **more}


def test_the_counter_receives_a_dossier(
    office: Office, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment("2026-03-10 16:00"))
    counter = call("counter")
    told = counter.post("dossiers/", reception(office, at="2026-03-10T09:00"))
    assert counter.status == 201
    assert told["code"] == "H41.01.02-260310-0001"
    assert told["received_at"] == "2026-03-10T09:00:00+07:00"
    assert (told["event"]["act"], told["event"]["clock"]) == ("receive", "start")
    assert counter.last.headers["Location"] == f"/api/v1/dossiers/{told['ref']}/"
    assert counter.last.headers["ETag"] == '"1"'
    assert counter.get(counter.last.headers["Location"])["code"] == told["code"]


def test_a_machine_submits_and_reads_by_itself_and_nothing_else(office: Office, call: Call) -> None:
    machine = call("partner")
    told = machine.post("dossiers/", submission(office))
    assert (machine.status, told["state"], told["code"]) == (201, "submitted", None)
    assert machine.get(f"dossiers/{told['ref']}/")["applicant"]["name"]
    refused = machine.post("dossiers/", reception(office))
    assert (machine.status, refused["code"]) == (403, "wrong_role")
    dossier = dossier_in(office, "processing", at=AT)
    settle = {"act": "settle", "facts": act_facts(office, "settle")}
    refused = machine.post(f"dossiers/{dossier.code}/acts/", settle)
    assert (machine.status, refused["code"]) == (403, "wrong_role")


def test_a_machine_acts_for_an_officer_it_names_and_both_stand_in_the_history(
    office: Office, call: Call
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    machine = call("partner", On_Behalf_Of=office.agency_head.username)
    told = machine.post(
        f"dossiers/{dossier.code}/acts/", {"act": "settle", "facts": act_facts(office, "settle")}
    )
    assert (machine.status, told["state"]) == (200, "settled")
    event = DossierEvent.objects.get(dossier=dossier, act="settle")
    assert (event.actor, event.machine) == (office.agency_head, office.partner)
    line = machine.get(f"dossiers/{dossier.code}/history/")["results"][-1]
    assert line["machine"]["username"] == office.partner.username


@pytest.mark.parametrize(
    "named",
    ["quay1", "nguoila", "khong-co", "may-lienthong", "", "giam\x00doc1", "Người Lạ"],
    ids=["elsewhere", "no role", "unknown", "itself", "nobody", "nul", "letters"],
)
def test_a_machine_may_name_only_an_officer_of_its_own_agency(call: Call, named: str) -> None:
    machine = call("partner", On_Behalf_Of=named.encode().decode("latin-1"))
    refused = machine.get("dossiers/")
    assert (machine.status, refused["code"]) == (403, "wrong_principal")


def test_a_machine_may_not_name_an_officer_who_has_left(office: Office, call: Call) -> None:
    office.agency_head.is_active = False
    office.agency_head.save()
    machine = call("partner", On_Behalf_Of=office.agency_head.username)
    assert machine.get("dossiers/")["code"] == "wrong_principal"


def test_an_officer_may_not_act_for_another(office: Office, call: Call) -> None:
    specialist = call("specialist", On_Behalf_Of=office.agency_head.username)
    assert specialist.get("dossiers/")["code"] == "wrong_principal"


def test_open_acts_are_told_with_the_facts_each_demands(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    found = {
        act["act"]: act
        for act in call("agency_head").get(f"dossiers/{dossier.code}/acts/")["results"]
    }
    assert set(found) == {
        "hand_over", "refuse_hand_over", "consult", "cancel_consultation", "record_verification",
        "request_supplement", "request_payment", "settle", "stop", "report_loss",
    }  # fmt: skip
    facts = {fact["name"]: fact for fact in found["settle"]["facts"]}
    assert [choice["value"] for choice in facts["outcome"]["choices"]] == ["approved", "refused"]
    assert facts["result"]["required_if"] == {"fact": "outcome", "value": "approved"}
    assert (facts["result"]["required"], facts["outcome"]["required"]) == (False, True)
    assert call("oversight").get(f"dossiers/{dossier.code}/acts/")["results"] == []


def test_an_unmet_condition_is_told_before_the_act(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=AT)
    counter = call("counter")
    found = {a["act"]: a for a in counter.get(f"dossiers/{dossier.code}/acts/")["results"]}
    assert [o["code"] for o in found["settle"]["obstacles"]] == ["not_settled_at_counter"]
    refused = counter.post(
        f"dossiers/{dossier.code}/acts/", {"act": "settle", "facts": act_facts(office, "settle")}
    )
    assert (counter.status, refused["code"]) == (409, "not_settled_at_counter")


def test_the_facts_of_every_act_can_be_learnt_beforehand(call: Call) -> None:
    acts = {act["act"]: act for act in call("counter").get("dossiers/acts/")["results"]}
    assert set(acts) == {"submit", "receive", "request_completion", "decline"}
    assert "applicant" in {fact["name"] for fact in acts["submit"]["facts"]}


def test_an_act_on_a_version_that_has_moved_on_is_refused(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=AT)
    counter, path = call("counter"), f"dossiers/{dossier.code}/acts/"
    transfer = {"act": "transfer", "facts": {}}
    for seen in ('"0"', '"99"', '"0", "99"'):
        refused = counter.post(path, transfer, If_Match=seen)
        assert (counter.status, refused["code"]) == (412, "stale")
    refused = counter.post(path, transfer, If_Match="1")
    assert (counter.status, refused["code"]) == (400, "bad_if_match")
    told = counter.post(path, transfer, If_Match=f'W/"{dossier.version}"')
    assert (counter.status, told["version"]) == (200, dossier.version + 1)
    assert counter.last.headers["ETag"] == f'"{dossier.version + 1}"'


def test_whoever_was_not_first_hears_where_the_dossier_stands_and_who_did_what(
    office: Office, call: Call
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    specialist, path = call("specialist"), f"dossiers/{dossier.code}/acts/"
    hand_over = {"act": "hand_over", "facts": act_facts(office, "hand_over")}
    for _ in range(2):
        call("unit_head").post(path, hand_over)
    refused = specialist.post(path, hand_over, If_Match=f'"{dossier.version}"')
    assert (specialist.status, refused["code"]) == (412, "stale")
    now = specialist.get(f"dossiers/{dossier.code}/")
    for name in ("applicant", "consultations", "verifications"):
        del now[name]
    assert refused["current"] == now
    assert specialist.last.headers["ETag"] == f'"{dossier.version + 2}"'
    specialist.post(path, hand_over, If_Match=f'"{dossier.version}"')
    assert specialist.last.headers["ETag"] == f'"{dossier.version + 2}"'
    assert [(each["act"], each["by"]["username"]) for each in refused["meanwhile"]] == [
        ("hand_over", "truongphong1"),
        ("hand_over", "truongphong1"),
    ]


def test_whoever_no_longer_sees_the_dossier_is_not_told_where_it_stands(
    office: Office, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    specialist, path = call("specialist"), f"dossiers/{dossier.code}/acts/"
    monkeypatch.setattr(single, "row_for", lambda *given, **asked: None)
    refused = specialist.post(path, {"act": "hand_over"}, If_Match='"0"')
    assert (specialist.status, refused["code"]) == (412, "stale")
    assert {"current", "meanwhile"}.isdisjoint(refused)
    assert "ETag" not in specialist.last.headers


@pytest.mark.parametrize("if_match", [None, "*"])
def test_without_a_version_any_will_do(office: Office, call: Call, if_match: str | None) -> None:
    dossier = dossier_in(office, "received", at=AT)
    headers = {"If_Match": if_match} if if_match else {}
    counter = call("counter")
    counter.post(f"dossiers/{dossier.code}/acts/", {"act": "transfer"}, **headers)
    assert counter.status == 200


def test_an_act_may_say_when_it_took_effect(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=AT)
    counter, path = call("counter"), f"dossiers/{dossier.code}/acts/"
    cases = {
        (timezone.now() + timedelta(hours=1)).isoformat(): "at_in_future",
        "2026-03-10T08:59": "out_of_order",
        "2026-03-10": "bad_at",
        "soon": "bad_at",
        "": "bad_at",
        "0001-01-01T00:00+14:00": "bad_at",
    }
    for at, code in cases.items():
        refused = counter.post(path, {"act": "transfer", "at": at})
        assert (counter.status, refused["code"]) == (422, code), at
        assert refused["errors"][0]["field"] == "at"
    told = counter.post(path, {"act": "transfer", "at": "2026-03-10T02:30:00Z"})
    assert told["event"]["at"] == "2026-03-10T09:30:00+07:00"


def test_a_reception_is_not_dated_back_to_an_earlier_day(office: Office, call: Call) -> None:
    counter = call("counter")
    refused = counter.post("dossiers/", reception(office, at="2026-03-10T09:00"))
    assert (counter.status, refused["code"]) == (422, "reception_dated_back")
    assert not Dossier.objects.exists()


def test_a_reception_on_paper_takes_no_second_moment(office: Office, call: Call) -> None:
    counter = call("counter")
    body = reception(office, at=timezone.now().isoformat())
    body["facts"]["received_on_paper_at"] = "2026-03-10T09:00"
    refused = counter.post("dossiers/", body)
    assert (counter.status, refused["code"]) == (422, "two_moments")


def test_a_reception_on_paper_is_entered_inside_an_approved_outage(
    office: Office, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = moment("2026-03-11 10:12")
    monkeypatch.setattr(timezone, "now", lambda: now)
    counter = call("counter", Idempotency_Key="giay-1")
    body = reception(office)
    body["facts"]["received_on_paper_at"] = "2026-03-10T09:00"
    assert counter.post("dossiers/", body)["code"] == "no_outage"
    approve_outage(
        actor=Actor(office.centre_head),
        unit=office.centre,
        began_at=moment("2026-03-10 07:30"),
        ended_at=moment("2026-03-10 17:00"),
        reason="Mất điện",
        at=now,
    )
    told = counter.post("dossiers/", body)
    assert (counter.status, told["code"]) == (201, "H41.01.02-260310-0001")
    assert told["received_at"] == "2026-03-10T09:00:00+07:00"
    assert told["due_at"] == "2026-03-17T17:00:00+07:00"
    assert told["event"]["facts"]["entered_at"] == now.isoformat()
    assert counter.post("dossiers/", body) == told


def test_every_wrong_fact_is_named_at_once(office: Office, call: Call) -> None:
    counter = call("counter")
    body = reception(office)
    del body["facts"]["receiving_unit"]
    body["facts"] |= {"channel": "carrier pigeon", "colour": "red"}
    refused = counter.post("dossiers/", body)
    assert counter.status == 422
    assert {(e["field"], e["code"]) for e in refused["errors"]} == {
        ("colour", "unknown_fact"),
        ("receiving_unit", "missing_receiving_unit"),
        ("channel", "bad_channel"),
    }


def test_a_wrong_act_for_the_state_is_a_conflict(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=AT)
    counter = call("counter")
    refused = counter.post(f"dossiers/{dossier.code}/acts/", {"act": "return_result", "facts": {}})
    assert (counter.status, refused["code"]) == (409, "wrong_state")
    refused = counter.post("dossiers/", {"act": "settle", "facts": {}})
    assert (counter.status, refused["code"]) == (409, "wrong_state")
