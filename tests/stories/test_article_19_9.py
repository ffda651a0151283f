"""Article 19.9: an agency that will not keep the date says why, apologises and sets a new one, once.

Decree 61/2018/NĐ-CP, arts 19.9 and 12.5 (the agency's notice and apology), 9.1 (the reminder of the
head of the one-stop unit), 5.1.e (everything said to the applicant goes through the one-stop unit);
Circular 01/2018/TT-VPCP, form 04. The in-time and the late way at full length: `test_in_time.py`,
`test_late.py`.
"""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.models import Announcement, Dossier
from notifications.models import ApologyLetter, DelayNotice, Escalation, OverdueFlag, ReminderLetter
from notifications.services import (
    answer_delay_notice,
    issue_letter,
    issue_reminder,
    letter_pdf,
    prepare_for_signature,
    sweep,
    upload_signed,
)
from tests.factories import Office, moment, perform_act
from tests.stories.telling import text_of
from tests.tokens import authority

REASON = "Phải lấy ý kiến thẩm định của đơn vị chuyên môn."


def received(office: Office) -> Dossier:
    """Monday 7 December 2026, 09:00; five working days end on Monday the 14th at 17:00."""
    dossier = perform_act(office, "receive", at=moment("2026-12-07 09:00"))
    dossier = perform_act(office, "transfer", at=moment("2026-12-07 09:30"), dossier=dossier)
    assert dossier.due_at == moment("2026-12-14 17:00")
    return dossier


def answered(office: Office, dossier: Dossier) -> ApologyLetter:
    """The due day is a Monday: one day before it is Sunday, so that the notice is due on Friday."""
    sweep(moment("2026-12-11 07:35"))
    notice = DelayNotice.objects.get(dossier=dossier)
    assert notice.answer_by == moment("2026-12-12 00:00")
    return answer_delay_notice(
        notice_id=notice.pk,
        actor=Actor(office.specialist),
        at=moment("2026-12-11 09:00"),
        reason_code="consultation",
        reason=REASON,
        proposed_until=moment("2026-12-18 17:00"),
    )


def now(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def test_the_head_signs_with_an_own_token_and_the_one_stop_unit_tells_the_applicant(
    office: Office, client: Client, settings: Settings, tmp_path: Path
) -> None:
    # The province believes the authority that certifies its officers' tokens.
    bundle = tmp_path / "roots.pem"
    bundle.write_bytes(authority().pem)
    settings.SIGNING_TRUST_ROOTS = str(bundle)
    dossier = received(office)
    letter = answered(office, dossier)
    head = Actor(office.agency_head)

    # Friday 10:00: numbered and frozen. The date does not move yet.
    prepare_for_signature(letter_id=letter.pk, actor=head, at=moment("2026-12-11 10:00"))
    pdf = letter_pdf(letter_id=letter.pk, at=moment("2026-12-11 10:05"))
    assert "Số: 01/PXL-STN" in text_of(pdf)
    assert now(dossier).due_at == moment("2026-12-14 17:00")

    # Somebody else's signature is not the head's.
    with pytest.raises(ActRefused, match="wrong_signer"):
        upload_signed(
            letter_id=letter.pk,
            pdf=authority().token("Lê Thị Phòng").sign(pdf),
            actor=head,
            at=moment("2026-12-11 10:20"),
        )

    # The head's is: the letter is issued, and in the same moment the date moves.
    upload_signed(
        letter_id=letter.pk,
        pdf=authority().token("Phạm Văn Sở").sign(pdf),
        actor=head,
        at=moment("2026-12-11 10:30"),
    )
    letter.refresh_from_db()
    assert letter.state == "issued"
    assert now(dossier).due_at == moment("2026-12-18 17:00")
    assert now(dossier).original_due_at == moment("2026-12-14 17:00")

    # Anybody who holds the letter may have it checked.
    page = client.get(f"/xac-minh/{letter.ref}/")
    assert page.status_code == 200
    assert letter.signed_sha256 in page.text

    # The one-stop unit has it on its list of what to tell, and tells it by telephone.
    told = Announcement.objects.get(dossier=dossier, kind="apology")
    assert told.tell_by == moment("2026-12-11 17:00")
    perform_act(
        office,
        "tell_applicant",
        at=moment("2026-12-11 11:00"),
        dossier=now(dossier),
        announcement=told.pk,
        how_told="phone",
    )
    letter.refresh_from_db()
    assert (letter.state, letter.delivered_how) == ("delivered", "phone")


def test_the_date_moves_once_and_the_second_miss_climbs_to_the_province(office: Office) -> None:
    dossier = received(office)
    letter = answered(office, dossier)
    issue_letter(
        letter_id=letter.pk, actor=Actor(office.agency_head), at=moment("2026-12-11 14:00")
    )

    # Thursday 17 December, the day before the new date: the agency is asked to finish, not for a third date.
    sweep(moment("2026-12-17 07:35"))
    notice = DelayNotice.objects.get(dossier=dossier, appointment=1)
    assert notice.kind == "finish_only"
    with pytest.raises(ActRefused, match="already_reappointed"):
        answer_delay_notice(
            notice_id=notice.pk,
            actor=Actor(office.specialist),
            at=moment("2026-12-17 09:00"),
            reason_code="consultation",
            reason=REASON,
            proposed_until=moment("2026-12-25 17:00"),
        )

    # It is missed. Head of unit, head of agency, head of the Centre, oversight: each told once.
    for day in (19, 21, 22, 25, 28):
        sweep(moment(f"2026-12-{day} 07:35"))
    flag = OverdueFlag.objects.get(dossier=dossier, appointment=1)
    rungs = Escalation.objects.filter(flag=flag).order_by("escalated_at", "pk")
    assert [rung.rung for rung in rungs] == [
        "unit_head",
        "agency_head",
        "centre_head",
        "oversight",
    ]

    # With the third rung came the reminder (art. 9.1), which the head of the Centre signs with one click.
    reminder = ReminderLetter.objects.get()
    issued = issue_reminder(
        reminder_id=reminder.pk, actor=Actor(office.centre_head), at=moment("2026-12-28 08:00")
    )
    text = text_of(bytes(issued.pdf))
    for part in ("VĂN BẢN ĐÔN ĐỐC", "Kính gửi: Sở Thử nghiệm", dossier.code, "Võ Thị Tâm"):
        assert part in text
    assert flag.closed_at is None
    assert ApologyLetter.objects.filter(dossier=dossier).count() == 1


def test_a_letter_that_does_not_meet_the_decree_is_not_issued(office: Office) -> None:
    # Nobody says anything; the night after the 14th the dossier is late and a letter is drafted.
    dossier = received(office)
    sweep(moment("2026-12-11 07:35"))
    sweep(moment("2026-12-15 00:05"))
    flag = OverdueFlag.objects.get(dossier=dossier)
    assert flag.is_violation, "no notice the day before (art. 12.5)"
    letter = ApologyLetter.objects.get(dossier=dossier)

    # Without reason and new date it cannot go out, whoever signs.
    head, at = Actor(office.agency_head), moment("2026-12-15 09:00")
    with pytest.raises(FactsRefused) as refused:
        issue_letter(letter_id=letter.pk, actor=head, at=at)
    assert [one.code for one in refused.value.refusals] == [
        "missing_reason_code",
        "missing_reason",
        "missing_new_until",
    ]

    # The new date is a later working day, in office hours.
    parts = {"reason_code": "workload", "reason": REASON}
    for until, code in (
        ("2026-12-14 17:00", "not_later"),
        ("2026-12-19 09:00", "not_working_day"),
        ("2026-12-18 19:00", "not_office_hours"),
    ):
        with pytest.raises(ActRefused, match=code):
            issue_letter(letter_id=letter.pk, actor=head, at=at, new_until=moment(until), **parts)
    assert now(dossier).due_at == moment("2026-12-14 17:00")

    # Whole, it is issued; the flag is closed and stays in the history, a violation all the same.
    issue_letter(
        letter_id=letter.pk, actor=head, at=at, new_until=moment("2026-12-18 17:00"), **parts
    )
    flag.refresh_from_db()
    assert (flag.closed_why, flag.is_violation) == ("re_appointed", True)


def test_settled_after_the_date_the_apology_is_still_owed(office: Office) -> None:
    dossier = received(office)
    sweep(moment("2026-12-15 00:05"))
    perform_act(office, "settle", at=moment("2026-12-15 10:00"), dossier=now(dossier))
    letter = ApologyLetter.objects.get(dossier=dossier)
    assert letter.way == "ready"
    issued = issue_letter(
        letter_id=letter.pk,
        actor=Actor(office.agency_head),
        at=moment("2026-12-15 11:00"),
        reason_code="workload",
        reason=REASON,
    )
    text = text_of(bytes(issued.signed_pdf))
    assert "Kết quả giải quyết hồ sơ đã có" in text
    assert "10 giờ 00 phút, ngày 15 tháng 12 năm 2026" in text
    assert now(dossier).reappointed_at is None
