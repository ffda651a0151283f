"""A dossier of another authority goes through its one-stop unit; the result comes back to that of reception."""

import pytest

from agencies.domain.roles import Role
from agencies.models import Officer
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, HandOver, Violation
from dossiers.selectors import dossier_for, open_acts
from dossiers.selectors.handovers import control_slip
from dossiers.selectors.worklists import Desk, Worklist
from dossiers.services import do_act, record_missed_limits
from tests.factories import Office, make_officer, moment, perform_act

Result = HandOver.Result
RECEIVED = moment("2026-03-10 15:30")


@pytest.fixture
def other_counter(office: Office) -> Officer:
    return make_officer("quayxa", Role.COUNTER, office.commune, full_name="Bùi Thị Xã")


def act(name: str, officer: Officer, dossier: Dossier, *, at: str, **facts: str) -> Dossier:
    do_act(name, actor=Actor(officer), at=moment(at), facts=facts, dossier_id=dossier.pk)
    return Dossier.objects.get(pk=dossier.pk)


def forwarded(office: Office, *, at: str = "2026-03-11 07:35") -> Dossier:
    dossier = perform_act(office, "receive", at=RECEIVED)
    return perform_act(office, "forward", at=moment(at), dossier=dossier)


def test_it_goes_to_the_other_one_stop_unit_and_is_transferred_from_there(
    office: Office, other_counter: Officer
) -> None:
    dossier = forwarded(office)
    assert (dossier.state, dossier.unit, dossier.forwarded_to) == (
        "received",
        office.commune,
        office.commune,
    )
    dossier = act("confirm_arrival", other_counter, dossier, at="2026-03-11 15:10")
    assert dossier.arrived_at == moment("2026-03-11 15:10")
    assert dossier.transfer_due_at == moment("2026-03-12 07:30"), "after 15:00 there too"
    dossier = act("transfer", other_counter, dossier, at="2026-03-12 07:40")
    assert (dossier.state, dossier.unit) == ("processing", office.unit)
    rows = [(row.kind, row.giver_unit, row.receiver_unit, row.result) for row in control_slip(dossier)]  # fmt: skip
    assert rows == [
        ("forward", office.centre, office.commune, Result.ON_TIME),
        ("transfer", office.commune, office.unit, Result.ON_TIME),
    ]


def test_under_decree_61_the_limit_runs_from_the_reception(
    office: Office, other_counter: Officer
) -> None:
    dossier = forwarded(office)
    due_at = dossier.due_at
    dossier = act("confirm_arrival", other_counter, dossier, at="2026-03-12 10:00")
    assert dossier.due_at == due_at


def test_under_decree_118_the_limit_runs_from_the_arrival(
    office: Office, other_counter: Officer, settings
) -> None:
    settings.RULESET = "ND118_2025"
    dossier = forwarded(office)
    assert dossier.due_at == moment("2026-03-17 17:00")
    dossier = act("confirm_arrival", other_counter, dossier, at="2026-03-12 10:00")
    assert dossier.due_at == moment("2026-03-19 17:00")


def test_on_its_way_nobody_can_transfer_it(office: Office, other_counter: Officer) -> None:
    dossier = forwarded(office)
    for officer in (office.counter, other_counter):
        with pytest.raises(ActRefused, match="not_arrived"):
            act("transfer", officer, dossier, at="2026-03-11 08:00")
    with pytest.raises(ActRefused, match="wrong_role"):
        act("confirm_arrival", office.counter, dossier, at="2026-03-11 08:00")


def test_once_arrived_only_the_other_counter_transfers_it(
    office: Office, other_counter: Officer
) -> None:
    dossier = act("confirm_arrival", other_counter, forwarded(office), at="2026-03-11 09:00")
    with pytest.raises(ActRefused, match="wrong_role"):
        act("transfer", office.counter, dossier, at="2026-03-11 09:30")
    with pytest.raises(ActRefused, match="not_forwarded"):
        act("confirm_arrival", other_counter, dossier, at="2026-03-11 09:30")


@pytest.mark.parametrize(
    ("unit", "code"),
    [("H41.01.02", "same_unit"), ("H41.03", "unknown_one_stop"), ("X", "unknown_one_stop")],
)
def test_it_goes_to_another_one_stop_unit_or_nowhere(office: Office, unit: str, code: str) -> None:
    dossier = perform_act(office, "receive", at=RECEIVED)
    with pytest.raises(ActRefused, match=code):
        perform_act(office, "forward", at=RECEIVED, dossier=dossier, to_one_stop=unit)


def test_it_is_forwarded_once(office: Office) -> None:
    with pytest.raises(ActRefused, match="already_forwarded"):
        perform_act(office, "forward", at=moment("2026-03-11 09:00"), dossier=forwarded(office))


def test_forwarded_late_the_one_stop_unit_of_reception_is_at_fault(office: Office) -> None:
    late = "2026-03-11 10:00"
    record_missed_limits(at=moment("2026-03-11 09:00"))
    dossier = forwarded(office, at=late)
    assert control_slip(dossier)[0].result == Result.LATE
    assert Violation.objects.get(dossier=dossier).agency == office.centre


def test_the_other_counter_sees_it_but_the_result_is_returned_where_it_was_received(
    office: Office, other_counter: Officer
) -> None:
    dossier = perform_act(office, "receive", at=RECEIVED)
    at = moment("2026-03-11 07:35")
    assert dossier_for(other_counter, dossier.code, at=at) is None
    dossier = perform_act(office, "forward", at=at, dossier=dossier)
    assert dossier_for(other_counter, dossier.code, at=at) == dossier
    dossier = act("confirm_arrival", other_counter, dossier, at="2026-03-11 08:00")
    dossier = act("transfer", other_counter, dossier, at="2026-03-11 09:00")
    dossier = perform_act(office, "settle", at=moment("2026-03-12 09:00"), dossier=dossier)
    assert control_slip(dossier)[-1].receiver_unit == office.centre
    assert open_acts(dossier, actor=Actor(other_counter), at=at) == []
    perform_act(office, "return_result", at=moment("2026-03-12 10:00"), dossier=dossier)


def test_a_transfer_refused_by_the_agency_goes_back_to_the_one_stop_unit_it_came_from(
    office: Office, other_counter: Officer
) -> None:
    dossier = act("confirm_arrival", other_counter, forwarded(office), at="2026-03-11 08:00")
    dossier = act("transfer", other_counter, dossier, at="2026-03-11 09:00")
    dossier = perform_act(
        office, "refuse_hand_over", at=moment("2026-03-11 10:00"), dossier=dossier
    )
    assert (dossier.state, dossier.unit) == ("received", office.commune)
    act("transfer", other_counter, dossier, at="2026-03-11 11:00")


def test_each_counter_has_it_on_its_pile_while_it_is_its_turn(
    office: Office, other_counter: Officer
) -> None:
    def piles(officer: Officer, at: str) -> set[Worklist]:
        when = moment(at)
        desk = Desk(officer, Actor(officer).roles(on=when.date()), when)
        return {pile for pile in (Worklist.TO_TRANSFER, Worklist.ARRIVING) if desk.count(pile)}

    dossier = perform_act(office, "receive", at=RECEIVED)
    assert piles(office.counter, "2026-03-11 07:31") == {Worklist.TO_TRANSFER}
    dossier = perform_act(office, "forward", at=moment("2026-03-11 07:35"), dossier=dossier)
    assert piles(office.counter, "2026-03-11 08:00") == set()
    assert piles(other_counter, "2026-03-11 08:00") == {Worklist.ARRIVING}
    act("confirm_arrival", other_counter, dossier, at="2026-03-11 09:00")
    assert piles(other_counter, "2026-03-11 09:01") == {Worklist.TO_TRANSFER}
    assert piles(office.counter, "2026-03-11 09:01") == set()
