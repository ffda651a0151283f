"""The other way: nobody speaks up in time, and the sweep finds the dossier late (art. 19.9, 12.5)."""

from django.test import Client

from agencies.selectors import Actor
from dossiers.models import Dossier
from notifications.models import (
    ApologyLetter,
    DelayNotice,
    LetterState,
    LetterWay,
    Message,
    OverdueFlag,
)
from notifications.services import issue_letter, sweep
from tests.factories import Office, moment, perform_act
from tests.stories.telling import citizen_sees, text_of

REASON = "Hồ sơ phức tạp, phải lấy ý kiến nhiều lần."


def test_a_missed_date_is_flagged_and_the_late_letter_waits_for_reason_and_new_date(
    office: Office, client: Client
) -> None:
    # Received on Monday 16 November 2026; five working days end on Monday the 23rd.
    dossier = perform_act(office, "receive", at=moment("2026-11-16 09:00"))
    dossier = perform_act(office, "transfer", at=moment("2026-11-16 09:30"), dossier=dossier)
    assert dossier.due_at == moment("2026-11-23 17:00")

    # The Friday before, the agency is asked and does not answer.
    sweep(moment("2026-11-20 07:35"))
    notice = DelayNotice.objects.get(dossier=dossier)
    assert notice.answer_by == moment("2026-11-21 00:00")

    # The night of the 23rd has passed: flagged, no notice in time, a letter drafted that says what it lacks.
    sweep(moment("2026-11-24 00:05"))
    flag = OverdueFlag.objects.get(dossier=dossier)
    assert flag.notice_in_time is False
    letter = ApologyLetter.objects.get(dossier=dossier)
    assert (letter.way, letter.state) == (LetterWay.LATE, LetterState.DRAFT)

    # However often it sweeps: the same flag, the same letter.
    before = counted()
    for _ in range(3):
        sweep(moment("2026-11-24 00:05"))
    assert counted() == before

    # The head gives the reason and the new date and signs: the date moves, the flag is closed.
    issued = issue_letter(
        letter_id=letter.pk,
        actor=Actor(office.agency_head),
        at=moment("2026-11-25 08:00"),
        reason_code="consultation",
        reason=REASON,
        new_until=moment("2026-11-30 17:00"),
    )
    text = text_of(bytes(issued.pdf))
    assert "đến nay" in text
    assert REASON in text
    assert "17 giờ 00 phút, ngày 30 tháng 11 năm 2026" in text
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.due_at == moment("2026-11-30 17:00")
    flag.refresh_from_db()
    assert flag.closed_why == "re_appointed"

    # Settled before the new date; the history keeps that the first one was missed.
    dossier = perform_act(office, "settle", at=moment("2026-11-27 10:00"), dossier=dossier)
    assert citizen_sees(client, dossier)[0] == "result_ready"
    sweep(moment("2026-12-01 00:05"))
    assert OverdueFlag.objects.filter(dossier=dossier).count() == 1


def counted() -> tuple[int, int, int]:
    return OverdueFlag.objects.count(), ApologyLetter.objects.count(), Message.objects.count()
