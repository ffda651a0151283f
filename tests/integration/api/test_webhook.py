"""A machine keeps its own webhook: address, secret, what was sent, and sending again."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db.models import Q
from pytest_django import Settings

from agencies.domain.roles import Role
from dossiers.selectors.changes import behind, horizon
from notifications.models import Message, Webhook
from notifications.services import deliver_due_messages
from notifications.services.replaying import Replayed, replay_webhooks
from tests.factories import APPLICANT, Office, make_office, make_officer, perform_act
from tests.integration.api.caller import Caller
from tests.integration.notifications.http_server import OtherSystem, other_system
from tests.integration.notifications.scenes import RECEIVED, TRANSFERRED

Call = Callable[..., Caller]
UNTOLD = {**APPLICANT, "notify_by": []}
#: After everything that happens in these tests.
LATER = TRANSFERRED + timedelta(hours=1)


@pytest.fixture
def office(transactional_db: None) -> Office:
    """Committed for good: what is sent again is found by the feed of changes."""
    return make_office()


@pytest.fixture
def system(settings: Settings) -> Iterator[OtherSystem]:
    settings.WEBHOOK_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    with other_system() as there:
        yield there


def entered(machine: Caller, system: OtherSystem) -> str:
    """The secret of a webhook just entered."""
    return machine.post("webhook/", {"url": system.url})["secret"]


def received_and_transferred(office: Office) -> None:
    dossier = perform_act(office, "receive", at=RECEIVED, applicant=UNTOLD)
    perform_act(office, "transfer", at=TRANSFERRED, dossier=dossier)


def signature(secret: str, headers: dict[str, str], body: str) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def test_a_machine_enters_its_address_and_is_told_the_secret_once(
    office: Office, call: Call, system: OtherSystem
):
    machine = call("partner")
    assert machine.get("webhook/")["code"] == "unknown_webhook"
    assert machine.status == 404
    first = machine.post("webhook/", {"url": system.url})
    assert machine.status == 201
    assert first["secret"] == Webhook.objects.get(officer=office.partner).secret
    changed = machine.post("webhook/", {"url": f"{system.url}new", "active": False})
    assert (machine.status, changed["secret"]) == (200, None)
    assert machine.get("webhook/") == {
        "url": f"{system.url}new",
        "active": False,
        "old_secret_until": None,
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "missing_url"),
        ({"url": "ftp://vidu.example/"}, "bad_url"),
        ({"url": "https://ai:mk@vidu.example/"}, "bad_url"),
        ({"url": "https://vidu.example/" + "a" * 500}, "bad_url"),
        ({"url": "https://[::1/"}, "bad_url"),
        ({"url": "https://vidu.example:99999/"}, "bad_url"),
        ({"url": "https://vidu.example:0/"}, "bad_url"),
        ({"url": "https://vidu.example/\r\nX-Mine: 1"}, "bad_url"),
        ({"url": "https://ví-dụ.example/"}, "bad_url"),
        ({"url": "https://vidu.example/", "active": "yes"}, "bad_active"),
        ({"url": "https://vidu.example/", "secret": "mine"}, "unknown_fact"),
    ],
)
def test_an_address_that_will_not_do_is_refused(office: Office, call: Call, body: dict, code: str):
    machine = call("partner")
    assert machine.post("webhook/", body)["code"] == code
    assert machine.status == 422
    assert not Webhook.objects.exists()


def test_under_an_idempotency_key_the_secret_is_drawn_once_and_kept_nowhere(
    office: Office, call: Call, system: OtherSystem
):
    machine = call("partner")
    first = machine.post("webhook/", {"url": system.url}, Idempotency_Key="k1")
    again = machine.post("webhook/", {"url": system.url}, Idempotency_Key="k1")
    assert (machine.status, again["code"]) == (409, "answer_not_kept")
    assert first["secret"] == Webhook.objects.get().secret


@pytest.mark.parametrize("role", ["counter", "agency_head", "administrator", "oversight"])
def test_people_have_no_webhook(office: Office, call: Call, role: str):
    caller = call(role)
    for path in ("webhook/", "webhook/deliveries/"):
        assert caller.get(path)["code"] == "permission_denied"
    for path in ("webhook/", "webhook/secret/", "webhook/replay/"):
        assert caller.post(path, {"url": "https://vidu.example/"})["code"] == "permission_denied"


def test_on_behalf_of_an_officer_it_is_still_the_machine_s_own(
    office: Office, call: Call, system: OtherSystem
):
    secret = entered(call("partner", On_Behalf_Of=office.agency_head.username), system)
    assert Webhook.objects.get(officer=office.partner).secret == secret


def test_while_a_new_secret_is_brought_in_both_sign_and_afterwards_the_new_one(
    office: Office, call: Call, system: OtherSystem, at: Callable
):
    machine = call("partner")
    old = entered(machine, system)
    at(RECEIVED)
    new = machine.post("webhook/secret/", {"old_for_hours": 24})["secret"]
    assert machine.get("webhook/")["old_secret_until"] == "2026-11-20T16:40:00+07:00"
    received_and_transferred(office)
    deliver_due_messages(LATER)
    Message.objects.filter(state="sent").update(state="planned")
    deliver_due_messages(RECEIVED + timedelta(hours=24))
    during, after = system.received[0], system.received[-1]
    assert during.headers["webhook-signature"].split() == [
        signature(new, during.headers, during.body),
        signature(old, during.headers, during.body),
    ]
    assert after.headers["webhook-signature"] == signature(new, after.headers, after.body)


def test_after_a_leak_the_old_secret_signs_nothing_any_more(
    office: Office, call: Call, system: OtherSystem
):
    machine = call("partner")
    entered(machine, system)
    new = machine.post("webhook/secret/", {"old_for_hours": 0})["secret"]
    assert Webhook.objects.get().secrets_at(RECEIVED) == (new,)
    assert machine.post("webhook/secret/", {"old_for_hours": 169})["code"] == "bad_old_for_hours"


def test_deliveries_tell_what_was_sent_and_why_another_was_not(
    office: Office, call: Call, system: OtherSystem
):
    machine = call("partner")
    entered(machine, system)
    system.answers = [(410, "secret words of the other side")]
    received_and_transferred(office)
    deliver_due_messages(LATER)
    newest, oldest = machine.get("webhook/deliveries/")["results"]
    assert (newest["act"], newest["state"]) == ("transfer", "failed")
    assert newest["error"] == "410 Gone"
    assert (oldest["act"], oldest["dropped_why"]) == ("receive", "superseded")
    assert machine.get("webhook/deliveries/", {"state": "sent"})["results"] == []


def test_another_machine_sees_nothing_of_it(office: Office, call: Call, system: OtherSystem):
    entered(call("partner"), system)
    received_and_transferred(office)
    other = Caller(make_officer("may-xa", Role.PARTNER, office.commune))
    assert other.get("webhook/")["code"] == "unknown_webhook"
    assert other.get("webhook/deliveries/")["results"] == []
    assert other.post("webhook/replay/", {"since": "2026-01-01T00:00"})["code"] == "unknown_webhook"


def test_replayed_it_keeps_its_id_and_what_has_changed_since_is_left_out(
    office: Office, call: Call, system: OtherSystem, at: Callable
):
    machine = call("partner")
    entered(machine, system)
    start = machine.get("changes/", {"after": "now"})["next"]
    received_and_transferred(office)
    deliver_due_messages(LATER)
    at(LATER)
    answer = machine.post("webhook/replay/", {"after": start})
    assert (answer["planned"], answer["more"]) == (1, False)
    deliver_due_messages(LATER)
    first, second = system.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert json.loads(second.body)["data"]["act"] == "transfer"
    assert machine.post("webhook/replay/", {"after": answer["next"]})["planned"] == 0


def test_asked_twice_before_it_was_sent_it_goes_out_once(
    office: Office, call: Call, system: OtherSystem, at: Callable
):
    machine = call("partner")
    entered(machine, system)
    received_and_transferred(office)
    deliver_due_messages(LATER)
    at(LATER)
    for _ in range(2):
        assert machine.post("webhook/replay/", {"since": "2026-01-01T00:00"})["planned"] == 1
    deliver_due_messages(LATER)
    assert len(system.received) == 2


def test_what_happened_while_it_was_switched_off_is_told_on_request(
    office: Office, call: Call, system: OtherSystem, at: Callable
):
    machine = call("partner")
    entered(machine, system)
    machine.post("webhook/", {"url": system.url, "active": False})
    received_and_transferred(office)
    at(LATER)
    refused = machine.post("webhook/replay/", {"since": "2026-01-01T00:00"})
    assert refused["code"] == "webhook_inactive"
    machine.post("webhook/", {"url": system.url})
    assert machine.post("webhook/replay/", {"since": "2026-01-01T00:00"})["planned"] == 1
    deliver_due_messages(LATER)
    assert [json.loads(each.body)["data"]["act"] for each in system.received] == ["transfer"]


def test_one_call_sends_a_bounded_number_and_says_where_to_go_on(
    office: Office, call: Call, system: OtherSystem
):
    machine = call("partner")
    entered(machine, system)
    for _ in range(3):
        perform_act(office, "receive", at=RECEIVED, applicant=UNTOLD)
    deliver_due_messages(LATER)
    reach = horizon()
    first = replay_webhooks(office.partner, since=Q(), to=reach, at=LATER, most=2)
    assert first.planned == 2
    rest = replay_webhooks(office.partner, since=behind(first.behind), to=reach, at=LATER, most=2)
    assert rest == Replayed(1, None)
    assert Message.objects.filter(state="planned").count() == 3


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "after_or_since"),
        ({"after": "now", "since": "2026-01-01T00:00"}, "after_or_since"),
        ({"since": "yesterday"}, "bad_since"),
        ({"after": "7"}, "bad_cursor"),
        ({"after": "1-00000001-1.7.1"}, "cursor_gone"),
    ],
)
def test_without_a_place_to_begin_at_nothing_is_sent(
    office: Office, call: Call, system: OtherSystem, body: dict, code: str
):
    machine = call("partner")
    entered(machine, system)
    assert machine.post("webhook/replay/", body)["code"] == code
    assert not Message.objects.exists()
