"""Delay notices and apology letters over REST."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from dossiers.models import Dossier
from notifications.models import ApologyLetter, DelayNotice
from notifications.services import sweep
from tests.factories import Office
from tests.integration.api.caller import Caller
from tests.integration.notifications.scenes import (
    ANSWERED,
    DEMANDED,
    LATE,
    MONDAY_AFTER,
    REASON,
    answered,
    demanded,
    overdue,
    running,
)
from tests.tokens import authority

Call = Callable[..., Caller]
At = Callable[[datetime], None]
ANSWER = {
    "reason_code": "verification",
    "reason": REASON,
    "proposed_until": "2026-12-04T17:00:00+07:00",
}


def test_the_agency_answers_a_demand_and_a_letter_is_drafted(
    office: Office, call: Call, at: At
) -> None:
    notice = demanded(office)
    at(ANSWERED)
    specialist = call("specialist")
    (told,) = specialist.get("delay-notices/", {"state": "open"})["results"]
    assert (told["id"], told["kind"], told["open"]) == (notice.pk, "day_before", True)
    assert told["answer_by"] == "2026-11-27T00:00:00+07:00"
    letter = specialist.post(f"delay-notices/{notice.pk}/answer/", ANSWER)
    assert (specialist.status, letter["way"], letter["state"]) == (200, "in_time", "ready")
    again = specialist.post(f"delay-notices/{notice.pk}/answer/", ANSWER)
    assert (specialist.status, again["code"]) == (409, "notice_answered")
    assert specialist.get("delay-notices/", {"state": "open"})["results"] == []
    assert len(specialist.get("delay-notices/", {"state": "answered"})["results"]) == 1


def test_the_head_signs_and_the_return_date_moves(office: Office, call: Call, at: At) -> None:
    letter = answered(office)
    at(ANSWERED)
    head = call("agency_head")
    told = head.post(f"apologies/{letter.ref}/issue/", {})
    assert (head.status, told["state"], told["number"], told["missing"]) == (200, "issued", 1, [])
    assert told["signer"]["username"] == office.agency_head.username
    dossier = Dossier.objects.get(pk=letter.dossier_id)
    assert head.get(f"dossiers/{dossier.code}/")["due_at"] == told["new_until"]
    assert head.get(f"apologies/{letter.ref}/letter.pdf").startswith(b"%PDF-")
    again = head.post(f"apologies/{letter.ref}/issue/", {})
    assert (head.status, again["code"]) == (409, "letter_issued")


def test_a_letter_that_lacks_something_says_what_and_cannot_be_issued(
    office: Office, call: Call, at: At
) -> None:
    overdue(office)
    letter = ApologyLetter.objects.get()
    at(MONDAY_AFTER)
    head = call("agency_head")
    told = head.get(f"apologies/{letter.ref}/")
    assert [each["part"] for each in told["missing"]] == ["reason_code", "reason", "new_until"]
    refused = head.post(f"apologies/{letter.ref}/issue/", {})
    assert head.status == 422
    assert {error["code"] for error in refused["errors"]} == {
        "missing_reason_code",
        "missing_reason",
        "missing_new_until",
    }
    parts = {**ANSWER, "new_until": ANSWER["proposed_until"]}
    del parts["proposed_until"]
    prepared = call("specialist").post(f"apologies/{letter.ref}/prepare/", parts)
    assert (prepared["state"], prepared["missing"]) == ("ready", [])
    assert head.post(f"apologies/{letter.ref}/issue/", {})["state"] == "issued"


@pytest.mark.parametrize(
    "role", ["specialist", "unit_head", "counter", "centre_head", "oversight", "partner"]
)
def test_only_a_head_signs(office: Office, call: Call, at: At, role: str) -> None:
    letter = answered(office)
    at(ANSWERED)
    caller = call(role)
    refused = caller.post(f"apologies/{letter.ref}/issue/", {})
    assert (caller.status, refused["code"]) == (403, "wrong_role_for_letter")
    assert ApologyLetter.objects.get().state == "ready"


def test_letters_and_demands_of_foreign_dossiers_do_not_exist(
    office: Office, call: Call, at: At
) -> None:
    letter = answered(office)
    notice = DelayNotice.objects.get()
    at(ANSWERED)
    stranger = call("stranger")
    assert stranger.get("apologies/")["results"] == []
    assert stranger.get("delay-notices/")["results"] == []
    for part in ("", "letter.pdf"):
        assert stranger.get(f"apologies/{letter.ref}/{part}")["code"] == "unknown_letter"
    for part in ("issue/", "prepare/"):
        assert stranger.post(f"apologies/{letter.ref}/{part}", {})["code"] == "unknown_letter"
    for notice_id in (notice.pk, 10**30):
        refused = stranger.post(f"delay-notices/{notice_id}/answer/", ANSWER)
        assert (stranger.status, refused["code"]) == (404, "unknown_notice")


def test_letters_are_narrowed_by_filters(office: Office, call: Call, at: At) -> None:
    answered(office)
    at(ANSWERED)
    head = call("agency_head")
    cases: list[tuple[dict[str, str], int]] = [
        ({}, 1),
        ({"state": "ready,draft"}, 1),
        ({"state": "issued"}, 0),
        ({"way": "in_time"}, 1),
        ({"way": "late"}, 0),
        ({"agency": "H41.03"}, 1),
        ({"agency": "H41.90"}, 0),
    ]
    for query, count in cases:
        assert len(head.get("apologies/", query)["results"]) == count, query
    for query, code in ({"state": "lost"}, "bad_filter"), ({"colour": "red"}, "unknown_filter"):
        assert head.get("apologies/", query)["code"] == code
        assert head.get("delay-notices/", query)["code"] == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason_code": None}, "missing_reason_code"),
        ({"reason_code": "laziness"}, "bad_reason_code"),
        ({"reason_code": []}, "bad_reason_code"),
        ({"reason": " "}, "missing_reason"),
        ({"reason": 5}, "bad_reason"),
        ({"reason": "a\x00"}, "bad_reason"),
        ({"reason": "a" * 2_001}, "bad_reason"),
        ({"proposed_until": "soon"}, "bad_proposed_until"),
        ({"proposed_until": "2026-12-05T17:00"}, "not_working_day"),
        ({"proposed_until": "2026-11-27T10:00"}, "not_later"),
        ({"proposed_until": "2201-01-01T10:00"}, "bad_proposed_until"),
        ({"colour": "red"}, "unknown_fact"),
    ],
)
def test_a_bad_answer_is_refused(
    office: Office, call: Call, at: At, change: dict[str, Any], code: str
) -> None:
    notice = demanded(office)
    at(ANSWERED)
    specialist = call("specialist")
    refused = specialist.post(f"delay-notices/{notice.pk}/answer/", {**ANSWER, **change})
    assert (specialist.status, refused["code"]) == (422, code)
    assert not ApologyLetter.objects.exists()


def test_lists_cost_the_same_queries_however_long(
    office: Office, call: Call, at: At, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    head = call("agency_head")
    for _ in range(3):
        running(office)
    sweep(DEMANDED)
    sweep(LATE)
    at(MONDAY_AFTER)
    for path in ("delay-notices/", "apologies/"):
        with django_assert_num_queries(3):  # token, roles, the page
            assert len(head.get(path)["results"]) == 3


def test_a_head_signs_with_an_own_token(
    office: Office, call: Call, at: At, settings: Settings, tmp_path: Path
) -> None:
    bundle = tmp_path / "roots.pem"
    bundle.write_bytes(authority().pem)
    settings.SIGNING_TRUST_ROOTS = str(bundle)
    letter = answered(office)
    at(ANSWERED)
    head = call("agency_head")
    told = head.post(f"apologies/{letter.ref}/signature/", {})
    assert (head.status, told["state"], told["number"]) == (200, "ready", 1)
    assert told["prepared_at"] is not None
    pdf = head.get(f"apologies/{letter.ref}/letter.pdf")
    signed = f"apologies/{letter.ref}/signed.pdf"
    refused = head.send(signed, b"no PDF", content_type="application/pdf")
    assert (head.status, refused["code"]) == (422, "not_a_pdf")
    stolen = call("specialist")
    refused = stolen.send(signed, pdf, content_type="application/pdf")
    assert (stolen.status, refused["code"]) == (403, "not_your_signature")
    file = authority().token("Phạm Văn Sở").sign(pdf)
    told = head.send(signed, file, content_type="application/pdf")
    assert (head.status, told["state"], told["signature"]["kind"]) == (200, "issued", "token")
    assert head.get(f"apologies/{letter.ref}/letter.pdf") == file
    head.send(signed, file, content_type="application/json")
    assert head.status == 415


def test_a_signature_given_up_answers_the_new_draft(office: Office, call: Call, at: At) -> None:
    letter = answered(office)
    at(ANSWERED)
    head = call("agency_head")
    refused = head.post(f"apologies/{letter.ref}/give-up/", {})
    assert (head.status, refused["code"]) == (409, "letter_not_prepared")
    head.post(f"apologies/{letter.ref}/signature/", {})
    for way in ("issue/", "prepare/", "signature/"):
        assert head.post(f"apologies/{letter.ref}/{way}", {})["code"] == "letter_prepared"
        assert head.status == 409
    draft = head.post(f"apologies/{letter.ref}/give-up/", {})
    assert (draft["state"], draft["number"], draft["reason"]) == ("ready", None, REASON)
    old = head.get(f"apologies/{letter.ref}/")
    assert (old["state"], old["void_why"], old["number"]) == ("void", "given_up", 1)
