"""The control slip: each hand-over says how the giver kept the time, and gives the receiver the next budget."""

from dossiers.models import HandOver
from tests.factories import Office, moment, perform_act

Result = HandOver.Result


def slip(dossier) -> list[tuple[int, str, str]]:
    rows = dossier.handovers.order_by("pk")
    return [
        (
            row.step,
            row.result,
            row.due_at and f"{row.due_at.astimezone(moment('2026-03-10').tzinfo):%d %H:%M}",
        )
        for row in rows
    ]


def test_each_hand_over_tells_how_the_time_was_kept_and_starts_the_next_budget(
    office: Office,
) -> None:
    # 24 working hours for the appraisal (three days), 16 for the signature (two days).
    dossier = perform_act(office, "receive", at=moment("2026-03-10 09:00"))
    dossier = perform_act(office, "transfer", at=moment("2026-03-10 10:00"), dossier=dossier)
    dossier = perform_act(office, "hand_over", at=moment("2026-03-13 09:30"), dossier=dossier)
    assert slip(dossier) == [
        (1, Result.ON_TIME, "13 10:00"),
        (2, Result.ON_TIME, "17 09:30"),
    ]
    assert dossier.handovers.first().step_name == "Thẩm định"


def test_a_transfer_after_its_moment_and_a_step_over_its_budget_are_late(office: Office) -> None:
    dossier = perform_act(office, "receive", at=moment("2026-03-10 09:00"))
    dossier = perform_act(office, "transfer", at=moment("2026-03-11 07:35"), dossier=dossier)
    dossier = perform_act(office, "hand_over", at=moment("2026-03-16 08:00"), dossier=dossier)
    assert [result for _, result, _ in slip(dossier)] == [Result.LATE, Result.LATE]


def test_from_officer_to_officer_inside_a_step_the_budget_goes_on(office: Office) -> None:
    dossier = perform_act(office, "receive", at=moment("2026-03-10 09:00"))
    dossier = perform_act(office, "transfer", at=moment("2026-03-10 10:00"), dossier=dossier)
    dossier = perform_act(
        office,
        "hand_over",
        at=moment("2026-03-11 09:00"),
        dossier=dossier,
        to_unit=None,
        to_officer=office.specialist.username,
    )
    assert slip(dossier)[1] == (1, "", "13 10:00")
