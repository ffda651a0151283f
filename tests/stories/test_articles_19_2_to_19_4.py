"""Articles 19.2 and 19.4 of Decree 61/2018/NĐ-CP: settled after appraisal, or sent back for a supplement.

Verification on the spot (19.3) has a story of its own.
"""

from typing import Any

import pytest

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, Violation
from dossiers.services import do_act, print_form, record_missed_limits
from tests.factories import Office, moment, perform_act
from tests.stories.telling import text_of

DRAWING, FORM = "Bản vẽ hoàn công", "Đơn có chữ ký"


def in_process(office: Office) -> Dossier:
    """Received on Thursday 19 November 2026 at 16:40, five working days; with Sở Thử nghiệm on Friday."""
    dossier = perform_act(office, "receive", at=moment("2026-11-19 16:40"))
    return perform_act(office, "transfer", at=moment("2026-11-20 07:45"), dossier=dossier)


def ask(office: Office, dossier: Dossier, *, at: str, **facts: Any) -> Dossier:
    given = {"items": [DRAWING, FORM], "reason": "Thiếu bản vẽ và chữ ký", **facts}
    do_act(
        "request_supplement",
        actor=Actor(office.specialist),
        at=moment(at),
        facts=given,
        dossier_id=dossier.pk,
    )
    return Dossier.objects.get(pk=dossier.pk)


def test_19_2_without_verification_it_is_appraised_and_settled(office: Office) -> None:
    dossier = in_process(office)
    dossier = perform_act(office, "hand_over", at=moment("2026-11-23 09:00"), dossier=dossier)
    dossier = perform_act(office, "settle", at=moment("2026-11-26 09:00"), dossier=dossier)
    assert (dossier.state, dossier.outcome, dossier.result) == ("settled", "approved", "GP-01/2026")
    assert not dossier.is_overdue(moment("2026-12-31 09:00"))


def test_19_4_not_yet_eligible_it_is_sent_back_within_three_working_days_and_counted_anew(
    office: Office,
) -> None:
    dossier = in_process(office)
    # Friday, Monday, and Wednesday because the 24th is a holiday: until 24:00 of the 25th.
    assert dossier.supplement_until == moment("2026-11-26 00:00")

    # Wednesday: the agency says what is to be added and why; the clock stops.
    dossier = ask(office, dossier, at="2026-11-25 16:00")
    assert (dossier.state, dossier.due_at) == ("supplement_requested", None)
    slip = text_of(print_form(dossier.forms.get(kind="02").pk))
    assert DRAWING in slip
    assert "Thiếu bản vẽ và chữ ký" in slip

    # It reaches the applicant through the one-stop unit, when the office opens on Thursday.
    to_tell = dossier.announcements.get()
    assert to_tell.said_by == office.department
    assert to_tell.tell_by == moment("2026-11-26 07:30")
    perform_act(
        office,
        "tell_applicant",
        at=moment("2026-11-26 07:50"),
        dossier=dossier,
        announcement=to_tell.pk,
        how_told="phone",
    )

    # Part of it comes on Monday: noted, nothing else changes.
    dossier = perform_act(
        office,
        "note_delivery",
        at=moment("2026-11-30 09:00"),
        dossier=dossier,
        items_received=[FORM],
    )
    assert dossier.supplements.get().awaited == [DRAWING]
    assert (dossier.state, dossier.due_at) == ("supplement_requested", None)

    # The rest on Wednesday 2 December: the limit is counted again from the beginning.
    dossier = perform_act(
        office,
        "accept_supplement",
        at=moment("2026-12-02 10:00"),
        dossier=dossier,
        items_received=[DRAWING],
    )
    assert (dossier.state, dossier.run) == ("received", 2)
    assert dossier.due_at == moment("2026-12-09 17:00"), "five working days after 2 December"
    assert dossier.forms.filter(kind="01").count() == 2, "a new receipt with the new date"
    assert dossier.transfer_due_at == moment("2026-12-02 17:00")
    assert not Violation.objects.exists()


def test_19_4_asked_too_late_it_is_done_with_ground_and_approval_and_reported(
    office: Office,
) -> None:
    dossier = in_process(office)
    with pytest.raises(ActRefused, match="missing_legal_ground"):
        ask(office, dossier, at="2026-11-26 08:00")
    dossier = ask(
        office,
        dossier,
        at="2026-11-26 08:00",
        legal_ground="Điều 12 Luật Thử nghiệm",
        approved_by=office.agency_head.username,
    )
    assert dossier.state == "supplement_requested", "never blocked: nobody asks behind the counter"
    missed = Violation.objects.get(dossier=dossier)
    assert missed.kind == Violation.Kind.SUPPLEMENT_LATE
    assert (missed.agency, missed.due_at) == (office.department, moment("2026-11-26 00:00"))


def test_11_2_c_a_second_request_is_a_violation_even_with_ground_and_approval(
    office: Office,
) -> None:
    dossier = ask(office, in_process(office), at="2026-11-23 09:00")
    dossier = perform_act(
        office, "accept_supplement", at=moment("2026-11-23 10:00"), dossier=dossier
    )
    dossier = perform_act(office, "transfer", at=moment("2026-11-23 11:00"), dossier=dossier)
    with pytest.raises(ActRefused, match="missing_legal_ground"):
        ask(office, dossier, at="2026-11-25 09:00")
    ask(
        office,
        dossier,
        at="2026-11-25 09:00",
        legal_ground="Điều 12 Luật Thử nghiệm",
        approved_by=office.agency_head.username,
    )
    assert [each.kind for each in Violation.objects.all()] == [Violation.Kind.SUPPLEMENT_REPEATED]


def test_a_request_that_was_not_needed_is_taken_back_and_the_applicant_hears_of_it(
    office: Office,
) -> None:
    before = in_process(office)
    dossier = ask(office, before, at="2026-11-23 09:00")
    perform_act(
        office,
        "tell_applicant",
        at=moment("2026-11-23 09:30"),
        dossier=dossier,
        announcement=dossier.announcements.get().pk,
        how_told="sms",
    )
    dossier = perform_act(
        office,
        "cancel_supplement",
        at=moment("2026-11-23 14:00"),
        dossier=dossier,
        reason="Bản vẽ đã có trong kho dữ liệu",
    )
    # As if the clock had never stopped, at the same desk.
    assert (dossier.state, dossier.unit, dossier.step) == ("processing", before.unit, before.step)
    assert dossier.due_at == before.due_at == moment("2026-11-27 17:00")
    to_tell = dossier.announcements.get(kind="cancelled")
    assert to_tell.tell_by == moment("2026-11-23 17:00")
    # And the one request the law allows has not been used up.
    assert dossier.supplement_count == 0


def test_an_applicant_who_never_answers_is_given_time_and_then_the_dossier_is_stopped(
    office: Office,
) -> None:
    dossier = ask(office, in_process(office), at="2026-11-23 09:00")
    silent = {"ground": "applicant_silent", "document": "TB-15/STN"}
    with pytest.raises(ActRefused, match="still_time_to_answer"):
        do_act(
            "stop",
            actor=Actor(office.agency_head),
            at=moment("2026-12-23 09:00"),
            facts=silent,
            dossier_id=dossier.pk,
        )
    # Thirty working days later (the office's own rule) the agency stops it, with a notice.
    do_act(
        "stop",
        actor=Actor(office.agency_head),
        at=moment("2027-01-07 09:00"),
        facts=silent,
        dossier_id=dossier.pk,
    )
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.state == "stopped"
    # The applicant hears of it from the one-stop unit.
    assert dossier.announcements.get(kind="stop").is_open


def test_what_the_counter_does_not_pass_on_is_put_down_to_it(office: Office) -> None:
    dossier = ask(office, in_process(office), at="2026-11-23 09:00")
    record_missed_limits(at=moment("2026-11-25 09:00"))
    missed = Violation.objects.get(dossier=dossier)
    assert (missed.kind, missed.agency) == (Violation.Kind.TELLING_LATE, office.centre)
