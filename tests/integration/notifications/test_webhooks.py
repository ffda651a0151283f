"""Webhooks: a partner's system is told of its own dossiers, signed, and never made to reach into the house."""

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from agencies.domain.roles import Role
from agencies.models import Officer, RoleGrant
from agencies.selectors import Actor
from dossiers.models import Dossier
from dossiers.services import do_act
from notifications.channels import http
from notifications.channels.http import is_public
from notifications.domain.webhooks import new_secret
from notifications.models import Message, Webhook
from notifications.services import deliver, deliver_due_messages
from tests.factories import APPLICANT, Office, make_officer, moment, opening_facts, perform_act
from tests.integration.notifications.http_server import OtherSystem, other_system
from tests.integration.notifications.scenes import RECEIVED, TRANSFERRED, answered, issued

UNTOLD = {**APPLICANT, "notify_by": []}


@pytest.fixture
def partner_system(office: Office, settings: Settings) -> Iterator[OtherSystem]:
    """The system of the machine that belongs to the settling agency."""
    settings.WEBHOOK_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    with other_system() as there:
        Webhook.objects.create(
            officer=office.partner, url=f"{there.url}hooks?v=1", secret=new_secret()
        )
        yield there


def received(office: Office) -> Dossier:
    return perform_act(office, "receive", at=RECEIVED, applicant=UNTOLD)


def told(system: OtherSystem) -> list[dict]:
    return [json.loads(request.body) for request in system.received]


def test_a_change_of_status_is_told_with_codes_and_dates_only(
    office: Office, partner_system: OtherSystem
):
    dossier = received(office)
    assert deliver_due_messages(RECEIVED) == {"sent": 1}
    (body,) = told(partner_system)
    assert partner_system.received[0].path == "/hooks?v=1"
    assert body == {
        "type": "dossier.status_changed",
        "timestamp": "2026-11-19T16:40:00+07:00",
        "data": {
            "ref": str(dossier.ref),
            "code": dossier.code,
            "act": "receive",
            "sequence": 1,
            "state": "received",
            "national_status": 2,
            "due_at": "2026-11-27T17:00:00+07:00",
            "version": 1,
        },
    }


def test_the_receiver_can_check_the_signature_and_refuse_a_replay(
    office: Office, partner_system: OtherSystem
):
    received(office)
    deliver_due_messages(RECEIVED)
    request = partner_system.received[0]
    sent = request.headers
    secret = base64.b64decode(Webhook.objects.get().secret.removeprefix("whsec_"))
    signed = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.{request.body}".encode()
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert sent["webhook-signature"] == f"v1,{expected}"
    assert int(sent["webhook-timestamp"]) == int(RECEIVED.timestamp())


def test_sent_again_it_keeps_its_id_and_gets_a_fresh_timestamp(
    office: Office, partner_system: OtherSystem
):
    partner_system.answers = [(502, "")]
    received(office)
    deliver_due_messages(RECEIVED)
    deliver_due_messages(RECEIVED + timedelta(minutes=2))
    first, second = (request.headers for request in partner_system.received)
    assert first["webhook-id"] == second["webhook-id"]
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert first["webhook-signature"] != second["webhook-signature"]


def test_a_moved_return_date_is_told(office: Office, partner_system: OtherSystem):
    at = moment("2026-11-26 16:00")
    issued(office, answered(office), at=at)
    deliver_due_messages(at)
    moved = told(partner_system)[-1]
    assert moved["type"] == "dossier.date_moved"
    assert moved["data"]["due_at"] == "2026-12-04T17:00:00+07:00"


def test_a_machine_is_told_of_what_it_submitted_and_not_of_other_agencies_dossiers(
    office: Office, partner_system: OtherSystem
):
    other = make_officer("may-xa", Role.PARTNER, office.commune)
    Webhook.objects.create(officer=other, url=partner_system.url, secret=new_secret())
    received(office)
    assert Message.objects.get().officer == office.partner
    facts = opening_facts(office, channel="online", applicant=UNTOLD)
    do_act("submit", actor=Actor(other), at=RECEIVED, facts=facts)
    submitted = Message.objects.filter(event__act="submit")
    assert {message.officer for message in submitted} == {office.partner, other}


def test_what_a_machine_may_no_longer_see_is_not_sent(office: Office, partner_system: OtherSystem):
    received(office)
    RoleGrant.objects.filter(officer=office.partner).update(valid_to="2026-11-18")
    assert deliver_due_messages(RECEIVED) == {"dropped": 1}
    assert Message.objects.get().dropped_why == "not_visible"
    assert not partner_system.received


@pytest.mark.parametrize("switched_off", ["webhook", "account"])
def test_a_webhook_switched_off_is_silent(
    office: Office, partner_system: OtherSystem, switched_off: str
):
    dossier = received(office)
    if switched_off == "webhook":
        Webhook.objects.update(is_active=False)
    else:
        Officer.objects.filter(pk=office.partner.pk).update(is_active=False)
    assert deliver_due_messages(RECEIVED) == {"dropped": 1}
    assert Message.objects.get().dropped_why == "not_wanted"
    perform_act(office, "transfer", at=TRANSFERRED, dossier=dossier)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(("status", "state"), [(410, "failed"), (302, "failed"), (500, "planned")])
def test_a_refusal_is_final_a_breakdown_is_not_and_nobody_is_followed_elsewhere(
    office: Office, partner_system: OtherSystem, status: int, state: str
):
    partner_system.answers = [(status, "gone")]
    received(office)
    deliver_due_messages(RECEIVED)
    assert Message.objects.get().state == state
    assert str(status) in Message.objects.get().error
    assert len(partner_system.received) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "https://127.0.0.1:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0.0.0.0:{port}/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "ftp://vidu.example/",
    ],
)
def test_no_address_inside_the_house_is_reached_unless_its_network_is_allowed(
    office: Office, partner_system: OtherSystem, settings: Settings, url: str
):
    settings.WEBHOOK_PRIVATE_NETWORKS = []
    port = partner_system.url.rstrip("/").rpartition(":")[2]
    Webhook.objects.update(url=url.format(port=port))
    received(office)
    assert deliver(Message.objects.get().pk, at=RECEIVED) == "failed"
    assert not partner_system.received


def test_a_name_that_answers_differently_the_second_time_leads_nowhere_else(
    office: Office, partner_system: OtherSystem, monkeypatch: pytest.MonkeyPatch, settings: Settings
):
    """Between the look at the address and the connection the name is not asked again."""
    settings.WEBHOOK_PRIVATE_NETWORKS = []
    answers, connected = iter(["203.0.114.7", "127.0.0.1", "127.0.0.1"]), []

    def resolve(host: str, port: int, **kind: object) -> list[tuple]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], *_: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(ConnectionRefusedError):
        http.post("https://doi-ten.example/", body=b"{}", headers={}, private=[])
    assert connected == ["203.0.114.7"]
    assert not partner_system.received


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("203.0.114.7", True),
        ("2001:4860::8888", True),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("fd00::1", False),
        ("fe80::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:0a00:0001::", False),
        ("64:ff9b::a00:1", False),
        ("::10.0.0.1", False),
        ("224.0.0.1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool):
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url", ["", "vidu.example/x", "ftp://a.example/", "https://ai:mk@a.example/"]
)
def test_an_address_that_will_not_do_is_not_entered(office: Office, url: str):
    webhook = Webhook(officer=office.partner, url=url, secret=new_secret())
    with pytest.raises(ValidationError):
        webhook.full_clean()
