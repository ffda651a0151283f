"""Short messages through a provider's gateway: a real server says yes, no, later, or nothing at all."""

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pytest_django import Settings

from notifications.channels import http
from notifications.domain.messages import MAX_ATTEMPTS
from notifications.models import Message
from notifications.services import deliver, deliver_due_messages, resend
from tests.factories import APPLICANT, Office, perform_act
from tests.integration.notifications.http_server import OtherSystem, other_system
from tests.integration.notifications.scenes import RECEIVED, running

BY_SMS = {**APPLICANT, "notify_by": ["sms"]}


@pytest.fixture
def gateway(settings: Settings) -> Iterator[OtherSystem]:
    with other_system() as there:
        settings.SMS_GATEWAY_URL = f"{there.url}send"
        settings.SMS_GATEWAY_TOKEN = "khoa-thu"
        settings.SMS_SENDER = "TTPVHCC"
        yield there


def planned(office: Office) -> Message:
    dossier = perform_act(office, "receive", at=RECEIVED, applicant=BY_SMS)
    return Message.objects.get(dossier=dossier)


def test_a_status_goes_out_as_one_short_message_without_accents(
    office: Office, gateway: OtherSystem
):
    message = planned(office)
    assert deliver(message.pk, at=RECEIVED) == "sent"
    sent = gateway.received[0]
    body = json.loads(sent.body)
    assert (sent.path, sent.headers["authorization"]) == ("/send", "Bearer khoa-thu")
    assert (body["to"], body["from"]) == ("+84900000001", "TTPVHCC")
    assert body["key"] == f"message-{message.pk}"
    assert message.dossier.code in body["text"]
    assert "17:00 27/11/2026" in body["text"]
    assert body["text"].isascii()
    assert len(body["text"]) <= 160
    assert APPLICANT["name"] not in sent.body


def test_a_province_may_send_with_accents(office: Office, gateway: OtherSystem, settings: Settings):
    settings.SMS_UNICODE = True
    deliver(planned(office).pk, at=RECEIVED)
    assert "Được tiếp nhận" in json.loads(gateway.received[0].body)["text"]


def test_the_gateways_own_names_and_form_are_used(
    office: Office, gateway: OtherSystem, settings: Settings
):
    settings.SMS_BODY = "form"
    settings.SMS_GATEWAY_FIELDS = {"to": "Phone", "text": "Content", "token": "ApiKey"}
    deliver(planned(office).pk, at=RECEIVED)
    sent = gateway.received[0]
    assert set(parse_qs(sent.body)) == {"Phone", "Content", "ApiKey"}
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in sent.headers


def test_what_the_gateway_refuses_is_not_tried_again_and_says_why(
    office: Office, gateway: OtherSystem
):
    gateway.answers = [(400, '{"error": "unknown number +84900000001"}')]
    message = planned(office)
    assert deliver(message.pk, at=RECEIVED) == "failed"
    failed = Message.objects.get(pk=message.pk)
    assert "unknown number" in failed.error
    assert "900000001" not in failed.error
    assert failed.attempts == 1


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_what_may_pass_is_tried_again_with_growing_waits(
    office: Office, gateway: OtherSystem, status: int
):
    gateway.answers = [(status, "")] * 2
    message = planned(office)
    assert deliver(message.pk, at=RECEIVED) == "planned"
    assert Message.objects.get().send_after == RECEIVED + timedelta(minutes=1)
    assert deliver(message.pk, at=RECEIVED + timedelta(minutes=1)) == "planned"
    assert Message.objects.get().send_after == RECEIVED + timedelta(minutes=1 + 4)
    assert deliver(message.pk, at=RECEIVED + timedelta(minutes=5)) == "sent"
    keys = {json.loads(sent.body)["key"] for sent in gateway.received}
    assert len(gateway.received) == 3
    assert keys == {f"message-{message.pk}"}, "the gateway can drop a double by its key"


def test_a_gateway_that_says_no_with_status_200_is_understood(
    office: Office, gateway: OtherSystem, settings: Settings
):
    settings.SMS_GATEWAY_SUCCESS = r'"CodeResult":\s*"100"'
    gateway.answers = [(200, '{"CodeResult": "103"}'), (200, '{"CodeResult": "100"}')]
    message = planned(office)
    assert deliver(message.pk, at=RECEIVED) == "planned"
    assert "103" in Message.objects.get().error
    assert deliver(message.pk, at=RECEIVED + timedelta(minutes=2)) == "sent"


def test_a_gateway_that_is_not_there_is_tried_until_it_is_given_up_and_can_be_resent(
    office: Office, settings: Settings
):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{port}/"
    message, at = planned(office), RECEIVED
    for _ in range(MAX_ATTEMPTS):
        deliver(message.pk, at=at)
        at += timedelta(hours=5)
    assert Message.objects.get().state == "failed"
    with other_system() as there:
        settings.SMS_GATEWAY_URL = there.url
        assert resend([message.pk], at=at) == 1
        assert deliver(message.pk, at=at) == "sent"


def test_a_gateway_that_never_answers_is_left_after_a_while(
    office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(http, "STEP_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert deliver(planned(office).pk, at=RECEIVED) == "planned"
    assert "timed out" in Message.objects.get().error


def test_a_gateway_that_is_down_does_not_keep_mail_from_going_out(
    office: Office, gateway: OtherSystem
):
    gateway.answers = [(503, "")] * 9
    for _ in range(5):
        running(office)
    outcomes = deliver_due_messages(RECEIVED + timedelta(days=1))
    assert outcomes["sent"] == 5  # every last status, by e-mail
    assert len(gateway.received) == 3, "after three failures the channel's turn is over"


def test_without_a_gateway_short_messages_are_files(office: Office, own_sms_folder: Path):
    message = planned(office)
    assert deliver(message.pk, at=RECEIVED) == "sent"
    assert [file.name for file in own_sms_folder.iterdir()] == [f"message-{message.pk}.txt"]
    text = (own_sms_folder / f"message-{message.pk}.txt").read_text("utf-8")
    assert text.startswith("To: +84900000001\n\n")


def test_in_production_without_a_gateway_nobody_is_told_by_sms(office: Office, settings: Settings):
    settings.SMS_FILE_PATH = ""
    perform_act(office, "receive", at=RECEIVED, applicant=BY_SMS)
    assert not Message.objects.exists()
