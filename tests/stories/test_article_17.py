"""Article 17 of Decree 61/2018/NĐ-CP: a dossier is received, returned for completion, or declined.

What arrives online or by post is answered within eight working hours (Decree 45/2020/NĐ-CP).
"""

import pytest

from dossiers.models import Announcement, Violation
from dossiers.services import print_form, record_missed_limits
from tests.factories import APPLICANT, Office, moment, perform_act
from tests.stories.telling import text_of

#: A Thursday in winter hours: 07:30–12:00 and 13:30–17:00; Tuesday the 24th is a holiday.
THURSDAY = moment("2026-11-19 16:00")


def test_17_1_c_complete_papers_are_received_with_a_receipt_and_a_code(office: Office) -> None:
    dossier = perform_act(office, "receive", at=THURSDAY)
    assert dossier.code == "H41.01.02-261119-0001"
    receipt = text_of(print_form(dossier.forms.get(kind="01").pk))
    assert dossier.code in receipt
    assert APPLICANT["name"] in receipt
    assert "17 giờ 00 phút, ngày 27 tháng 11 năm 2026" in receipt


def test_17_1_b_what_is_not_received_is_declined_in_writing(office: Office) -> None:
    dossier = perform_act(
        office, "decline", at=THURSDAY, reason="Không thuộc thẩm quyền giải quyết"
    )
    assert (dossier.state, dossier.code) == ("declined", None)
    assert "Không thuộc thẩm quyền giải quyết" in text_of(
        print_form(dossier.forms.get(kind="03").pk)
    )


def test_17_2_a_online_the_notice_reaches_the_applicant_through_the_one_stop_unit(
    office: Office,
) -> None:
    # It arrives on Thursday at 16:00: one hour that day, seven on Friday.
    dossier = perform_act(office, "submit", at=THURSDAY, channel="online")
    assert dossier.reception_due_at == moment("2026-11-20 16:00")

    # On Friday morning something is missing; nobody stands at the counter to be told.
    dossier = perform_act(
        office, "request_completion", at=moment("2026-11-20 09:00"), dossier=dossier
    )
    told = dossier.announcements.get()
    assert (told.kind, told.tell_by) == ("supplement", moment("2026-11-20 17:00"))
    perform_act(
        office,
        "tell_applicant",
        at=moment("2026-11-20 09:30"),
        dossier=dossier,
        announcement=told.pk,
        how_told="phone",
    )
    told.refresh_from_db()
    assert (told.told_by, told.how) == (office.counter, "phone")
    assert not Violation.objects.exists()

    # Completed on Monday at 10:00, it has eight working hours anew: six, then two after the holiday.
    dossier = perform_act(
        office, "accept_supplement", at=moment("2026-11-23 10:00"), dossier=dossier
    )
    assert dossier.reception_due_at == moment("2026-11-25 10:00")
    dossier = perform_act(office, "receive", at=moment("2026-11-25 09:00"), dossier=dossier)
    assert dossier.state == "received"


@pytest.mark.parametrize(
    ("arrived", "answered_by"),
    [
        ("2026-11-19 07:30", "2026-11-19 17:00"),
        ("2026-11-19 13:00", "2026-11-20 12:00"),
        # In the evening and on a free day nothing runs.
        ("2026-11-19 20:00", "2026-11-20 17:00"),
        ("2026-11-21 10:00", "2026-11-23 17:00"),
        # The 24th is Vietnamese Culture Day.
        ("2026-11-23 16:00", "2026-11-25 16:00"),
    ],
)
def test_eight_working_hours_are_office_hours(
    office: Office, arrived: str, answered_by: str
) -> None:
    dossier = perform_act(office, "submit", at=moment(arrived), channel="online")
    assert dossier.reception_due_at == moment(answered_by)


def test_a_submission_left_lying_is_put_down_to_the_one_stop_unit_once(office: Office) -> None:
    dossier = perform_act(office, "submit", at=THURSDAY, channel="post")
    record_missed_limits(at=moment("2026-11-20 16:00"))
    assert not Violation.objects.exists(), "the last minute is still in time"
    record_missed_limits(at=moment("2026-11-20 16:10"))
    record_missed_limits(at=moment("2026-11-20 16:20"))
    # On Monday it is received at last: late, but received.
    dossier = perform_act(office, "receive", at=moment("2026-11-23 08:00"), dossier=dossier)
    missed = Violation.objects.get(dossier=dossier)
    assert (missed.kind, missed.agency) == (Violation.Kind.RECEPTION_LATE, office.centre)
    # The settlement clock starts at the reception, not at the arrival.
    assert dossier.due_at == moment("2026-12-01 17:00")


def test_17_5_what_the_counter_settles_needs_no_transfer(office: Office) -> None:
    dossier = perform_act(
        office, "receive", at=moment("2026-11-19 09:00"), procedure=office.at_counter.code,
        documents=[],
    )  # fmt: skip
    record_missed_limits(at=moment("2026-11-20 09:00"))
    assert not Violation.objects.exists()
    assert not Announcement.objects.filter(dossier=dossier).exists()
