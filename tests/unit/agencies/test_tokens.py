"""How access tokens look, from where they are taken and how long they hold."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest

from agencies.domain.refusals import TokenRefused
from agencies.domain.tokens import (
    ALL_SCOPES,
    PREFIX,
    TokenState,
    digest_of,
    is_taken_from,
    may_be_token,
    new_token,
    read_lifetime,
    read_networks,
    read_scopes,
    state_of,
)

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
YEAR = timedelta(days=365)


def test_a_token_is_recognised_and_never_the_same_twice() -> None:
    drawn = {new_token() for _ in range(200)}
    assert len(drawn) == 200
    assert all(token.startswith(PREFIX) and may_be_token(token) for token in drawn)
    # 32 random bytes in six-bit letters.
    assert {len(token) for token in drawn} == {len(PREFIX) + 43}


def test_what_is_kept_does_not_tell_the_token() -> None:
    token = new_token()
    assert len(digest_of(token)) == 64
    assert token not in digest_of(token)
    assert digest_of(token) != digest_of(token + "x")


@pytest.mark.parametrize("text", ["", "hoso", "Hoso_abc", "hoso_" + "a" * 200, "hoso_\xff"])
def test_what_cannot_be_a_token_is_not_looked_for(text: str) -> None:
    assert not may_be_token(text)


def test_a_token_holds_until_its_moment_and_not_at_it() -> None:
    end = NOW + timedelta(seconds=1)
    assert state_of(expires_at=end, revoked_at=None, at=NOW) is TokenState.VALID
    assert state_of(expires_at=end, revoked_at=None, at=end) is TokenState.EXPIRED
    assert state_of(expires_at=end, revoked_at=NOW, at=NOW) is TokenState.REVOKED
    assert state_of(expires_at=NOW, revoked_at=NOW, at=end) is TokenState.REVOKED


def test_scopes_are_read_once_each_and_in_their_order() -> None:
    assert read_scopes(["webhooks", "dossiers:read", "webhooks"]) == ["dossiers:read", "webhooks"]
    assert set(read_scopes(ALL_SCOPES)) == ALL_SCOPES


@pytest.mark.parametrize(("named", "code"), [([], "no_scope"), (["dossiers:*"], "unknown_scope")])
def test_no_scope_and_an_unknown_one_are_refused(named: list[str], code: str) -> None:
    with pytest.raises(TokenRefused) as refused:
        read_scopes(named)
    assert refused.value.code == code


def test_networks_are_read_as_people_write_them() -> None:
    texts = ["10.20.0.7/16", "10.20.0.0/16", "203.0.113.9", "2001:DB8::1/64"]
    assert read_networks(texts) == ["10.20.0.0/16", "203.0.113.9/32", "2001:db8::/64"]


@pytest.mark.parametrize("text", ["", "10.20", "10.0.0.0/33", "example.vn", "10.0.0.1-10.0.0.9"])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(TokenRefused, match="bad_network"):
        read_networks([text])


@pytest.mark.parametrize(
    ("address", "networks", "taken"),
    [
        ("10.20.1.2", [], True),
        (None, [], True),
        ("10.20.1.2", ["10.20.0.0/16"], True),
        ("10.21.1.2", ["10.20.0.0/16"], False),
        ("10.21.1.2", ["10.20.0.0/16", "10.21.1.2/32"], True),
        ("2001:db8::5", ["10.20.0.0/16"], False),
        ("2001:db8::5", ["2001:db8::/32"], True),
        (None, ["10.20.0.0/16"], False),
    ],
)
def test_a_token_is_taken_from_its_networks_alone(
    address: str | None, networks: list[str], taken: bool
) -> None:
    assert is_taken_from(ip_address(address) if address else None, networks) is taken


@pytest.mark.parametrize(
    "wanted", [timedelta(), timedelta(days=-1), YEAR + timedelta(microseconds=1)]
)
def test_no_token_holds_for_longer_than_the_house_allows(wanted: timedelta) -> None:
    with pytest.raises(TokenRefused, match="bad_lifetime"):
        read_lifetime(wanted, most=YEAR)
    assert read_lifetime(YEAR, most=YEAR) == YEAR
