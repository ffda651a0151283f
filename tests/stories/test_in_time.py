"""A dossier's whole day, told as the law has it: the agency answers for its delay the day before.

Decree 61/2018/NĐ-CP, arts 17 (reception), 18 (transfer), 19.4 (supplement), 19.9 (delay), 20 (return).
"""

import pytest
from django.core import mail
from django.test import Client

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.services import print_form
from dossiers.services.receipt_keys import receipt_pin
from notifications.models import (
    ApologyLetter,
    DelayNotice,
    Escalation,
    LetterState,
    LetterWay,
    Message,
    OverdueFlag,
)
from notifications.services import answer_delay_notice, deliver_due_messages, issue_letter, sweep
from tests.factories import Office, moment, perform_act
from tests.stories.telling import citizen_sees, look_up, text_of

REASON = "Phải xác minh thực địa thêm một lần."


def test_the_agency_answers_the_day_before_and_the_letter_goes_out_in_time(
    office: Office, client: Client
) -> None:
    # Thursday 19 November 2026, 16:40: received; five working days, and the 24th is a holiday.
    dossier = perform_act(office, "receive", at=moment("2026-11-19 16:40"))
    assert dossier.code == "H41.01.02-261119-0001"
    assert dossier.due_at == moment("2026-11-27 17:00")
    assert dossier.transfer_due_at == moment("2026-11-20 07:30"), "after 15:00: the next opening"
    receipt = dossier.forms.get(kind="01")
    assert "17 giờ 00 phút, ngày 27 tháng 11 năm 2026" in text_of(print_form(receipt.pk))
    pin = receipt_pin(dossier)
    assert citizen_sees(client, dossier) == ("received", None)

    # Friday, at opening: transferred to the agency's first desk.
    dossier = perform_act(office, "transfer", at=moment("2026-11-20 07:40"), dossier=dossier)
    assert dossier.unit == office.unit
    assert citizen_sees(client, dossier)[0] == "in_process"

    # Monday, within three working days: a supplement is asked for; the clock stops.
    dossier = perform_act(
        office, "request_supplement", at=moment("2026-11-23 10:00"), dossier=dossier
    )
    assert not dossier.violations.exists()
    assert (dossier.due_at, dossier.late_from, dossier.warn_on) == (None, None, None)
    assert look_up(client, dossier, pin)["asked"]["items"] == ["Bản vẽ hoàn công", "Đơn có chữ ký"]

    # Wednesday: delivered; the whole limit runs again from its beginning (art. 19.4).
    dossier = perform_act(
        office, "accept_supplement", at=moment("2026-11-25 09:00"), dossier=dossier
    )
    assert (dossier.run, dossier.due_at) == (2, moment("2026-12-02 17:00"))
    assert dossier.forms.filter(kind="01").count() == 2
    dossier = perform_act(office, "transfer", at=moment("2026-11-25 09:30"), dossier=dossier)

    # Tuesday 1 December, the day before: the delay notice is demanded, answered, and the letter signed.
    sweep(moment("2026-12-01 07:35"))
    notice = DelayNotice.objects.get(dossier=dossier)
    assert notice.answer_by == moment("2026-12-02 00:00")
    letter = answer_delay_notice(
        notice_id=notice.pk,
        actor=Actor(office.specialist),
        at=moment("2026-12-01 10:00"),
        reason_code="verification",
        reason=REASON,
        proposed_until=moment("2026-12-07 17:00"),
    )
    assert (letter.way, letter.state) == (LetterWay.IN_TIME, LetterState.READY)
    issued = issue_letter(
        letter_id=letter.pk, actor=Actor(office.agency_head), at=moment("2026-12-01 14:00")
    )
    assert issued.state == LetterState.ISSUED
    text = text_of(bytes(issued.pdf))
    for part in (dossier.code, REASON, "sẽ chưa thể trả kết quả", "xin lỗi", "Phạm Văn Sở"):
        assert part in text
    assert "17 giờ 00 phút, ngày 07 tháng 12 năm 2026" in text

    # The return date has moved, once; the first one is kept, and the applicant is told.
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.due_at == moment("2026-12-07 17:00")
    assert dossier.original_due_at == moment("2026-12-02 17:00")
    deliver_due_messages(at=moment("2026-12-01 14:05"))
    assert any(dossier.code in f"{sent.subject} {sent.body}" for sent in mail.outbox)
    seen = look_up(client, dossier, pin)
    assert seen["due_at"] == "2026-12-07T17:00:00+07:00"
    assert seen["reappointed_at"] is not None
    assert not OverdueFlag.objects.exists()

    # The new date is missed too: flagged, escalated; it cannot be moved a second time.
    sweep(moment("2026-12-04 07:35"))
    with pytest.raises(ActRefused, match="already_reappointed"):
        answer_delay_notice(
            notice_id=DelayNotice.objects.get(dossier=dossier, appointment=1).pk,
            actor=Actor(office.specialist),
            at=moment("2026-12-04 08:00"),
            reason_code="verification",
            reason=REASON,
            proposed_until=moment("2026-12-11 17:00"),
        )
    sweep(moment("2026-12-08 07:35"))
    flag = OverdueFlag.objects.get(dossier=dossier)
    assert (flag.run, flag.appointment, flag.due_at) == (2, 1, moment("2026-12-07 17:00"))
    assert Escalation.objects.filter(flag=flag).exists()
    assert Dossier.objects.get(pk=dossier.pk).is_overdue(moment("2026-12-08 08:00"))

    # Wednesday 9 December: settled, late; and returned.
    dossier = Dossier.objects.get(pk=dossier.pk)
    dossier = perform_act(office, "settle", at=moment("2026-12-09 10:00"), dossier=dossier)
    assert citizen_sees(client, dossier)[0] == "result_ready"
    flag.refresh_from_db()
    assert flag.closed_why == "settled_late"
    dossier = perform_act(office, "return_result", at=moment("2026-12-09 15:00"), dossier=dossier)
    assert citizen_sees(client, dossier)[0] == "returned"
    assert dossier.national_status == 10

    # Every step stands in the history, unbroken; nothing was told twice.
    assert list(dossier.events.order_by("sequence").values_list("act", flat=True)) == [
        "receive",
        "transfer",
        "request_supplement",
        "accept_supplement",
        "transfer",
        "reappoint",
        "settle",
        "return_result",
    ]
    told = Message.objects.filter(dossier=dossier, recipient="applicant")
    assert told.count() == len(set(told.values_list("occasion", "kind", "channel")))
    assert ApologyLetter.objects.filter(dossier=dossier, state=LetterState.ISSUED).count() == 1
