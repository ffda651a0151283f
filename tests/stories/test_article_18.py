"""Article 18 of Decree 61/2018/NĐ-CP: a dossier received goes to the agency that settles it, and when."""

import pytest

from agencies.domain.roles import Role
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, HandOver, Violation
from dossiers.selectors.handovers import control_slip
from dossiers.services import do_act
from tests.factories import Office, make_officer, moment, perform_act

Result = HandOver.Result


@pytest.mark.parametrize(
    ("received", "by"),
    [
        # Thursday: until 15:00 sharp the same day, a second later the next opening (art. 18.2).
        ("2026-11-19 09:00", "2026-11-19 17:00"),
        ("2026-11-19 15:00", "2026-11-19 17:00"),
        ("2026-11-19 15:00:01", "2026-11-20 07:30"),
        # Friday afternoon: Monday. Monday afternoon: Tuesday the 24th is a holiday, so Wednesday.
        ("2026-11-20 16:40", "2026-11-23 07:30"),
        ("2026-11-23 16:40", "2026-11-25 07:30"),
        # In summer the offices open at seven.
        ("2026-07-02 15:30", "2026-07-03 07:00"),
    ],
)
def test_18_2_the_same_working_day_or_at_the_beginning_of_the_next(
    office: Office, received: str, by: str
) -> None:
    dossier = perform_act(office, "receive", at=moment(received))
    assert dossier.transfer_due_at == moment(by)


def test_18_2_the_hour_of_reception_moves_the_transfer_and_not_the_return_date(
    office: Office,
) -> None:
    morning = perform_act(office, "receive", at=moment("2026-11-19 09:00"))
    evening = perform_act(office, "receive", at=moment("2026-11-19 16:40"))
    assert morning.transfer_due_at != evening.transfer_due_at
    assert morning.due_at == evening.due_at == moment("2026-11-27 17:00")


def test_18_2_a_late_transfer_is_done_and_put_down_to_the_one_stop_unit(office: Office) -> None:
    # Received on Thursday at 16:40: due at the agency when it opens on Friday, at 07:30.
    dossier = perform_act(office, "receive", at=moment("2026-11-19 16:40"))
    dossier = perform_act(office, "transfer", at=moment("2026-11-20 10:00"), dossier=dossier)
    assert dossier.state == "processing", "never held up for being late"
    (row,) = control_slip(dossier)
    assert (row.giver_unit, row.receiver_unit, row.result) == (
        office.centre,
        office.unit,
        Result.LATE,
    )
    missed = Violation.objects.get(dossier=dossier)
    assert (missed.agency, missed.due_at) == (office.centre, moment("2026-11-20 07:30"))


def test_form_05_the_agency_may_send_back_what_came_late_or_not_in_order(office: Office) -> None:
    dossier = perform_act(office, "receive", at=moment("2026-11-19 09:00"))
    dossier = perform_act(office, "transfer", at=moment("2026-11-19 10:00"), dossier=dossier)
    # Sở Thử nghiệm finds a page missing and sends the dossier back, the reason in the notes.
    dossier = perform_act(
        office,
        "refuse_hand_over",
        at=moment("2026-11-19 14:00"),
        dossier=dossier,
        grounds="poor",
        remark="Thiếu tờ số 3 của bản vẽ",
    )
    assert (dossier.state, dossier.unit) == ("received", office.centre)
    # The Centre has until the close of that day to transfer it again.
    assert dossier.transfer_due_at == moment("2026-11-19 17:00")
    dossier = perform_act(office, "transfer", at=moment("2026-11-19 16:00"), dossier=dossier)
    told = [(row.kind, row.result, row.remark) for row in control_slip(dossier)]
    assert told == [
        ("transfer", Result.ON_TIME, ""),
        ("refusal", "", "Thiếu tờ số 3 của bản vẽ"),
        ("transfer", Result.ON_TIME, ""),
    ]
    # The return date on the applicant's receipt has not moved.
    assert dossier.due_at == moment("2026-11-27 17:00")


def test_18_3_another_authoritys_dossier_goes_to_its_one_stop_unit_in_the_same_time(
    office: Office,
) -> None:
    commune = Actor(make_officer("quayxa", Role.COUNTER, office.commune))
    # Received at the Centre on Thursday at 16:40: to be on its way when Friday begins.
    dossier = perform_act(office, "receive", at=moment("2026-11-19 16:40"))
    dossier = perform_act(office, "forward", at=moment("2026-11-20 07:45"), dossier=dossier)
    assert control_slip(dossier)[0].result == Result.ON_TIME

    # On its way nobody can transfer it, neither who sent it nor who awaits it.
    for actor in (Actor(office.counter), commune):
        with pytest.raises(ActRefused, match="not_arrived"):
            do_act(
                "transfer",
                actor=actor,
                at=moment("2026-11-20 08:00"),
                facts={},
                dossier_id=dossier.pk,
            )

    # It arrives on Friday at 15:20; the commune's one-stop unit has until Monday's opening.
    do_act(
        "confirm_arrival",
        actor=commune,
        at=moment("2026-11-20 15:20"),
        facts={},
        dossier_id=dossier.pk,
    )
    dossier = Dossier.objects.get()
    assert dossier.transfer_due_at == moment("2026-11-23 07:30")
    assert dossier.due_at == moment("2026-11-27 17:00"), "counted from the reception"
