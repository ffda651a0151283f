"""The outbox: planned with the act, delivered once, dropped when no longer true, tried again when refused."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from dossiers.models import Applicant, Dossier, DossierEvent
from notifications.channels.mail_folder import EmlFolderBackend
from notifications.domain.messages import MAX_ATTEMPTS
from notifications.models import Message
from notifications.services import deliver, deliver_due_messages, resend, sweep
from notifications.tasks import deliver_message
from tests.factories import APPLICANT, Office, moment, perform_act
from tests.integration.notifications.scenes import (
    LATE,
    RECEIVED,
    TRANSFERRED,
    answered,
    issued,
    overdue,
    running,
)
from tests.integration.notifications.together import together


def body_of_last() -> str:
    return mail.outbox[-1].body


def refuse(*args: object, **kwargs: object) -> None:
    raise OSError("mail server says no")


def test_every_change_of_status_is_told_to_the_applicant_once(office: Office):
    dossier = running(office)
    planned = Message.objects.filter(dossier=dossier).order_by("pk")
    assert [message.event.act for message in planned] == ["receive", "transfer"]
    assert {message.recipient for message in planned} == {"applicant"}


def test_an_act_that_changes_no_status_is_not_told(office: Office):
    dossier = running(office)
    perform_act(office, "hand_over", at=TRANSFERRED, dossier=dossier)
    assert Message.objects.count() == 2


def test_an_applicant_without_an_address_gets_no_message(office: Office):
    running(office, applicant={**APPLICANT, "email": ""})
    assert not Message.objects.exists()


def test_a_message_holds_code_and_status_and_nothing_personal(office: Office):
    dossier = perform_act(office, "receive", at=RECEIVED)
    deliver_due_messages(RECEIVED)
    assert mail.outbox[-1].to == [APPLICANT["email"]]
    assert dossier.code in mail.outbox[-1].subject
    assert f"/tra-cuu/{dossier.code}/" in body_of_last()
    for secret in (APPLICANT["name"], APPLICANT["phone"], office.version.name):
        assert secret not in body_of_last()
    assert Message.objects.get().context == {}


def test_a_moved_return_date_is_told_with_the_new_date(office: Office):
    issued(office, answered(office), at=moment("2026-11-26 16:00"))
    deliver_due_messages(moment("2026-11-26 16:00"))
    assert "17:00 04/12/2026" in body_of_last()


def test_what_is_no_longer_true_is_dropped(office: Office):
    running(office)  # received, then transferred before anything was sent
    assert deliver_due_messages(TRANSFERRED) == {"dropped": 1, "sent": 1}
    assert len(mail.outbox) == 1


def test_a_demand_answered_meanwhile_is_dropped(office: Office):
    answered(office)
    demand = Message.objects.filter(kind="demand").first()
    assert deliver(demand.pk, at=moment("2026-11-26 15:30")) == "dropped"


def test_a_flag_closed_meanwhile_is_dropped_from_the_heads_mail(office: Office):
    flag = overdue(office)
    perform_act(office, "settle", at=moment("2026-11-30 07:35"), dossier=flag.dossier)
    told = Message.objects.get(kind="escalation")
    assert deliver(told.pk, at=moment("2026-11-30 08:00")) == "dropped"


def test_officers_get_one_digest_in_office_hours(office: Office):
    running(office)
    running(office)
    sweep(LATE)
    mail.outbox.clear()
    deliver_due_messages(LATE)
    assert not [sent for sent in mail.outbox if sent.to == [office.unit_head.email]]
    deliver_due_messages(moment("2026-11-30 07:30"))
    digest = next(sent for sent in mail.outbox if sent.to == [office.unit_head.email])
    assert len(digest.body.strip().splitlines()) == 2


def test_a_message_is_sent_once_however_often_it_is_queued(office: Office):
    perform_act(office, "receive", at=RECEIVED)
    message = Message.objects.get()
    assert deliver(message.pk, at=RECEIVED) == "sent"
    assert deliver(message.pk, at=RECEIVED) == "nothing_to_do"
    assert len(mail.outbox) == 1


def test_a_refused_message_is_tried_again_later_then_given_up_and_can_be_sent_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    perform_act(office, "receive", at=RECEIVED)
    message = Message.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        at = RECEIVED
        assert deliver(message.pk, at=at) == "planned"
        assert deliver(message.pk, at=at) == "nothing_to_do"  # waits its turn
        for _ in range(MAX_ATTEMPTS - 1):
            at += timedelta(hours=5)
            deliver(message.pk, at=at)
    failed = Message.objects.get()
    assert (failed.state, failed.attempts) == ("failed", MAX_ATTEMPTS)
    assert "mail server says no" in failed.error
    assert resend([failed.pk], at=at) == 1
    assert deliver(failed.pk, at=at) == "sent"


def test_a_message_that_cannot_be_sent_does_not_hold_up_the_others(office: Office):
    bad, good = running(office), running(office)
    Applicant.objects.filter(dossier=bad).update(email="hai\ndong@vidu.example")
    assert deliver_due_messages(TRANSFERRED) == {"dropped": 2, "planned": 1, "sent": 1}
    assert good.code in mail.outbox[-1].subject
    assert "BadHeaderError" in Message.objects.get(state="planned").error


def test_if_planning_a_message_fails_the_act_does_not_happen(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("notifications.receivers.plan_messages", refuse)
    with pytest.raises(OSError, match="says no"):
        perform_act(office, "receive", at=RECEIVED)
    assert not Dossier.objects.exists()
    assert not DossierEvent.objects.exists()


def test_a_queue_that_is_down_does_not_undo_the_act_and_the_sweep_delivers(
    shared_office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(deliver_message, "apply_async", refuse)
    perform_act(shared_office, "receive", at=RECEIVED)
    assert Dossier.objects.count() == 1
    assert deliver_due_messages(RECEIVED) == {"sent": 1}


def test_the_message_is_queued_only_once_the_act_is_committed(
    office: Office,
    django_capture_on_commit_callbacks: Callable,
    monkeypatch: pytest.MonkeyPatch,
):
    queued = []
    monkeypatch.setattr(deliver_message, "apply_async", lambda **call: queued.append(call))
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        perform_act(office, "receive", at=RECEIVED)
    assert (len(callbacks), queued) == (1, [])
    callbacks[0]()
    assert queued[0]["kwargs"] == {"message_id": Message.objects.get().pk}


def test_two_workers_send_a_message_once(shared_office: Office):
    perform_act(shared_office, "receive", at=RECEIVED)
    message = Message.objects.get()

    outcomes = together([lambda: deliver(message.pk, at=RECEIVED)] * 4)
    assert sorted(outcomes) == ["nothing_to_do"] * 3 + ["sent"]


def test_the_mail_folder_holds_one_whole_file_a_message(tmp_path: Path):
    backend = EmlFolderBackend(file_path=tmp_path / "mail")
    letter = EmailMessage(
        "Trạng thái hồ sơ",
        "Đã trả kết quả\n",
        to=["a@b.example"],
        headers={"Message-ID": "<m-1@x>"},
    )
    assert backend.send_messages([letter, letter]) == 2
    files = list((tmp_path / "mail").iterdir())
    assert [file.name for file in files] == ["m-1-x.eml"]
    read = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert (read["Subject"], read.get_content().strip()) == ("Trạng thái hồ sơ", "Đã trả kết quả")
