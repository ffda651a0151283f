"""`/outages/`: approved by the head, entered by the counter, taken back while nothing rests on them."""

from collections.abc import Callable
from datetime import datetime

from pytest_django import DjangoAssertNumQueries

from agencies.domain.roles import Role
from dossiers.models import Outage
from tests.factories import Office, make_officer, moment, perform_act
from tests.integration.api.caller import Caller

Call = Callable[..., Caller]
At = Callable[[datetime], None]
APPROVED = moment("2026-03-11 08:00")
TIME = {
    "unit": "H41.01.02",
    "began_at": "2026-03-10T07:30",
    "ended_at": "2026-03-10T16:30",
    "reason": "Mất điện toàn khu vực",
}


def test_the_head_approves_once_and_the_counter_enters(office: Office, call: Call, at: At) -> None:
    at(APPROVED)
    head = call("centre_head")
    told = head.post("outages/", TIME)
    assert (head.status, told["receptions"], told["open_for_entry"]) == (201, 0, True)
    assert told["began_at"] == "2026-03-10T07:30:00+07:00"
    assert told["approved_by"]["username"] == office.centre_head.username
    assert head.post("outages/", TIME)["id"] == told["id"], "word for word the same"
    on_paper = moment("2026-03-10 09:00").isoformat()
    dossier = perform_act(office, "receive", at=APPROVED, received_on_paper_at=on_paper)
    counter = call("counter")
    (listed,) = counter.get("outages/")["results"]
    assert (listed["id"], listed["receptions"]) == (told["id"], 1)
    assert counter.get(f"outages/{told['id']}/") == listed
    (row,) = counter.get(f"outages/{told['id']}/receptions/")["results"]
    assert (row["dossier_code"], row["received_at"]) == (dossier.code, on_paper)
    assert row["entered_by"]["username"] == office.counter.username
    assert head.post(f"outages/{told['id']}/withdraw/", {})["code"] == "outage_used"
    assert head.status == 409


def test_an_approval_is_taken_back_by_the_head_alone(office: Office, call: Call, at: At) -> None:
    at(APPROVED)
    head, counter = call("centre_head"), call("counter")
    told = head.post("outages/", TIME)
    address = f"outages/{told['id']}/withdraw/"
    assert counter.post(address, {})["code"] == "not_head_of_one_stop"
    assert counter.status == 403
    assert head.post(address, {}) == told
    assert not Outage.objects.exists()
    assert head.post(address, {})["code"] == "unknown_outage"


def test_who_does_not_head_the_unit_approves_nothing(office: Office, call: Call, at: At) -> None:
    at(APPROVED)
    chairman = Caller(make_officer("chutich1", Role.AGENCY_HEAD, office.commune))
    for caller in (call("counter"), call("oversight"), chairman):
        assert caller.post("outages/", TIME)["code"] == "not_head_of_one_stop"
        assert caller.status == 403
    for role in ("specialist", "agency_head", "partner", "administrator"):
        caller = call(role)
        assert caller.get("outages/")["code"] == "permission_denied", role
    own = chairman.post("outages/", {**TIME, "unit": office.commune.code})
    assert chairman.status == 201
    counter = call("counter")
    assert counter.get(f"outages/{own['id']}/")["code"] == "unknown_outage"
    assert counter.get(f"outages/{own['id']}/receptions/")["code"] == "unknown_outage"
    assert counter.get("outages/")["results"] == []


def test_all_that_is_wrong_is_said_at_once(office: Office, call: Call, at: At) -> None:
    at(APPROVED)
    head = call("centre_head")
    refused = head.post("outages/", {"unit": 7, "began_at": "gestern", "colour": "red"})
    assert head.status == 422
    assert {error["code"] for error in refused["errors"]} == {
        "unknown_fact",
        "bad_unit",
        "bad_began_at",
        "missing_ended_at",
        "missing_reason",
    }
    over = head.post("outages/", {**TIME, "ended_at": "2026-03-12T08:00"})
    assert (head.status, over["code"]) == (422, "in_future")


def test_the_list_costs_the_same_however_long(
    office: Office, call: Call, at: At, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    at(APPROVED)
    head, counter = call("centre_head"), call("counter")
    for hour in ("07:30", "09:30", "13:30"):
        given = {"began_at": f"2026-03-10T{hour}", "ended_at": f"2026-03-10T{hour[:2]}:50"}
        head.post("outages/", TIME | given)
        assert head.status == 201
        with django_assert_num_queries(4):  # token with roles, who may, the page, the calendar
            counter.get("outages/")
