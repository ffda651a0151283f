"""Many acts in one request: each done or refused for itself, and a repetition does only the rest."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from agencies.models import IdempotencyKey
from dossiers.models import Dossier, DossierEvent
from dossiers.services import together
from tests.factories import Office, dossier_in, make_office, moment, perform_act
from tests.integration.api.caller import Caller

Call = Callable[..., Caller]
AT = moment("2026-03-10 09:00")


def hand_over(dossier: Dossier, office: Office, **more: Any) -> dict[str, Any]:
    return {
        "dossier": dossier.code,
        "act": "hand_over",
        "facts": {"to_unit": office.second_unit.code, "remark": "Trình ký"},
        **more,
    }


def handed_over() -> list[str]:
    told = DossierEvent.objects.filter(act="hand_over").order_by("pk")
    return [event.dossier.code for event in told]


def test_each_act_is_done_or_refused_for_itself_in_order(office: Office, call: Call) -> None:
    first, moved, third = (dossier_in(office, "processing", at=AT) for _ in range(3))
    foreign = dossier_in(office, "received", at=AT)
    Dossier.objects.filter(pk=foreign.pk).update(agency=office.commune)
    seen = moved.version
    perform_act(office, "hand_over", at=AT, dossier=moved)
    specialist = call("specialist")
    body = {
        "acts": [
            hand_over(first, office, if_match=first.version),
            hand_over(moved, office, if_match=seen),
            {"dossier": first.code, "act": "settle", "facts": {"outcome": "approved"}},
            hand_over(foreign, office),
            {"act": "hand_over"},
            hand_over(third, office, at="soon"),
            hand_over(third, office),
        ]
    }
    results = specialist.post("acts/", body)["results"]
    assert specialist.status == 200
    assert [each["status"] for each in results] == [200, 412, 403, 404, 422, 422, 200]
    codes = [each["problem"] and each["problem"]["code"] for each in results]
    assert codes == [
        None, "stale", "wrong_role", "unknown_dossier", "missing_dossier", "bad_at", None,
    ]  # fmt: skip
    assert results[0]["done"]["version"] == first.version + 1
    assert results[0]["done"]["event"]["act"] == "hand_over"
    assert results[1]["problem"]["current"]["version"] == seen + 1
    assert results[1]["problem"]["meanwhile"][0]["by"]["username"] == "chuyenvien1"
    assert handed_over().count(third.code) == 1


def test_two_acts_on_one_dossier_follow_each_other(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    settle = {
        "dossier": str(dossier.ref),
        "act": "settle",
        "facts": {"outcome": "approved", "result": "GP-01/2026"},
    }
    results = call("agency_head").post("acts/", {"acts": [hand_over(dossier, office), settle]})
    assert [each["done"]["state"] for each in results["results"]] == ["processing", "settled"]


def test_a_repetition_tells_what_was_done_and_tries_again_what_was_refused(
    office: Office, call: Call
) -> None:
    done, later = (dossier_in(office, state, at=AT) for state in ("processing", "received"))
    specialist = call("specialist", Idempotency_Key="cuoi-ngay-1")
    body = {"acts": [hand_over(done, office), hand_over(later, office)]}
    first = specialist.post("acts/", body)["results"]
    assert [each["status"] for each in first] == [200, 409]
    perform_act(office, "transfer", at=AT, dossier=later)
    again = specialist.post("acts/", body)["results"]
    assert [(each["status"], each["repeated"]) for each in again] == [(200, True), (200, False)]
    assert again[0]["done"] == first[0]["done"]
    assert sorted(handed_over()) == sorted([done.code, later.code])


def test_cut_short_half_way_a_repetition_does_only_the_rest(
    office: Office, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [dossier_in(office, "processing", at=AT) for _ in range(4)]
    specialist = call("specialist", Idempotency_Key="dut-1")
    body = {"acts": [hand_over(each, office) for each in dossiers]}
    do_act, calls = together.do_act, []

    def dies_at_the_third(*given: Any, **call: Any) -> Any:
        calls.append(given)
        if len(calls) == 3:
            raise SystemExit
        return do_act(*given, **call)

    monkeypatch.setattr(together, "do_act", dies_at_the_third)
    with pytest.raises(SystemExit):
        specialist.post("acts/", body)
    assert handed_over() == [each.code for each in dossiers[:2]]
    results = specialist.post("acts/", body)["results"]
    assert [each["repeated"] for each in results] == [True, True, False, False]
    assert handed_over() == [each.code for each in dossiers]


def test_another_request_under_the_same_key_does_nothing(office: Office, call: Call) -> None:
    dossiers = [dossier_in(office, "processing", at=AT) for _ in range(2)]
    specialist = call("specialist", Idempotency_Key="1")
    specialist.post("acts/", {"acts": [hand_over(dossiers[0], office)]})
    refused = specialist.post("acts/", {"acts": [hand_over(each, office) for each in dossiers]})
    assert (specialist.status, refused["code"]) == (409, "idempotency_conflict")
    assert handed_over() == [dossiers[0].code]


def test_a_key_half_forgotten_never_does_another_act_in_its_place(
    office: Office, call: Call
) -> None:
    """Keys are dropped at their age, and that of the whole request is a little older than those of its acts."""
    dossiers = [dossier_in(office, "processing", at=AT) for _ in range(2)]
    specialist = call("specialist", Idempotency_Key="1")
    specialist.post("acts/", {"acts": [hand_over(dossiers[0], office)]})
    IdempotencyKey.objects.filter(key="1").delete()
    (result,) = specialist.post("acts/", {"acts": [hand_over(dossiers[1], office)]})["results"]
    assert (result["status"], result["problem"]["code"]) == (409, "idempotency_conflict")
    assert handed_over() == [dossiers[0].code]


def test_what_is_kept_holds_nothing_personal_and_every_key_fits(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    specialist = call("specialist", Idempotency_Key="k" * 255)
    specialist.post("acts/", {"acts": [hand_over(dossier, office)]})
    assert specialist.status == 200
    kept = str(list(IdempotencyKey.objects.values()))
    assert "Nguyễn" not in kept
    assert "Trình ký" not in kept


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "missing_acts"),
        ({"acts": []}, "missing_acts"),
        ({"acts": None}, "missing_acts"),
        ({"acts": {}}, "bad_acts"),
        ({"acts": [1]}, "bad_acts"),
        ({"acts": [{}], "colour": 1}, "unknown_fact"),
        ({"acts": [{"dossier": "x", "act": "settle"}] * 201}, "too_many_acts"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_whole(call: Call, body: Any, code: str) -> None:
    specialist = call("specialist")
    refused = specialist.post("acts/", body)
    assert (specialist.status, refused["code"]) == (422, code)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ({}, "missing_dossier"),
        ({"dossier": 5, "act": "settle"}, "bad_dossier"),
        ({"dossier": "a\x00", "act": "settle"}, "bad_dossier"),
        ({"dossier": "x" * 65, "act": "settle"}, "bad_dossier"),
        ({"dossier": "x", "act": "settle"}, "unknown_dossier"),
        ({"dossier": "x"}, "missing_act"),
        ({"dossier": "x", "act": []}, "bad_act"),
        ({"dossier": "x", "act": "settle", "colour": 1}, "unknown_fact"),
        ({"dossier": "x", "act": "settle", "facts": []}, "bad_facts"),
        ({"dossier": "x", "act": "settle", "if_match": "7"}, "bad_if_match"),
        ({"dossier": "x", "act": "settle", "if_match": True}, "bad_if_match"),
        ({"dossier": "x", "act": "settle", "at": 10**30}, "bad_at"),
    ],
)
def test_what_is_wrong_with_one_act_stands_in_its_place(
    call: Call, act: dict[str, Any], code: str
) -> None:
    (result,) = call("specialist").post("acts/", {"acts": [act]})["results"]
    assert result["problem"]["code"] == code
    assert result["done"] is None


@pytest.mark.parametrize("number", [0, -1, 10**30])
def test_a_version_that_never_was_is_stale(office: Office, call: Call, number: int) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    body = {"acts": [hand_over(dossier, office, if_match=number)]}
    (result,) = call("specialist").post("acts/", body)["results"]
    assert result["problem"]["code"] == "stale"
    assert not handed_over()


@pytest.mark.django_db(transaction=True)
def test_the_same_request_at_the_same_moment_does_each_act_once() -> None:
    office = make_office()
    dossiers = [dossier_in(office, "processing", at=AT) for _ in range(4)]
    callers = [Caller(office.specialist, Idempotency_Key="cung-luc") for _ in range(3)]
    body = {"acts": [hand_over(each, office) for each in dossiers]}
    ready = threading.Barrier(len(callers))
    answers: list[list[dict[str, Any]]] = []

    def ask(caller: Caller) -> None:
        try:
            ready.wait()
            told = caller.post("acts/", body)
            answers.append([each["done"] for each in told["results"]])
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[caller]) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [answers[0]] * len(callers)
    assert sorted(handed_over()) == sorted(each.code for each in dossiers)
