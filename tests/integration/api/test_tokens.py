"""Tokens let in whom they name, for what they open, from their addresses, until their end, and no further."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from agencies.domain.roles import Role
from agencies.domain.tokens import digest_of
from agencies.models import AccessToken, IdempotencyKey
from agencies.services.tokens import drafted_token, draw_token, note_use, revoke_token
from tests.factories import Office, opening_facts
from tests.integration.api.caller import Caller, token_of

NOW = datetime.fromisoformat("2026-11-26T10:00:00+07:00")
Clock = Callable[[datetime], None]


def drawn_for(office: Office, **wanted: object) -> str:
    given = {
        "officer": office.partner,
        "name": "Cổng dịch vụ công",
        "scopes": ["dossiers:read"],
        "expires_at": NOW + timedelta(days=30),
        "at": NOW,
        **wanted,
    }
    return draw_token(drafted_token(**given), by=office.administrator).text


def caller_with(text: str) -> Caller:
    return Caller(Authorization=f"Bearer {text}")


@pytest.fixture
def noon(at: Clock) -> datetime:
    at(NOW)
    return NOW


def test_a_token_is_kept_as_a_digest_and_nowhere_else(office: Office, noon: datetime) -> None:
    text = drawn_for(office)
    token = AccessToken.objects.get()
    assert token.digest == digest_of(text)
    assert token.prefix == text[:12]
    assert text not in str(AccessToken.objects.values_list().get())


def test_a_token_ends_by_itself_and_its_holder_is_told(office: Office, at: Clock) -> None:
    caller = caller_with(drawn_for(office))
    for moment, status in [(timedelta(days=29), 200), (timedelta(days=30), 401)]:
        at(NOW + moment)
        answer = caller.get("dossiers/")
        assert caller.status == status
    assert answer["code"] == "token_expired"
    assert caller.last.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_a_revoked_token_opens_nothing_at_once(office: Office, noon: datetime) -> None:
    caller = caller_with(drawn_for(office))
    caller.get("dossiers/")
    assert caller.status == 200
    token = revoke_token(AccessToken.objects.get().pk, by=None, at=NOW)
    assert revoke_token(token.pk, by=None, at=NOW + timedelta(hours=1)).revoked_at == NOW
    assert caller.get("dossiers/")["code"] == "token_revoked"


def test_a_token_is_taken_from_its_networks_behind_our_own_proxy_alone(
    office: Office, noon: datetime, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    caller = caller_with(drawn_for(office, addresses=["10.20.0.0/16"]))
    caller.get("dossiers/", X_Forwarded_For="198.51.100.1, 10.20.3.4")
    assert caller.status == 200
    # What the client itself wrote into the header stands further left.
    refused = caller.get("dossiers/", X_Forwarded_For="10.20.3.4, 198.51.100.1")
    assert (caller.status, refused["code"]) == (401, "token_wrong_address")


@pytest.mark.parametrize("scheme", ["Token", "Basic", "bearerish"])
def test_another_scheme_is_as_good_as_none(office: Office, scheme: str) -> None:
    caller = Caller(Authorization=f"{scheme} {token_of(office.partner)}")
    assert caller.get("dossiers/")["code"] == "not_authenticated"


def test_a_token_of_an_inactive_account_learns_no_more_than_a_wrong_one(office: Office) -> None:
    caller = caller_with(token_of(office.partner))
    office.partner.is_active = False
    office.partner.save()
    stale = caller.get("dossiers/")
    assert stale == caller_with("hoso_wrong").get("dossiers/")
    assert stale["code"] == "authentication_failed"


def test_a_token_of_an_ended_role_sees_and_does_nothing(office: Office) -> None:
    caller = caller_with(token_of(office.partner))
    submitted = caller.post(
        "dossiers/", {"act": "submit", "facts": opening_facts(office, channel="online")}
    )
    assert caller.status == 201
    assert len(caller.get("dossiers/")["results"]) == 1
    office.partner.grants.update(valid_to=date(2026, 1, 1))
    assert caller.get("dossiers/")["results"] == []
    caller.get(f"dossiers/{submitted['ref']}/")
    assert caller.status == 404
    named = caller.get("dossiers/", On_Behalf_Of=office.specialist.username)
    assert named["code"] == "wrong_principal"


@pytest.mark.parametrize(
    "caller",
    ["specialist", "unit_head", "agency_head", "centre_head", "administrator", "oversight"],
)
def test_only_a_machine_may_name_somebody_else(office: Office, caller: str) -> None:
    refused = Caller(office.officer(Role(caller))).get(
        "dossiers/", On_Behalf_Of=office.specialist.username
    )
    assert (refused["status"], refused["code"]) == (403, "wrong_principal")


def test_a_token_opens_only_its_scopes_and_says_which_is_missing(office: Office) -> None:
    reader = Caller(office.partner, "dossiers:read")
    reader.get("dossiers/")
    assert reader.status == 200
    refused = reader.post("dossiers/", {"act": "submit", "facts": {}})
    assert (reader.status, refused["code"]) == (403, "missing_scope")
    assert "dossiers:submit" in refused["detail"]
    assert (
        reader.last.headers["WWW-Authenticate"]
        == 'Bearer error="insufficient_scope", scope="dossiers:submit"'
    )


def test_whoever_may_only_submit_receives_nothing(office: Office) -> None:
    sender = Caller(office.counter, "dossiers:submit")
    refused = sender.post("dossiers/", {"act": "receive", "facts": opening_facts(office)})
    assert (sender.status, refused["code"]) == (403, "missing_scope")
    assert sender.get("dossiers/")["code"] == "missing_scope"


def test_without_its_scope_a_token_reads_no_applicants(office: Office) -> None:
    whole = Caller(office.counter)
    received = whole.post("dossiers/", {"act": "receive", "facts": opening_facts(office)})
    assert whole.status == 201
    path = f"dossiers/{received['code']}/"
    assert whole.get(path)["applicant"] is not None
    narrow = Caller(office.counter, "dossiers:read")
    assert narrow.get(path)["applicant"] is None
    assert all(row["applicant"] is None for row in narrow.get("dossiers/")["results"])
    for door in ("documents/", "forms/01.pdf"):
        assert narrow.get(path + door)["code"] == "missing_scope"


def test_no_scope_gives_what_the_roles_do_not(office: Office) -> None:
    stranger = Caller(office.stranger)
    assert stranger.get("dossiers/")["results"] == []
    refused = stranger.post("dossiers/", {"act": "receive", "facts": opening_facts(office)})
    assert (stranger.status, refused["code"]) == (403, "wrong_role")


def test_the_caller_is_told_who_it_is(office: Office, noon: datetime) -> None:
    caller = caller_with(drawn_for(office, addresses=["127.0.0.0/8"]))
    told = caller.get("tokens/current/")
    assert told["officer"]["username"] == office.partner.username
    assert told["machine"] is None
    assert [(held["role"], held["agency"]["code"]) for held in told["roles"]] == [
        ("partner", office.department.code)
    ]
    assert told["address"] == "127.0.0.1"
    assert told["token"]["scopes"] == ["dossiers:read"]
    assert told["token"]["expires_at"] == "2026-12-26T10:00:00+07:00"
    assert not told["token"]["replaced"]
    named = caller.get("tokens/current/", On_Behalf_Of=office.specialist.username)
    assert named["officer"]["username"] == office.specialist.username
    assert named["machine"]["username"] == office.partner.username


def test_a_session_has_no_token_to_replace(office: Office) -> None:
    caller = Caller()
    caller.client.force_login(office.counter, backend="django.contrib.auth.backends.ModelBackend")
    assert caller.get("tokens/current/")["token"] is None
    assert caller.post("tokens/current/rotate/", {})["code"] == "no_token"


def test_a_machine_replaces_its_token_and_both_hold_for_a_while(
    office: Office, at: Clock, noon: datetime, settings: Settings
) -> None:
    settings.TOKEN_GRACE_DAYS = 7
    old = caller_with(drawn_for(office, addresses=["127.0.0.1"]))
    at(NOW + timedelta(days=10))
    answer = old.post("tokens/current/rotate/", {})
    assert old.status == 201
    assert old.last.headers["Cache-Control"] == "no-store"
    assert answer["expires_at"] == "2027-01-05T10:00:00+07:00"  # thirty days again
    assert answer["old_token_expires_at"] == "2026-12-13T10:00:00+07:00"
    new = caller_with(answer["token"])
    for caller in (old, new):
        caller.get("dossiers/")
        assert caller.status == 200
    assert old.get("tokens/current/")["token"]["replaced"]
    assert AccessToken.objects.get(replaces__isnull=False).addresses == ["127.0.0.1/32"]
    at(NOW + timedelta(days=17))
    assert old.get("dossiers/")["code"] == "token_expired"
    new.get("dossiers/")
    assert new.status == 200


def test_a_token_that_ends_earlier_is_not_prolonged_by_its_replacement(
    office: Office, at: Clock, noon: datetime
) -> None:
    caller = caller_with(drawn_for(office))
    at(NOW + timedelta(days=29))
    answer = caller.post("tokens/current/rotate/", {})
    assert answer["old_token_expires_at"] == "2026-12-26T10:00:00+07:00"


def test_a_token_is_replaced_once(office: Office, noon: datetime) -> None:
    caller = caller_with(drawn_for(office))
    caller.post("tokens/current/rotate/", {})
    refused = caller.post("tokens/current/rotate/", {})
    assert (caller.status, refused["code"]) == (409, "already_replaced")


def test_a_new_token_is_not_kept_for_whoever_asks_again(office: Office, noon: datetime) -> None:
    caller = caller_with(drawn_for(office))
    answer = caller.post("tokens/current/rotate/", {}, Idempotency_Key="doi-1")
    again = caller.post("tokens/current/rotate/", {}, Idempotency_Key="doi-1")
    assert (caller.status, again["code"]) == (409, "answer_not_kept")
    kept = str(IdempotencyKey.objects.values_list().get())
    assert answer["token"] not in kept
    assert AccessToken.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_asked_at_once_by_many_a_token_is_replaced_once() -> None:
    from tests.factories import make_office

    office = make_office()
    text = token_of(office.partner, expires_at=timezone.now() + timedelta(days=30))
    codes: list[str] = []
    gate = threading.Barrier(4)

    def ask() -> None:
        caller = caller_with(text)
        gate.wait()
        answer = caller.post("tokens/current/rotate/", {})
        codes.append(answer.get("code", "drawn"))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["already_replaced"] * 3 + ["drawn"]
    assert AccessToken.objects.count() == 2


def test_the_last_use_is_noted_once_a_minute(office: Office, at: Clock, noon: datetime) -> None:
    caller = caller_with(drawn_for(office))
    for seconds, noted in [(0, 0), (59, 0), (60, 60)]:
        at(NOW + timedelta(seconds=seconds))
        caller.get("tokens/current/")
        token = AccessToken.objects.get()
        assert token.last_used_at == NOW + timedelta(seconds=noted)
        assert token.last_used_from == "127.0.0.1"


def test_a_refused_token_is_not_noted_as_used(office: Office, noon: datetime) -> None:
    caller = caller_with(drawn_for(office, addresses=["10.0.0.0/8"]))
    caller.get("dossiers/")
    assert caller.status == 401
    assert AccessToken.objects.get().last_used_at is None


@pytest.mark.django_db(transaction=True)
def test_noting_the_use_waits_for_nobody() -> None:
    from tests.factories import make_office

    office = make_office()
    token_of(office.partner, last_used_at=None)
    token = AccessToken.objects.get()
    finished = threading.Event()

    def note() -> None:
        note_use(token, at=timezone.now(), address="10.0.0.1")
        connection.close()
        finished.set()

    with transaction.atomic():
        AccessToken.objects.select_for_update().get(pk=token.pk)
        thread = threading.Thread(target=note)
        thread.start()
        assert finished.wait(timeout=20)
    thread.join()
    assert AccessToken.objects.get().last_used_at is None
    note_use(token, at=timezone.now(), address="10.0.0.1")
    assert AccessToken.objects.get().last_used_from == "10.0.0.1"


def test_coming_in_by_a_token_asks_the_database_once(office: Office, noon: datetime) -> None:
    caller = caller_with(drawn_for(office))
    caller.get("dossiers/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        caller.get("dossiers/")
    about = [each["sql"] for each in asked if "agencies_accesstoken" in each["sql"]]
    assert len(about) == 1


def test_the_command_draws_a_token_that_opens_what_it_names(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.core.management import call_command

    call_command("draw_token", office.partner.username, "--scopes", "dossiers:read", "--days", "5")
    caller = caller_with(capsys.readouterr().out.strip())
    caller.get("dossiers/")
    assert caller.status == 200
    assert caller.post("dossiers/", {})["code"] == "missing_scope"
    token = AccessToken.objects.get()
    assert timedelta(days=4) < token.expires_at - timezone.now() <= timedelta(days=5)
