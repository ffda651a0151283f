"""The control slip: each hand-over says how the giver kept the time, and gives the receiver the next budget."""

from datetime import datetime

import pytest

from agencies.domain.roles import Role
from agencies.models import Agency, AgencyKind
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, HandOver, Violation
from dossiers.selectors.handovers import control_slip
from dossiers.services import do_act
from procedures.models import ProcessStep
from tests.factories import (
    Office,
    act_facts,
    dossier_in,
    make_officer,
    moment,
    opening_facts,
    perform_act,
)

Result, Kind = HandOver.Result, HandOver.Kind
AT = moment("2026-03-10 09:00")


def shown(due_at: datetime | None) -> str | None:
    return due_at and f"{due_at.astimezone(AT.tzinfo):%d %H:%M}"


def slip(dossier: Dossier) -> list[tuple[int, str, str | None]]:
    return [(row.step, row.result, shown(row.due_at)) for row in control_slip(dossier)]


def received(office: Office) -> Dossier:
    return perform_act(office, "receive", at=AT)


def transferred(office: Office) -> Dossier:
    """At the appraisal, which has 24 working hours (three days): until the 13th, 10:00."""
    return perform_act(office, "transfer", at=moment("2026-03-10 10:00"), dossier=received(office))


def goes_on(office: Office) -> None:
    ProcessStep.objects.filter(version=office.version).update(budget_goes_on=True)


def test_each_hand_over_tells_how_the_time_was_kept_and_starts_the_next_budget(
    office: Office,
) -> None:
    dossier = transferred(office)
    dossier = perform_act(office, "hand_over", at=moment("2026-03-13 09:30"), dossier=dossier)
    # The signature has 16 working hours (two days), over a weekend.
    assert slip(dossier) == [
        (1, Result.ON_TIME, "13 10:00"),
        (2, Result.ON_TIME, "17 09:30"),
    ]
    assert dossier.handovers.order_by("pk")[0].step_name == "Thẩm định"


def test_a_transfer_after_its_moment_is_late_and_a_violation_of_the_counter(
    office: Office,
) -> None:
    late = moment("2026-03-11 07:35")
    dossier = perform_act(office, "transfer", at=late, dossier=received(office))
    assert control_slip(dossier)[0].result == Result.LATE
    violation = Violation.objects.get(dossier=dossier)
    assert (violation.kind, violation.agency) == (Violation.Kind.TRANSFER_LATE, office.centre)


def test_a_step_over_its_budget_is_late(office: Office) -> None:
    dossier = transferred(office)
    dossier = perform_act(office, "hand_over", at=moment("2026-03-13 10:01"), dossier=dossier)
    assert control_slip(dossier)[1].result == Result.LATE


def test_a_step_done_a_day_before_it_is_due_is_early(office: Office) -> None:
    dossier = transferred(office)
    dossier = perform_act(office, "hand_over", at=moment("2026-03-12 16:00"), dossier=dossier)
    assert control_slip(dossier)[1].result == Result.EARLY


def test_from_officer_to_officer_inside_a_step_the_budget_goes_on(office: Office) -> None:
    dossier = perform_act(
        office,
        "hand_over",
        at=moment("2026-03-11 09:00"),
        dossier=transferred(office),
        to_unit=None,
        to_officer=office.specialist.username,
    )
    assert slip(dossier)[1] == (1, "", "13 10:00")


def test_handed_back_to_an_earlier_unit_the_step_goes_back_with_it(office: Office) -> None:
    dossier = transferred(office)
    dossier = perform_act(office, "hand_over", at=moment("2026-03-11 09:00"), dossier=dossier)
    back = {"to_unit": office.unit.code, "remark": "Bổ sung tờ trình"}
    dossier = perform_act(
        office, "hand_over", at=moment("2026-03-11 15:00"), dossier=dossier, **back
    )
    assert (dossier.step, dossier.unit) == (1, office.unit)
    assert slip(dossier)[2] == (1, Result.EARLY, "16 15:00"), "redone: the whole 24 hours again"


def test_a_budget_that_goes_on_has_what_earlier_stays_left(office: Office) -> None:
    goes_on(office)
    dossier = transferred(office)
    # From Tuesday 10:00 to Friday 09:30: twenty-three working hours and a half of twenty-four.
    dossier = perform_act(office, "hand_over", at=moment("2026-03-13 09:30"), dossier=dossier)
    dossier = perform_act(
        office,
        "hand_over",
        at=moment("2026-03-13 14:00"),
        dossier=dossier,
        to_unit=office.unit.code,
    )
    assert slip(dossier)[2][2] == "13 14:30", "half an hour is left of 24"


def test_a_unit_the_process_does_not_name_takes_the_step_after(office: Office) -> None:
    third = Agency.objects.create(
        code="H41.03.03", kind=AgencyKind.UNIT, name="Phòng Khác", parent=office.department
    )
    dossier = perform_act(
        office, "hand_over", at=moment("2026-03-11 09:00"), dossier=transferred(office),
        to_unit=third.code,
    )  # fmt: skip
    assert dossier.step == 2


def test_after_a_supplement_the_process_begins_again_with_fresh_budgets(office: Office) -> None:
    dossier = transferred(office)
    for act, at in (
        ("request_supplement", "2026-03-12 10:00"),
        ("accept_supplement", "2026-03-17 09:00"),
        ("transfer", "2026-03-17 10:00"),
    ):
        dossier = perform_act(office, act, at=moment(at), dossier=dossier)
    assert slip(dossier) == [(1, Result.ON_TIME, "13 10:00"), (1, Result.ON_TIME, "20 10:00")]
    assert [row.run for row in control_slip(dossier)] == [1, 2]


def test_after_a_supplement_a_budget_that_goes_on_has_what_the_first_run_left(
    office: Office,
) -> None:
    goes_on(office)
    dossier = transferred(office)
    for act, at in (
        ("request_supplement", "2026-03-12 10:00"),
        ("accept_supplement", "2026-03-17 09:00"),
        ("transfer", "2026-03-17 10:00"),
    ):
        dossier = perform_act(office, act, at=moment(at), dossier=dossier)
    assert slip(dossier)[1][2] == "18 10:00", "two days of three were used before"


def test_settling_writes_the_result_back_to_the_one_stop_unit(office: Office) -> None:
    dossier = transferred(office)
    dossier = perform_act(office, "settle", at=moment("2026-03-13 11:00"), dossier=dossier)
    last = control_slip(dossier)[-1]
    assert (last.kind, last.giver_unit, last.receiver_unit) == (
        Kind.RESULT,
        office.unit,
        office.centre,
    )
    assert (last.result, last.due_at) == (Result.LATE, None), "the appraisal was due at 10:00"


def test_what_is_settled_at_the_counter_has_no_row(office: Office) -> None:
    facts = opening_facts(office, procedure=office.at_counter.code)
    done = do_act("receive", actor=Actor(office.counter), at=AT, facts=facts)
    settled = do_act(
        "settle",
        actor=Actor(office.counter),
        at=AT,
        facts=act_facts(office, "settle"),
        dossier_id=done.dossier.pk,
    )
    assert control_slip(settled.dossier) == []


def test_a_reopened_dossier_goes_back_to_the_desk_that_settled(office: Office) -> None:
    dossier = transferred(office)
    for act, at in (("settle", "2026-03-11 10:00"), ("reopen", "2026-03-12 10:00")):
        dossier = perform_act(office, act, at=moment(at), dossier=dossier)
    last = control_slip(dossier)[-1]
    assert (last.kind, last.giver_unit, last.receiver_unit) == (
        Kind.REOPENING,
        office.centre,
        office.unit,
    )
    assert (dossier.unit, shown(last.due_at)) == (office.unit, "17 10:00")
    assert not dossier.hand_over_may_be_refused


def test_while_the_clock_is_held_the_budget_of_the_step_stands_still(office: Office) -> None:
    office.version.payment_pause_article = "Điều 5"
    office.version.save()
    dossier = transferred(office)
    for act, at in (
        ("request_payment", "2026-03-11 09:00"),
        ("confirm_payment", "2026-03-13 09:00"),
    ):
        dossier = perform_act(office, act, at=moment(at), dossier=dossier)
    assert slip(dossier)[0][2] == "17 10:00", "two working days later"
    dossier = perform_act(office, "hand_over", at=moment("2026-03-17 09:30"), dossier=dossier)
    assert control_slip(dossier)[1].result == Result.ON_TIME


# Sent back -----------------------------------------------------------------------------------------


def test_a_refused_transfer_goes_back_to_the_counter_with_a_new_time_of_transfer(
    office: Office,
) -> None:
    dossier = transferred(office)
    dossier = perform_act(
        office, "refuse_hand_over", at=moment("2026-03-10 15:30"), dossier=dossier
    )
    assert (dossier.state, dossier.unit, dossier.step) == ("received", office.centre, 0)
    assert dossier.transfer_due_at == moment("2026-03-11 07:30"), "after 15:00: the next opening"
    row = control_slip(dossier)[-1]
    assert (row.kind, row.grounds, row.remark) == (Kind.REFUSAL, "poor", "Thiếu tờ trình")
    dossier = perform_act(office, "transfer", at=moment("2026-03-11 07:40"), dossier=dossier)
    assert slip(dossier)[-1] == (1, Result.ON_TIME, "16 07:40"), "a fresh budget"


def test_a_refused_hand_over_goes_back_to_its_giver_and_step(office: Office) -> None:
    reader = make_officer("chuyenvien2", Role.SPECIALIST, office.second_unit)
    dossier = transferred(office)
    dossier = perform_act(office, "hand_over", at=moment("2026-03-13 10:01"), dossier=dossier)
    do_act(
        "refuse_hand_over",
        actor=Actor(reader),
        at=moment("2026-03-13 11:00"),
        facts={"grounds": "late", "remark": "Chuyển quá hạn"},
        dossier_id=dossier.pk,
    )
    dossier = Dossier.objects.get()
    assert (dossier.unit, dossier.officer, dossier.step) == (office.unit, office.specialist, 1)
    assert slip(dossier)[-1] == (1, "", "18 11:00")


def test_a_refusal_cannot_be_refused(office: Office) -> None:
    reader = make_officer("chuyenvien2", Role.SPECIALIST, office.second_unit)
    dossier = perform_act(
        office, "hand_over", at=moment("2026-03-11 09:00"), dossier=transferred(office)
    )
    refuse = {"facts": act_facts(office, "refuse_hand_over"), "dossier_id": dossier.pk}
    at = moment("2026-03-11 10:00")
    do_act("refuse_hand_over", actor=Actor(reader), at=at, **refuse)
    with pytest.raises(ActRefused, match="nothing_to_refuse"):
        do_act("refuse_hand_over", actor=Actor(office.specialist), at=at, **refuse)


def test_only_the_desk_that_has_it_sends_it_back(office: Office) -> None:
    dossier = perform_act(
        office, "hand_over", at=moment("2026-03-11 09:00"), dossier=transferred(office)
    )
    for officer in (office.specialist, office.unit_head, office.counter):
        with pytest.raises(ActRefused, match="wrong_role"):
            do_act(
                "refuse_hand_over",
                actor=Actor(officer),
                at=moment("2026-03-11 10:00"),
                facts=act_facts(office, "refuse_hand_over"),
                dossier_id=dossier.pk,
            )


def test_a_settled_dossier_keeps_every_row_it_had(office: Office) -> None:
    dossier = dossier_in(office, "returned", at=AT)
    assert [row.kind for row in control_slip(dossier)] == [Kind.TRANSFER, Kind.RESULT]
