"""The outbox: planned with the act, delivered once, dropped when no longer true, tried again when refused."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext

from agencies.models import Officer
from dossiers.domain.refusals import FactsRefused
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

#: Told by e-mail alone.
BY_EMAIL = {**APPLICANT, "notify_by": ["email"]}


def body_of_last() -> str:
    return mail.outbox[-1].body


def told_by(dossier: Dossier) -> list[str]:
    return sorted(Message.objects.filter(dossier=dossier).values_list("channel", flat=True))


def received(office: Office) -> Dossier:
    return perform_act(office, "receive", at=RECEIVED, applicant=BY_EMAIL)


def refuse(*args: object, **kwargs: object) -> None:
    raise OSError("mail server says no")


def test_every_change_of_status_is_told_to_the_applicant_once_by_each_channel(office: Office):
    dossier = running(office)
    planned = Message.objects.filter(dossier=dossier).order_by("pk")
    told = [(message.event.act, message.channel) for message in planned]
    assert told == [
        ("receive", "email"),
        ("receive", "sms"),
        ("transfer", "email"),
        ("transfer", "sms"),
    ]
    assert {message.recipient for message in planned} == {"applicant"}


def test_an_act_that_changes_no_status_is_not_told(office: Office):
    dossier = running(office, applicant=BY_EMAIL)
    perform_act(office, "hand_over", at=TRANSFERRED, dossier=dossier)
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "channels"),
    [
        ({}, ["email", "sms"]),
        ({"notify_by": ["sms"]}, ["sms"]),
        ({"notify_by": []}, []),
        ({"email": ""}, ["sms"]),
        ({"phone": ""}, ["email"]),
        ({"phone": "0238 3844 844"}, ["email"]),  # a landline
        ({"email": "", "phone": ""}, []),
    ],
)
def test_an_applicant_is_told_by_the_channels_wanted_that_have_an_address(
    office: Office, changed: dict, channels: list[str]
):
    dossier = perform_act(office, "receive", at=RECEIVED, applicant={**APPLICANT, **changed})
    assert told_by(dossier) == channels


def test_an_unknown_channel_is_refused(office: Office):
    with pytest.raises(FactsRefused) as refused:
        perform_act(
            office, "receive", at=RECEIVED, applicant={**APPLICANT, "notify_by": ["pigeon"]}
        )
    assert [one.code for one in refused.value.refusals] == ["bad_applicant_notify_by"]


def test_the_choice_of_channels_can_be_put_right(office: Office):
    dossier = perform_act(office, "receive", at=RECEIVED)
    changes = {"changes": {"notify_by": ["sms"]}, "reason": "Công dân đề nghị"}
    perform_act(office, "amend", at=RECEIVED, dossier=dossier, **changes)
    assert deliver_due_messages(RECEIVED) == {"dropped": 1, "sent": 1}
    dropped = Message.objects.get(state="dropped")
    assert (dropped.channel, dropped.dropped_why) == ("email", "not_wanted")


def test_a_message_holds_code_and_status_and_nothing_personal(office: Office):
    dossier = received(office)
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


def why_dropped() -> list[str]:
    dropped = Message.objects.filter(state="dropped").order_by("pk")
    return list(dropped.values_list("dropped_why", flat=True))


def test_a_status_that_has_changed_again_is_dropped_and_says_so(office: Office):
    running(office, applicant=BY_EMAIL)  # received, then transferred before anything was sent
    assert deliver_due_messages(TRANSFERRED) == {"dropped": 1, "sent": 1}
    assert len(mail.outbox) == 1
    assert why_dropped() == ["superseded"]


def test_of_a_status_left_and_come_back_to_only_the_last_is_told(office: Office):
    dossier = received(office)
    for act in ("request_payment", "confirm_payment"):
        dossier = perform_act(office, act, at=RECEIVED, dossier=dossier)
    assert deliver_due_messages(RECEIVED) == {"dropped": 2, "sent": 1}


def test_a_new_date_that_no_longer_holds_is_not_told(office: Office):
    at = moment("2026-11-26 16:00")
    letter = issued(office, answered(office), at=at)
    moved = Message.objects.filter(event__act="reappoint", channel="email").get()
    perform_act(office, "request_supplement", at=at, dossier=letter.dossier)
    assert deliver(moved.pk, at=at) == "dropped"
    assert why_dropped() == ["superseded"]


def test_what_an_applicant_was_to_be_told_is_dropped_once_the_address_is_gone(office: Office):
    dossier = received(office)
    Applicant.objects.filter(dossier=dossier).update(email="")
    deliver_due_messages(RECEIVED)
    assert why_dropped() == ["no_address"]


def test_what_an_applicant_was_to_be_told_is_dropped_once_erased(office: Office):
    dossier = received(office)
    Applicant.objects.filter(dossier=dossier).delete()
    deliver_due_messages(RECEIVED)
    assert why_dropped() == ["no_address"]


def test_an_officer_who_has_left_is_not_written_to(office: Office):
    overdue(office)
    Officer.objects.filter(pk=office.unit_head.pk).update(is_active=False)
    told = Message.objects.get(kind="escalation")
    assert deliver(told.pk, at=moment("2026-11-30 08:00")) == "dropped"
    assert why_dropped() == ["no_address"]


def test_a_demand_answered_meanwhile_is_dropped(office: Office):
    answered(office)
    demand = Message.objects.filter(kind="demand").first()
    assert deliver(demand.pk, at=moment("2026-11-26 15:30")) == "dropped"
    assert why_dropped() == ["answered"]


def test_a_flag_closed_meanwhile_is_dropped_from_the_heads_mail(office: Office):
    flag = overdue(office)
    perform_act(office, "settle", at=moment("2026-11-30 07:35"), dossier=flag.dossier)
    told = Message.objects.get(kind="escalation")
    assert deliver(told.pk, at=moment("2026-11-30 08:00")) == "dropped"
    assert why_dropped() == ["not_overdue"]


def test_officers_are_told_of_several_dossiers_in_one_message_in_office_hours(office: Office):
    running(office)
    running(office)
    sweep(LATE)
    mail.outbox.clear()
    deliver_due_messages(LATE)
    assert not [sent for sent in mail.outbox if sent.to == [office.unit_head.email]]
    deliver_due_messages(moment("2026-11-30 07:30"))
    digest = next(sent for sent in mail.outbox if sent.to == [office.unit_head.email])
    assert len(digest.body.strip().splitlines()) == 2


def test_a_result_that_is_early_is_told_with_the_moment_from_which_to_fetch_it(office: Office):
    dossier = running(office, applicant=BY_EMAIL)
    settled = moment("2026-11-25 16:00")
    perform_act(office, "settle", at=settled, dossier=dossier)
    deliver_due_messages(settled)
    with translation.override("vi"):
        assert gettext("The result is ready before the date promised.") in body_of_last()
    assert "16:00 25/11/2026" in body_of_last()


def test_a_result_on_its_day_is_not_called_early_and_one_by_post_is_not_fetched(office: Office):
    dossier = running(office, applicant=BY_EMAIL, result_delivery="post")
    settled = moment("2026-11-27 16:00")
    perform_act(office, "settle", at=settled, dossier=dossier)
    deliver_due_messages(settled)
    with translation.override("vi"):
        assert gettext("The result is ready.") in body_of_last()
    assert "27/11/2026" not in body_of_last()


def test_an_early_result_is_put_on_the_counters_list_too(office: Office):
    dossier = running(office)
    perform_act(office, "settle", at=moment("2026-11-25 16:00"), dossier=dossier)
    assert dossier.announcements.get().kind == "early"
    on_its_day = running(office)
    perform_act(office, "settle", at=moment("2026-11-27 16:00"), dossier=on_its_day)
    assert not on_its_day.announcements.exists()


def test_an_early_result_fetched_before_anybody_called_need_not_be_told_any_more(office: Office):
    dossier = running(office)
    at = moment("2026-11-25 16:00")
    dossier = perform_act(office, "settle", at=at, dossier=dossier)
    perform_act(office, "return_result", at=at, dossier=dossier)
    assert not dossier.announcements.open().exists()


def test_a_message_is_sent_once_however_often_it_is_queued(office: Office):
    received(office)
    message = Message.objects.get()
    assert deliver(message.pk, at=RECEIVED) == "sent"
    assert deliver(message.pk, at=RECEIVED) == "nothing_to_do"
    assert len(mail.outbox) == 1


def test_a_refused_message_is_tried_again_later_then_given_up_and_can_be_sent_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    received(office)
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
    bad, good = (running(office, applicant=BY_EMAIL) for _ in range(2))
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
    received(shared_office)
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
        received(office)
    assert not queued
    for callback in callbacks:
        callback()
    assert [call["kwargs"] for call in queued] == [{"message_id": Message.objects.get().pk}]


def test_two_workers_send_a_message_once(shared_office: Office):
    received(shared_office)
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
