"""Missed appointments, messages sent and downtimes over REST: who reads them, who may do something about them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.domain.roles import Role
from notifications.models import ApologyLetter, Downtime, Message, MessageState, OverdueFlag
from notifications.services import sweep
from tests.factories import Office, make_officer, moment
from tests.integration.api.caller import Caller
from tests.integration.notifications.scenes import (
    ANSWERED,
    LATE,
    answered,
    demanded,
    issued,
    overdue,
)

Call = Callable[..., Caller]
At = Callable[[datetime], None]
AHEAD = {
    "starts_at": "2026-12-20T20:00",
    "ends_at": "2026-12-20T23:00",
    "reason": "Nâng cấp hệ thống",
}


@pytest.fixture
def failed(office: Office, at: At) -> ApologyLetter:
    """A letter issued, no notice of which got through."""
    letter = issued(office, answered(office), at=ANSWERED)
    Message.objects.update(state=MessageState.FAILED, error="SMTPServerDisconnected", attempts=9)
    at(ANSWERED)
    return letter


def test_a_missed_appointment_is_told_with_who_was_told_of_it(
    office: Office, call: Call, at: At
) -> None:
    dossier = overdue(office).dossier
    sweep(LATE)
    at(LATE)
    head = call("agency_head")
    (row,) = head.get("overdue-flags/", {"open": "true"})["results"]
    flag = OverdueFlag.objects.get()
    assert (row["id"], row["dossier_code"], row["agency"], row["open"]) == (
        flag.pk,
        dossier.code,
        office.department.code,
        True,
    )
    assert [each["rung"] for each in row["escalations"]] == list(
        flag.escalations.order_by("pk").values_list("rung", flat=True)
    )
    assert head.get(f"overdue-flags/{flag.pk}/") == row
    for query, count in (
        ({"open": "false"}, 0),
        ({"agency": office.commune.code}, 0),
        ({"closed_why": "withdrawn"}, 0),
        ({"violation": str(flag.is_violation).lower()}, 1),
    ):
        assert len(head.get("overdue-flags/", query)["results"]) == count, query


def test_everything_of_one_dossier_is_found_by_its_code(office: Office, call: Call, at: At) -> None:
    dossier, other = overdue(office).dossier, overdue(office).dossier
    at(LATE)
    head = call("agency_head")
    for address in ("overdue-flags/", "delay-notices/", "apologies/"):
        rows = head.get(address, {"dossier": dossier.code})["results"]
        assert {row["dossier"] for row in rows} <= {str(dossier.ref)}, address
        both = head.get(address, {"dossier": f"{dossier.code},{other.ref}"})["results"]
        assert len(both) == 2 * len(rows), address
    assert head.get("overdue-flags/", {"dossier": dossier.code})["results"]


def test_a_demand_is_told_by_itself_as_in_the_list(office: Office, call: Call, at: At) -> None:
    notice = demanded(office)
    at(ANSWERED)
    head = call("agency_head")
    (row,) = head.get("delay-notices/")["results"]
    assert head.get(f"delay-notices/{notice.pk}/") == row
    chairman = Caller(make_officer("chutich1", Role.AGENCY_HEAD, office.commune))
    refused = chairman.get(f"delay-notices/{notice.pk}/")
    assert (chairman.status, refused["code"]) == (404, "unknown_notice")


def test_the_sweeps_diary_is_read_by_those_who_answer_for_it(
    office: Office, call: Call, at: At
) -> None:
    overdue(office)
    at(LATE)
    (run,) = call("oversight").get("sweeps/")["results"]
    assert (run["as_of"], run["found"]["flagged"]) == ("2026-11-28T00:10:00+07:00", 1)
    assert call("agency_head").get("sweeps/")["code"] == "permission_denied"


def test_flags_of_another_agency_do_not_exist(office: Office, call: Call, at: At) -> None:
    overdue(office)
    at(LATE)
    chairman = Caller(make_officer("chutich1", Role.AGENCY_HEAD, office.commune))
    flag = OverdueFlag.objects.get()
    assert chairman.get("overdue-flags/")["results"] == []
    assert chairman.get(f"overdue-flags/{flag.pk}/")["code"] == "unknown_flag"
    assert chairman.status == 404
    assert call("administrator").get("overdue-flags/")["results"] == []


def test_flags_cost_the_same_however_many(
    office: Office, call: Call, at: At, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    head = call("agency_head")
    for _more in range(2):
        overdue(office)
        at(LATE)
        # Token with roles, what the head sees once more, the page, the rungs.
        with django_assert_num_queries(4):
            head.get("overdue-flags/")


def test_what_failed_is_sent_again_and_nothing_else(
    office: Office, call: Call, failed: ApologyLetter
) -> None:
    head = call("centre_head")
    rows = head.get("messages/", {"state": "failed"})["results"]
    assert {row["state"] for row in rows} == {"failed"}
    sent = rows[0]["id"]
    Message.objects.filter(pk=rows[-1]["id"]).update(state=MessageState.SENT)
    told = head.post("messages/send-again/", {"messages": [row["id"] for row in rows]})
    assert (head.status, told["resent"]) == (200, len(rows) - 1)
    message = Message.objects.get(pk=sent)
    assert (message.state, message.attempts, message.error) == ("planned", 0, "")
    for wrong in ([], ["1"], [0], [2**70], "1", None):
        assert head.post("messages/send-again/", {"messages": wrong})["code"].endswith("messages")
        assert head.status == 422


def test_messages_are_told_without_address_or_name(
    office: Office, call: Call, failed: ApologyLetter
) -> None:
    watcher = call("oversight")
    rows = watcher.get("messages/", {"dossier": failed.dossier.code})["results"]
    assert rows
    told = watcher.last.content.decode()
    for personal in ("Nguyễn Văn Ví Dụ", "0900000001", "vidu@congdan.example"):
        assert personal not in told
    assert watcher.post("messages/send-again/", {"messages": [rows[0]["id"]]})["code"] == (
        "permission_denied"
    )
    for role in ("counter", "specialist", "agency_head", "partner"):
        caller = call(role)
        assert caller.get("messages/")["code"] == "permission_denied", role


def test_the_notice_of_a_letter_is_seen_by_its_readers_and_sent_again_by_few(
    office: Office, call: Call, failed: ApologyLetter
) -> None:
    agency, head = call("agency_head"), call("centre_head")
    rows = agency.get(f"apologies/{failed.ref}/notices/")["results"]
    assert rows
    assert {row["state"] for row in rows} == {"failed"}
    again = f"apologies/{failed.ref}/send-again/"
    assert agency.post(again, {})["code"] == "permission_denied"
    assert head.post(again, {})["resent"] == len(rows)
    assert head.post(again, {})["resent"] == 0, "what waits to go out is not sent twice"
    chairman = Caller(make_officer("chutich1", Role.AGENCY_HEAD, office.commune))
    assert chairman.get(f"apologies/{failed.ref}/notices/")["code"] == "unknown_letter"
    assert chairman.post(again, {})["code"] == "unknown_letter"


def test_a_downtime_is_announced_once_and_called_off(office: Office, call: Call, at: At) -> None:
    at(moment("2026-12-01 08:00"))
    head = call("centre_head")
    told = head.post("downtimes/", AHEAD)
    assert (head.status, told["short_notice"], told["cancelled_at"]) == (201, False, None)
    assert head.post("downtimes/", AHEAD)["id"] == told["id"]
    assert call("administrator").get("downtimes/")["results"] == [told]
    off = head.post(f"downtimes/{told['id']}/call-off/", {})
    assert off["cancelled_by"]["username"] == office.centre_head.username
    assert head.get(f"downtimes/{told['id']}/") == off
    assert Downtime.objects.count() == 1
    assert head.post("downtimes/999/call-off/", {})["code"] == "unknown_downtime"
    assert head.status == 404


def test_a_short_notice_is_given_and_said_to_be_short(office: Office, call: Call, at: At) -> None:
    at(moment("2026-12-18 08:00"))
    told = call("administrator").post("downtimes/", AHEAD)
    assert told["short_notice"] is True


def test_a_downtime_that_makes_no_sense_is_refused(office: Office, call: Call, at: At) -> None:
    at(moment("2026-12-01 08:00"))
    head = call("centre_head")
    for changed, code in (
        ({"ends_at": "2026-12-20T19:00"}, "downtime_out_of_order"),
        ({"starts_at": "2026-11-01T20:00", "ends_at": "2026-11-01T21:00"}, "downtime_past"),
        ({"reason": " "}, "missing_reason"),
        ({"reason": "x" * 301}, "reason_too_long"),
        ({"starts_at": "tomorrow"}, "bad_starts_at"),
    ):
        assert head.post("downtimes/", AHEAD | changed)["code"] == code
        assert head.status == 422
    for role in ("counter", "agency_head", "oversight", "partner"):
        caller = call(role)
        assert caller.get("downtimes/")["code"] == "permission_denied", role
        assert caller.post("downtimes/", AHEAD)["code"] == "permission_denied", role


def test_downtimes_cost_the_same_however_many(
    office: Office, call: Call, at: At, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    start = moment("2026-12-01 08:00")
    at(start)
    head = call("centre_head")
    for day in range(1, 4):
        begins = start + timedelta(days=30 + day)
        head.post(
            "downtimes/",
            AHEAD
            | {
                "starts_at": begins.isoformat(),
                "ends_at": (begins + timedelta(hours=1)).isoformat(),
            },
        )
        with django_assert_num_queries(3):  # token with roles, the page, the calendar
            head.get("downtimes/")
