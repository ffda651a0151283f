"""Administrators draw, replace and revoke tokens; a text is shown once and written nowhere."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from agencies.domain.tokens import digest_of
from agencies.models import AccessToken
from tests.factories import Office
from tests.integration.api.caller import Caller, token_of

LIST = "/admin/agencies/accesstoken/"
SHOWN = re.compile(r'value="(hoso_[\w-]{43})"')


@pytest.fixture
def administrator(office: Office) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(office.administrator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def filled_in(office: Office, **changed: object) -> dict[str, object]:
    return {
        "officer": office.partner.pk,
        "name": "Cổng dịch vụ công",
        "scopes": ["dossiers:read", "dossiers:submit"],
        "addresses": "",
        "last_day": f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}",
        **changed,
    }


def draw(office: Office, administrator: Client, **changed: object) -> str:
    page = administrator.post(f"{LIST}add/", filled_in(office, **changed))
    found = SHOWN.search(page.content.decode())
    assert found, page.content.decode()
    assert "no-store" in page["Cache-Control"]
    return found[1]


def test_a_drawn_token_opens_and_is_shown_once(office: Office, administrator: Client) -> None:
    text = draw(office, administrator)
    caller = Caller(Authorization=f"Bearer {text}")
    caller.get("dossiers/")
    assert caller.status == 200
    token = AccessToken.objects.get()
    assert token.created_by == office.administrator
    assert timezone.localtime(token.expires_at).strftime("%H:%M") == "00:00"
    for address in (LIST, f"{LIST}{token.pk}/change/", f"{LIST}{token.pk}/history/"):
        page = administrator.get(address).content.decode()
        assert text not in page
    assert text[:12] in administrator.get(LIST).content.decode()


def test_the_text_is_kept_neither_in_the_log_nor_in_the_session(
    office: Office, administrator: Client
) -> None:
    text = draw(office, administrator)
    assert not LogEntry.objects.filter(object_repr__contains=text).exists()
    assert LogEntry.objects.count() == 1
    assert text not in str([each.get_decoded() for each in Session.objects.all()])
    assert text not in str(administrator.cookies)
    assert AccessToken.objects.filter(digest=digest_of(text)).exists()


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"addresses": "10.20.0.0/16, sai"}, "addresses", "is not an address"),
        ({"last_day": "01/01/2020"}, "last_day", "at most"),
        ({"last_day": "01/01/2099"}, "last_day", "at most"),
        ({"scopes": []}, "scopes", "required"),
        ({"scopes": ["everything"]}, "scopes", "valid choice"),
        ({"name": " "}, "name", "required"),
    ],
)
def test_what_cannot_be_drawn_is_said_at_its_field(
    office: Office, administrator: Client, changed: dict[str, object], field: str, says: str
) -> None:
    page = administrator.post(f"{LIST}add/", filled_in(office, **changed))
    assert page.status_code == 200
    assert says in str(page.context["adminform"].form.errors[field])
    assert not AccessToken.objects.exists()


def test_an_inactive_account_gets_no_token(office: Office, administrator: Client) -> None:
    office.partner.is_active = False
    office.partner.save()
    page = administrator.post(f"{LIST}add/", filled_in(office))
    assert "may no longer sign in" in page.content.decode()


def test_a_replaced_token_still_holds_and_its_successor_is_shown_once(
    office: Office, administrator: Client, settings: Settings
) -> None:
    settings.TOKEN_GRACE_DAYS = 3
    old = draw(office, administrator)
    page = f"{LIST}{AccessToken.objects.get().pk}/replace/"
    assert "3 days" in administrator.get(page).content.decode()
    assert AccessToken.objects.count() == 1
    shown = SHOWN.search(administrator.post(page).content.decode())
    assert shown
    for text in (old, shown[1]):
        caller = Caller(Authorization=f"Bearer {text}")
        caller.get("dossiers/")
        assert caller.status == 200
    first = AccessToken.objects.earliest("pk")
    assert first.expires_at <= timezone.now() + timedelta(days=3)
    refused = administrator.post(page, follow=True)
    assert "replaced already" in refused.content.decode()
    assert AccessToken.objects.count() == 2


def test_a_token_is_revoked_only_after_it_was_asked(office: Office, administrator: Client) -> None:
    text = draw(office, administrator)
    token = AccessToken.objects.get()
    page = f"{LIST}{token.pk}/revoke/"
    assert administrator.get(page).status_code == 200
    assert AccessToken.objects.get().revoked_at is None
    administrator.post(page)
    assert Caller(Authorization=f"Bearer {text}").get("dossiers/")["code"] == "token_revoked"
    # What no longer opens anything is neither revoked nor replaced.
    assert administrator.get(page).status_code == 403
    assert administrator.get(f"{LIST}{token.pk}/replace/").status_code == 403
    assert administrator.post(f"{LIST}{token.pk}/delete/").status_code == 403


def test_nobody_else_draws_replaces_or_revokes(office: Office) -> None:
    token_of(office.partner)
    token = AccessToken.objects.get()
    for officer in (office.centre_head, office.agency_head, office.counter, office.oversight):
        client = Client()
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(f"{LIST}add/", filled_in(office)).status_code == 403
        for deed in ("replace", "revoke"):
            assert client.post(f"{LIST}{token.pk}/{deed}/").status_code == 403
    assert AccessToken.objects.get().revoked_at is None


def test_the_filter_finds_what_ends_soon_and_what_nobody_uses(
    office: Office, administrator: Client
) -> None:
    now = timezone.now()

    def made(name: str, *, days: int, used: datetime | None = None, **changed: object) -> None:
        token_of(
            office.partner, expires_at=now + timedelta(days=days), last_used_at=used, **changed
        )
        AccessToken.objects.filter(name="thử nghiệm").update(name=name)

    made("dài hạn", days=200, used=now)
    made("sắp hết", days=5, used=now)
    made("bỏ quên", days=200)
    made("thu hồi", days=200, used=now, revoked_at=now - timedelta(days=1))
    long_lived = AccessToken.objects.get(name="dài hạn")
    made("đã thay", days=5, used=now)
    AccessToken.objects.filter(pk=long_lived.pk).update(
        replaces=AccessToken.objects.get(name="đã thay")
    )
    found = {
        state: set(
            administrator.get(f"{LIST}?state={state}")
            .context["cl"]
            .queryset.values_list("name", flat=True)
        )
        for state in ("valid", "ending", "ended", "never_used")
    }
    assert found == {
        "valid": {"dài hạn", "sắp hết", "bỏ quên", "đã thay"},
        "ending": {"sắp hết"},
        "ended": {"thu hồi"},
        "never_used": {"bỏ quên"},
    }


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_the_same_however_many_tokens_there_are(
    office: Office, administrator: Client, count: int, django_assert_max_num_queries
) -> None:
    for _ in range(count):
        token_of(office.partner)
    administrator.get(LIST)
    with django_assert_max_num_queries(16):
        assert administrator.get(LIST).status_code == 200


def test_administrators_alone_are_told_on_their_first_page_of_tokens_that_end(
    office: Office, client: Client
) -> None:
    end = timezone.now() + timedelta(days=3)
    AccessToken.objects.create(
        officer=office.partner, name="x", prefix="hoso_", digest="0", scopes=[], expires_at=end
    )
    for officer, is_told in ((office.administrator, True), (office.counter, False)):
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/admin/").content.decode()
        assert ("accesstoken/?state=ending" in page) is is_told
