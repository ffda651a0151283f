"""What heads do over REST: let others act in their place, and hand a colleague's desk over."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.domain.roles import Role
from agencies.models import Delegation
from dossiers.models import Dossier, DossierEvent
from tests.factories import Office, act_facts, dossier_in, make_officer, moment, perform_act
from tests.integration.api.caller import Caller

Call = Callable[..., Caller]
At = Callable[[datetime], None]
NOW = moment("2026-03-10 09:00")
GIVEN = {
    "role": "agency_head",
    "agency": "H41.03",
    "receiver": "truongphong1",
    "acts": ["settle"],
    "signature_form": "KT.",
    "valid_from": "2026-03-10",
}

TO_HEAD = {"to_officer": "truongphong1", "remark": "Nghỉ ốm"}


@pytest.fixture(autouse=True)
def _today(at: At) -> None:
    at(NOW)


def on_desk_of(office: Office, username: str = "chuyenvien1") -> Dossier:
    """A dossier that the officer has taken over."""
    dossier = dossier_in(office, "processing", at=NOW)
    facts = {"to_unit": office.unit.code, "to_officer": username}
    return perform_act(office, "hand_over", at=NOW, dossier=dossier, **facts)


def test_a_head_lets_a_colleague_settle_and_ends_it(office: Office, call: Call, at: At) -> None:
    dossier = dossier_in(office, "processing", at=NOW)
    head, deputy = call("agency_head"), call("unit_head")
    settling = {"act": "settle", "facts": act_facts(office, "settle")}
    assert deputy.post(f"dossiers/{dossier.code}/acts/", settling)["code"] == "wrong_role"
    told = head.post("delegations/", GIVEN | {"document": "QĐ 01/QĐ-STN"})
    assert head.status == 201
    assert told["giver"]["username"] == office.agency_head.username
    assert told["acts"] == [{"act": "settle", "label": "Settle"}]
    assert deputy.get("delegations/", {"in_force_on": "2026-03-10"})["results"] == [told]
    assert deputy.get(f"delegations/{told['id']}/") == told
    done = deputy.post(f"dossiers/{dossier.code}/acts/", settling)
    assert (deputy.status, done["state"]) == (200, "settled")
    address = f"delegations/{told['id']}/end/"
    assert deputy.post(address, {"last_day": "2026-03-10"})["code"] == "unknown_delegation"
    ended = head.post(address, {"last_day": "2026-03-11"})
    assert (head.status, ended["valid_to"]) == (200, "2026-03-11")
    at(moment("2026-03-12 09:00"))
    assert head.post(address, {"last_day": "2026-03-12"})["code"] == "delegation_over"
    assert head.status == 409


def test_what_may_be_given_to_whom_is_told_to_heads(office: Office, call: Call) -> None:
    (seat,) = call("agency_head").get("delegations/choices/")["results"]
    assert (seat["role"], seat["agency"]) == ("agency_head", office.department.code)
    assert {"settle", "reappoint"} <= {each["act"] for each in seat["acts"]}
    assert {each["username"] for each in seat["receivers"]} == {"chuyenvien1", "truongphong1"}
    for role in ("counter", "specialist", "oversight", "administrator", "partner"):
        caller = call(role)
        assert caller.get("delegations/choices/")["code"] == "permission_denied", role
        assert caller.post("delegations/", GIVEN)["code"] == "permission_denied", role
        assert caller.get("delegations/")["results"] == [], role


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"receiver": "giamdoc1"}, "to_oneself"),
        ({"receiver": "quay1"}, "unknown_receiver"),
        ({"receiver": "khongai"}, "unknown_receiver"),
        ({"agency": "H41.90"}, "role_not_held"),
        ({"role": "unit_head"}, "role_not_held"),
        ({"role": "administrator"}, "bad_role"),
        ({"acts": []}, "missing_acts"),
        ({"acts": ["receive"]}, "act_not_of_role"),
        ({"acts": "settle"}, "bad_acts"),
        ({"signature_form": "PP."}, "bad_signature_form"),
        ({"valid_from": "2026-03-09"}, "begins_in_past"),
        ({"valid_to": "2026-03-09"}, "bad_period"),
        ({"giver": "giamdoctt"}, "unknown_fact"),
    ],
)
def test_what_a_head_cannot_give_is_refused(
    office: Office, call: Call, changed: dict[str, object], code: str
) -> None:
    head = call("agency_head")
    assert head.post("delegations/", GIVEN | changed)["code"] == code
    assert head.status == 422
    assert not Delegation.objects.exists()


def test_delegations_of_others_do_not_exist(office: Office, call: Call) -> None:
    told = call("agency_head").post("delegations/", GIVEN)
    chairman = Caller(make_officer("chutich1", Role.AGENCY_HEAD, office.commune))
    assert chairman.get("delegations/")["results"] == []
    for answer in (
        chairman.get(f"delegations/{told['id']}/"),
        chairman.post(f"delegations/{told['id']}/end/", {"last_day": "2026-03-10"}),
    ):
        assert (chairman.status, answer["code"]) == (404, "unknown_delegation")


def test_a_desk_is_seen_and_handed_over_by_its_head(office: Office, call: Call) -> None:
    mine, other = on_desk_of(office), dossier_in(office, "processing", at=NOW)
    head = call("unit_head")
    assert {"chuyenvien1"} <= {each["username"] for each in head.get("colleagues/")["results"]}
    desk = head.get("colleagues/chuyenvien1/")
    assert [row["code"] for row in desk["dossiers"]] == [mine.code]
    assert {each["username"] for each in desk["receivers"]} == {"giamdoc1", "truongphong1"}
    address = "colleagues/chuyenvien1/hand-over/"
    told = head.post(address, TO_HEAD)
    assert told["results"] == [
        {"dossier": str(mine.ref), "done": True, "code": None, "detail": None}
    ]
    assert Dossier.objects.get(pk=mine.pk).officer == office.unit_head
    assert Dossier.objects.get(pk=other.pk).officer is None


def test_sent_again_with_the_same_versions_nothing_more_is_done(office: Office, call: Call) -> None:
    dossier = on_desk_of(office)
    office.specialist.grants.update(valid_to=date(2026, 3, 1))
    head = call("unit_head")
    body = {
        "to_officer": "truongphong1",
        "remark": "Chuyển công tác",
        "dossiers": [{"dossier": dossier.code, "version": dossier.version}],
    }
    for _twice in range(2):
        told = head.post("colleagues/chuyenvien1/hand-over/", body)
        assert told["results"][0]["done"], told
    assert DossierEvent.objects.filter(act="hand_over").count() == 2


def test_what_cannot_go_is_said_dossier_by_dossier(office: Office, call: Call) -> None:
    mine = on_desk_of(office)
    foreign = perform_act(office, "receive", at=NOW)
    Dossier.objects.filter(pk=foreign.pk).update(agency=office.commune)
    head = call("unit_head")
    names = [mine.code, foreign.code, "H41-000000-0000"]
    told = head.post(
        "colleagues/chuyenvien1/hand-over/",
        TO_HEAD | {"dossiers": [{"dossier": name} for name in names]},
    )
    assert [(row["dossier"], row["code"]) for row in told["results"]] == [
        (mine.code, None),
        (foreign.code, "unknown_dossier"),
        ("H41-000000-0000", "unknown_dossier"),
    ]
    same = {**TO_HEAD, "to_officer": "chuyenvien1", "dossiers": [{"dossier": mine.code}]}
    assert head.post("colleagues/chuyenvien1/hand-over/", same)["code"] == "same_officer"
    for wrong in ([], [{}], [{"dossier": 7}], [{"dossier": "x", "version": "2"}], "x"):
        refused = head.post("colleagues/chuyenvien1/hand-over/", TO_HEAD | {"dossiers": wrong})
        assert (head.status, refused["code"]) == (422, "bad_dossiers"), wrong


def test_other_units_desks_do_not_exist(office: Office, call: Call) -> None:
    on_desk_of(office)
    head = Caller(make_officer("truongphong2", Role.UNIT_HEAD, office.second_unit))
    assert head.get("colleagues/chuyenvien1/")["code"] == "unknown_colleague"
    told = head.post("colleagues/chuyenvien1/hand-over/", TO_HEAD)
    assert (head.status, told["code"]) == (404, "unknown_colleague")
    for role in ("counter", "specialist", "centre_head", "oversight", "administrator"):
        caller = call(role)
        assert caller.get("colleagues/")["code"] == "permission_denied", role
        assert caller.post("colleagues/chuyenvien1/hand-over/", {})["code"] == "permission_denied"


def test_a_desk_costs_the_same_however_full(
    office: Office, call: Call, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    head = call("unit_head")
    on_desk_of(office)
    head.get("colleagues/chuyenvien1/")
    for _more in range(2):
        on_desk_of(office)
        with django_assert_num_queries(11):
            head.get("colleagues/chuyenvien1/")
