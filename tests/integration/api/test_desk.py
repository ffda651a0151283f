"""The desk over REST: its piles, finding a dossier, an applicant who comes back, a reception to come."""

from collections.abc import Callable
from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.domain.roles import Role
from dossiers.models import AccessRecord
from dossiers.selectors.worklists import OF_AGENCIES, OF_ALL, OF_COUNTERS
from dossiers.services.lookup_keys import rating_token
from tests.factories import APPLICANT, Office, dossier_in, make_officer, moment, perform_act
from tests.integration.api.caller import Caller

Call = Callable[..., Caller]
At = Callable[[datetime], None]
NOW = moment("2026-03-10 09:30")
MORNING = moment("2026-03-10 09:00")


@pytest.fixture(autouse=True)
def _today(at: At) -> None:
    at(NOW)


def test_the_piles_are_counted_and_each_is_a_filter_of_the_list(office: Office, call: Call) -> None:
    received = dossier_in(office, "received", at=MORNING)
    dossier_in(office, "supplement_requested", at=MORNING)
    for role, piles in (
        ("counter", (*OF_COUNTERS, *OF_ALL)),
        ("specialist", (*OF_AGENCIES, *OF_ALL)),
        ("oversight", OF_ALL),
    ):
        caller = call(role)
        rows = caller.get("worklists/")["results"]
        assert [row["work"] for row in rows] == list(piles), role
        for row in rows:
            listed = caller.get("dossiers/", {"work": row["work"]})["results"]
            assert row["count"] in (len(listed), None), (role, row)
    counter = call("counter")
    row = next(r for r in counter.get("worklists/")["results"] if r["work"] == "to_transfer")
    assert (row["count"], row["first_limit"]) == (1, received.transfer_due_at.isoformat()) or (
        row["first_limit"] == "2026-03-10T17:00:00+07:00"
    )
    (listed,) = counter.get("dossiers/", {"work": "to_transfer"})["results"]
    assert listed["code"] == received.code


def test_piles_of_others_are_empty_and_unknown_ones_are_refused(office: Office, call: Call) -> None:
    dossier_in(office, "received", at=MORNING)
    assert call("specialist").get("dossiers/", {"work": "to_transfer"})["results"] == []
    counter = call("counter")
    assert counter.get("dossiers/", {"work": "everything"})["code"] == "bad_filter"


def test_the_list_is_narrowed_as_at_the_desk(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "processing", at=MORNING)
    counter = call("counter")
    for query, count in (
        ({"channel": "in_person"}, 1),
        ({"channel": "online,post"}, 0),
        ({"unit": office.unit.code}, 1),
        ({"unit": office.second_unit.code}, 0),
        ({"unclaimed": "true"}, 1),
        ({"unclaimed": "false"}, 0),
        ({"officer": office.specialist.username}, 0),
        ({"receiving_unit": office.centre.code}, 1),
        ({"receiving_unit": office.commune.code}, 0),
        ({"receiver": office.counter.username}, 1),
        ({"receiver": office.centre_head.username}, 0),
        ({"figure": "due_later"}, 1),
        ({"figure": "overdue"}, 0),
        ({"figure": "received", "since": "2026-03-10", "until": "2026-03-11"}, 1),
        ({"figure": "received", "since": "2026-03-11", "until": "2026-03-12"}, 0),
    ):
        found = counter.get("dossiers/", query)["results"]
        assert [row["code"] for row in found] == [dossier.code][:count], query
    for wrong in (
        {"figure": "received"},
        {"figure": "overdue", "since": "2026-03-10", "until": "2026-03-11"},
        {"figure": "received", "since": "2026-03-11", "until": "2026-03-10"},
        {"since": "2026-03-10", "until": "2026-03-11"},
        {"figure": "gossip"},
        {"channel": "pigeon"},
    ):
        assert counter.get("dossiers/", wrong)["code"] == "bad_filter", wrong


def test_a_scanned_paper_a_number_or_a_name_finds_the_dossier(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=MORNING)
    counter = call("counter")
    for text in (
        f"https://hoso.vidu.vn/tra-cuu/q/{dossier.lookup_token}/",
        f"https://hoso.vidu.vn/danh-gia/{rating_token(dossier.ref)}/",
        f"https://hoso.vidu.vn/tra-cuu/{dossier.code}/",
        dossier.code.lower(),
        dossier.code[-4:],
        APPLICANT["phone"],
        "nguyen van vi du",
    ):
        told = counter.post("dossiers/find/", {"text": text})
        assert [row["code"] for row in told["results"]] == [dossier.code], text
    for text in ("", " ", "https://hoso.vidu.vn/tra-cuu/q/khong-co/", "0000000000"):
        assert counter.post("dossiers/find/", {"text": text})["results"] == [], text


@pytest.mark.parametrize("fields", ["applicant", "applicant,state", ""])
def test_whoever_asks_for_applicants_alone_is_noted_all_the_same(
    office: Office, call: Call, fields: str
) -> None:
    dossier = dossier_in(office, "received", at=MORNING)
    counter = call("counter")
    assert counter.get("dossiers/", {"fields": "state"})["results"] == [{"state": "received"}]
    assert not AccessRecord.objects.exists()
    counter.get("dossiers/", {"fields": fields} if fields else {})
    assert AccessRecord.objects.get().dossier == dossier


def test_what_is_not_ones_own_is_found_by_nobody(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=MORNING)
    stranger = Caller(make_officer("quayxa", Role.COUNTER, office.commune))
    scanned = {"text": f"https://hoso.vidu.vn/tra-cuu/q/{dossier.lookup_token}/"}
    assert stranger.post("dossiers/find/", scanned)["results"] == []
    assert call("administrator").post("dossiers/find/", scanned)["results"] == []
    (seen,) = call("oversight").post("dossiers/find/", scanned)["results"]
    assert seen["applicant"] is None


def test_an_applicant_who_comes_back_is_known_by_the_exact_number(
    office: Office, call: Call
) -> None:
    dossier = dossier_in(office, "received", at=MORNING)
    counter = call("counter")
    number = APPLICANT["identity_number"]
    told = counter.post(
        "known-applicants/", {"identity_number": number, "procedure": office.procedure.code}
    )
    assert told["applicant"]["name"] == APPLICANT["name"]
    assert told["card"] is None
    assert told["as_in"] == {
        "dossier": str(dossier.ref),
        "dossier_code": dossier.code,
        "day": "2026-03-10",
    }
    assert [row["dossier_code"] for row in told["same_procedure"]] == [dossier.code]
    card = f"{number}|182345678|Nguyễn Văn Ví Dụ|01021990|Nam|Xóm 2, Ví Dụ|10052021"
    scanned = counter.post("known-applicants/", {"identity_number": card})
    assert scanned["card"]["address"] == "Xóm 2, Ví Dụ"
    assert scanned["applicant"]["phone"] == APPLICANT["phone"]
    for nobody in (number[:-1], "", "999999999999"):
        told = counter.post("known-applicants/", {"identity_number": nobody})
        assert told == {"card": None, "applicant": None, "as_in": None, "same_procedure": []}


def test_only_those_who_receive_ask_for_applicants(office: Office, call: Call) -> None:
    dossier_in(office, "received", at=MORNING)
    body = {"identity_number": APPLICANT["identity_number"]}
    for role in ("specialist", "agency_head", "oversight", "administrator", "partner"):
        caller = call(role)
        assert caller.post("known-applicants/", body)["code"] == "permission_denied", role
    elsewhere = Caller(make_officer("quayxa", Role.COUNTER, office.commune))
    assert elsewhere.post("known-applicants/", body)["applicant"] is None


def test_a_reception_to_come_says_when_it_would_be_due(office: Office, call: Call) -> None:
    counter = call("counter")
    asked = {"procedure": office.procedure.code, "received_at": "2026-03-10T09:00"}
    told = counter.get("receptions/preview/", asked)
    assert told["clock"]["due_at"] == "2026-03-17T17:00:00+07:00"
    assert (told["limit_left_to_officer"], len(told["limit_rows"])) == (False, 1)
    received = perform_act(office, "receive", at=MORNING)
    assert (
        received.due_at.isoformat()
        == moment("2026-03-17 17:00").astimezone(received.due_at.tzinfo).isoformat()
    )
    submission = dossier_in(office, "submitted", at=MORNING)
    same = counter.get("receptions/preview/", {"dossier": str(submission.ref)})
    assert same["clock"]["due_at"] == "2026-03-17T17:00:00+07:00"


def test_a_limit_the_law_gives_in_words_is_left_to_the_officer(office: Office, call: Call) -> None:
    office.version.limits.all().delete()
    counter, asked = call("counter"), {"procedure": office.procedure.code}
    told = counter.get("receptions/preview/", asked)
    assert (told["clock"], told["limit_left_to_officer"]) == (None, True)
    chosen = counter.get("receptions/preview/", {**asked, "limit": 2, "unit": "working_day"})
    assert chosen["clock"]["due_at"] == "2026-03-12T17:00:00+07:00"
    for wrong in ({"limit": 0}, {"limit": "viele"}, {"limit": 99_999}):
        refused = counter.get("receptions/preview/", {**asked, **wrong, "unit": "working_day"})
        assert (counter.status, refused["code"]) == (400, "bad_filter"), wrong


def test_no_preview_of_what_is_not_there(office: Office, call: Call) -> None:
    submission = dossier_in(office, "submitted", at=MORNING)
    stranger = Caller(make_officer("quayxa", Role.COUNTER, office.commune))
    told = stranger.get("receptions/preview/", {"dossier": str(submission.ref)})
    assert (stranger.status, told["code"]) == (404, "unknown_dossier")
    for query in ({}, {"procedure": "9.999999"}):
        assert stranger.get("receptions/preview/", query)["code"] == "unknown_procedure"
        assert stranger.status == 404


def test_the_piles_cost_the_same_however_full(
    office: Office, call: Call, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    counter = call("counter")
    for _more in range(2):
        dossier_in(office, "received", at=MORNING)
        with django_assert_num_queries(14):
            counter.get("worklists/")
