"""`/announcements/` and `/violations/`: what is to be told, what was missed, and who reads it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.domain.roles import Role
from dossiers.models import Announcement, Dossier, Violation
from dossiers.services import record_missed_limits
from tests.factories import Office, dossier_in, make_officer, moment, perform_act
from tests.integration.api.caller import Caller

NOW = moment("2026-11-20 09:00")


@pytest.fixture
def asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """Asked for a supplement on Thursday morning, and nobody has told the applicant by Friday."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return dossier_in(office, "supplement_requested", at=moment("2026-11-19 09:00"))


def test_what_is_to_be_told_is_listed_and_told_through_the_dossier(
    office: Office, asked: Dossier
) -> None:
    counter = Caller(office.counter)
    (row,) = counter.get("announcements/", {"state": "late"})["results"]
    assert (row["dossier_code"], row["kind"], row["open"]) == (asked.code, "supplement", True)
    assert row["tell_by"] == "2026-11-19T17:00:00+07:00"
    told = counter.post(
        f"dossiers/{asked.code}/acts/",
        {
            "act": "tell_applicant",
            "facts": {"announcement": row["id"], "how_told": "sms", "remark": "Đã nhắn"},
        },
    )
    assert counter.status == 200, told
    assert counter.get("announcements/", {"state": "open"})["results"] == []
    (row,) = counter.get("announcements/", {"state": "told"})["results"]
    assert (row["how"], row["told_by"]["username"]) == ("sms", office.counter.username)
    again = counter.post(
        f"dossiers/{asked.code}/acts/",
        {"act": "tell_applicant", "facts": {"announcement": row["id"], "how_told": "sms"}},
    )
    assert (counter.status, again["code"]) == (409, "nothing_to_tell")


def test_announcements_are_narrowed_by_kind_agency_and_unit(office: Office, asked: Dossier) -> None:
    counter = Caller(office.counter)
    for query, count in (
        ({"kind": "supplement"}, 1),
        ({"kind": "refusal,stop"}, 0),
        ({"agency": office.department.code}, 1),
        ({"agency": office.commune.code}, 0),
        ({"receiving_unit": office.centre.code}, 1),
        ({"receiving_unit": office.commune.code}, 0),
    ):
        assert len(counter.get("announcements/", query)["results"]) == count, query
    assert counter.get("announcements/", {"kind": "gossip"})["code"] == "bad_filter"


def test_what_is_to_be_read_out_stands_in_the_detail(office: Office, asked: Dossier) -> None:
    counter = Caller(office.counter)
    (row,) = counter.get("announcements/", {"dossier": asked.code})["results"]
    told = counter.get(f"announcements/{row['id']}/")
    assert {name: told[name] for name in row} == row
    assert told["said"]["items"] == ["Bản vẽ hoàn công", "Đơn có chữ ký"]
    assert told["said"]["reason"] == "Thiếu bản vẽ và chữ ký"
    assert Caller(office.oversight).get(f"announcements/{row['id']}/")["said"] is None
    stranger = Caller(make_officer("quayxa", Role.COUNTER, office.commune))
    refused = stranger.get(f"announcements/{row['id']}/")
    assert (stranger.status, refused["code"]) == (404, "unknown_announcement")


def test_lists_are_narrowed_to_one_dossier_by_code_or_reference(
    office: Office, asked: Dossier
) -> None:
    other = dossier_in(office, "supplement_requested", at=moment("2026-11-19 08:00"))
    record_missed_limits(at=NOW)
    head = Caller(office.centre_head)
    for address in ("announcements/", "violations/"):
        for key in (asked.code, str(asked.ref)):
            rows = head.get(address, {"dossier": key})["results"]
            assert {row["dossier"] for row in rows} == {str(asked.ref)}, address
        both = head.get(address, {"dossier": f"{asked.code},{other.code}"})["results"]
        assert len({row["dossier"] for row in both}) == 2, address
        assert head.get(address, {"dossier": "H41-000000-0000"})["results"] == []


def test_the_list_goes_on_behind_the_cursor_by_moment(office: Office, asked: Dossier) -> None:
    dossier_in(office, "supplement_requested", at=moment("2026-11-19 08:00"))
    counter = Caller(office.counter)
    seen, query = [], {"page_size": "1"}
    page = counter.get("announcements/", query)
    while page["next"]:
        seen += page["results"]
        page = counter.get(page["next"].removeprefix("http://testserver"))
    seen += page["results"]
    assert len({row["id"] for row in seen}) == Announcement.objects.count() == 2


def test_who_may_not_see_the_dossier_sees_nothing(office: Office, asked: Dossier) -> None:
    assert Caller(office.administrator).get("announcements/")["results"] == []


def test_violations_are_for_those_who_answer_for_them(office: Office, asked: Dossier) -> None:
    record_missed_limits(at=NOW)
    (row,) = Caller(office.centre_head).get("violations/")["results"]
    assert (row["kind"], row["agency"], row["dossier_code"]) == (
        "telling_late",
        office.centre.code,
        asked.code,
    )
    for role in ("unit_head", "agency_head", "oversight"):
        assert len(Caller(getattr(office, role)).get("violations/")["results"]) == 1, role
    for role in ("counter", "specialist", "partner", "administrator"):
        caller = Caller(getattr(office, role))
        assert caller.get("violations/")["code"] == "permission_denied", role
        assert caller.status == 403


def test_violations_are_narrowed_by_kind_agency_and_period(office: Office, asked: Dossier) -> None:
    record_missed_limits(at=NOW)
    head = Caller(office.centre_head)
    for query, count in (
        ({"kind": "telling_late"}, 1),
        ({"kind": "transfer_late"}, 0),
        ({"agency": office.centre.code}, 1),
        ({"agency": office.department.code}, 0),
        ({"found_from": "2026-11-20"}, 1),
        ({"found_before": "2026-11-20"}, 0),
    ):
        assert len(head.get("violations/", query)["results"]) == count, query


def test_what_was_wrong_with_asking_stands_beside_the_request(office: Office) -> None:
    dossier = perform_act(office, "receive", at=moment("2026-11-10 09:00"))
    dossier = perform_act(office, "transfer", at=moment("2026-11-10 09:30"), dossier=dossier)
    dossier = perform_act(
        office, "request_supplement", at=moment("2026-11-19 09:00"), dossier=dossier
    )
    (asked,) = Caller(office.specialist).get(f"dossiers/{dossier.code}/documents/")["supplements"]
    assert asked["violations"] == [Violation.Kind.SUPPLEMENT_LATE]
    assert asked["delivered"] == []
    assert asked["answer_by"] > (moment("2026-11-19 09:00") + timedelta(days=30)).isoformat()
