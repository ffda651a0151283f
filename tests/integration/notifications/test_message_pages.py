"""The pages of who keeps the system: messages with why they were not sent, and webhooks with their secrets."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import Officer
from notifications.models import Message, MessageState, Webhook
from notifications.selectors.notices import notices_of
from notifications.services import deliver_due_messages
from tests.factories import APPLICANT, Office, perform_act
from tests.integration.notifications.scenes import (
    ANSWERED,
    RECEIVED,
    TRANSFERRED,
    answered,
    issued,
    running,
)

MESSAGES = reverse("admin:notifications_message_changelist")
WEBHOOKS = reverse("admin:notifications_webhook_changelist")
ADD = reverse("admin:notifications_webhook_add")
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


def desk_of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def failed(office: Office) -> list[int]:
    """Three messages that were given up."""
    for _ in range(3):
        perform_act(office, "receive", at=RECEIVED, applicant={**APPLICANT, "notify_by": ["sms"]})
    Message.objects.update(state=MessageState.FAILED, error="503 busy", attempts=8)
    return list(Message.objects.values_list("pk", flat=True))


def test_the_list_says_why_a_message_was_not_sent(office: Office, failed: list[int]):
    running(office)
    deliver_due_messages(TRANSFERRED)
    desk = desk_of(office.administrator)
    page = desk.get(MESSAGES).content.decode()
    assert "503 busy" in page
    assert Message(dropped_why="superseded").get_dropped_why_display() in page
    for narrowed, count in (
        ("state__exact=failed", 3),
        ("dropped_why__exact=superseded", 2),
        ("channel__exact=email", 2),
    ):
        found = desk.get(f"{MESSAGES}?{narrowed}").context["cl"].result_count
        assert found == count, narrowed


def test_failed_messages_are_sent_again_all_at_once(office: Office, failed: list[int]):
    chosen = {"action": "send_again", "_selected_action": failed, "select_across": "1"}
    desk_of(office.centre_head).post(MESSAGES, chosen)
    assert set(Message.objects.values_list("state", "attempts", "error")) == {("planned", 0, "")}


def test_one_failed_message_is_sent_again_from_its_page(office: Office, failed: list[int]):
    desk = desk_of(office.administrator)
    page = reverse("admin:notifications_message_change", args=[failed[0]])
    again = f"{page.removesuffix('change/')}send-again/"
    assert again in desk.get(page).content.decode()
    assert "503 busy" in desk.get(again).content.decode()
    assert desk.post(again)["Location"] == page
    assert Message.objects.get(pk=failed[0]).state == MessageState.PLANNED
    assert Message.objects.filter(state=MessageState.FAILED).count() == 2
    assert again not in desk.get(page).content.decode()


def test_of_many_chosen_each_that_had_not_failed_is_told_apart(office: Office, failed: list[int]):
    Message.objects.filter(pk=failed[0]).update(state=MessageState.SENT, error="")
    desk = desk_of(office.administrator)
    chosen = {"action": "send_again", "_selected_action": failed}
    told = desk.post(MESSAGES, chosen, headers={"accept-language": "en"}, follow=True)
    assert [str(each) for each in told.context["messages"]] == [
        "2 failed messages will be sent again.",
        "1 chosen message had not failed and stays as it is.",
    ]
    assert Message.objects.get(pk=failed[0]).state == MessageState.SENT


def test_a_letters_failed_notice_is_sent_again_from_the_letter(office: Office):
    letter = issued(office, answered(office), at=ANSWERED)
    notices = notices_of(letter)
    assert notices.exists()
    page = reverse("admin:notifications_apologyletter_change", args=[letter.pk])
    again = f"{page.removesuffix('change/')}send-again/"
    head = desk_of(office.centre_head)
    assert head.get(again).status_code == 403
    notices.update(state=MessageState.FAILED, error="503 busy", attempts=8)
    assert desk_of(office.agency_head).post(again).status_code == 403
    head.post(again)
    assert set(notices.values_list("state", "attempts")) == {("planned", 0)}


def test_oversight_looks_at_messages_and_sends_none(office: Office, failed: list[int]):
    desk = desk_of(office.oversight)
    assert desk.get(MESSAGES).status_code == 200
    desk.post(MESSAGES, {"action": "send_again", "_selected_action": failed})
    assert not Message.objects.filter(state="planned").exists()


def test_a_webhooks_secret_is_shown_once(office: Office):
    desk = desk_of(office.administrator)
    address = {"officer": office.partner.pk, "url": "https://vidu.example/hook", "is_active": "on"}
    shown = desk.post(ADD, address, follow=True).content.decode()
    webhook = Webhook.objects.get()
    assert SECRET.search(shown)[0] == webhook.secret
    for page in (WEBHOOKS, reverse("admin:notifications_webhook_change", args=[webhook.pk])):
        assert webhook.secret not in desk.get(page).content.decode()


def test_only_machines_have_webhooks_and_the_address_is_checked(office: Office):
    desk = desk_of(office.administrator)
    for officer, url in (
        (office.counter, "https://vidu.example/"),
        (office.partner, "ftp://vidu.example/"),
    ):
        desk.post(ADD, {"officer": officer.pk, "url": url, "is_active": "on"})
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("action", "old_signs_on"), [("draw_secret", True), ("draw_secret_after_leak", False)]
)
def test_a_secret_that_was_lost_is_drawn_anew_and_the_diary_does_not_keep_it(
    office: Office, action: str, old_signs_on: bool
):
    desk = desk_of(office.administrator)
    address = {"officer": office.partner.pk, "url": "https://vidu.example/", "is_active": "on"}
    desk.post(ADD, address, follow=True)
    old = Webhook.objects.get()
    chosen = {"action": action, "_selected_action": [old.pk]}
    shown = desk.post(WEBHOOKS, chosen, follow=True).content.decode()
    drawn = Webhook.objects.get()
    new = drawn.secret
    assert new != old.secret
    assert drawn.secrets_at(timezone.now()) == ((new, old.secret) if old_signs_on else (new,))
    assert SECRET.search(shown)[0] == new
    diary = desk.get(reverse("admin:notifications_webhook_history", args=[old.pk]))
    assert not SECRET.search(diary.content.decode())


def test_nobody_but_an_administrator_sees_webhooks(office: Office):
    for officer in (office.centre_head, office.oversight, office.partner, office.counter):
        assert desk_of(officer).get(WEBHOOKS).status_code in (302, 403)
