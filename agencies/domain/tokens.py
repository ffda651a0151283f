"""Access tokens: how they look, what they open, from where they are taken and how long they hold."""

import hashlib
import ipaddress
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from agencies.domain.refusals import TokenRefused

#: By it people, and programs that look for secrets in code, recognise a token of this house.
PREFIX = "hoso_"
#: Letters of a token that stay readable, so that people can tell tokens apart: 42 of 256 bits.
SHOWN = 12
_RANDOM_BYTES = 32
_LONGEST = 128

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Scope(StrEnum):
    """What a token opens. It only narrows: nobody may do more by a token than the account may."""

    DOSSIERS_READ = "dossiers:read"
    DOCUMENTS_READ = "documents:read"
    DOSSIERS_SUBMIT = "dossiers:submit"
    DOSSIERS_ACT = "dossiers:act"
    DOCUMENTS_WRITE = "documents:write"
    LETTERS_SIGN = "letters:sign"
    REPORTS_READ = "reports:read"
    WEBHOOKS = "webhooks"


ALL_SCOPES = frozenset(Scope)


class TokenState(StrEnum):
    """Whether a token still opens anything."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


def new_token() -> str:
    """A token's text, to be shown once and kept nowhere."""
    return PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def digest_of(token: str) -> str:
    """What is kept of a token: its SHA-256.

    A slow digest as for passwords would protect nothing: nobody guesses 256 random bits, however
    fast each try is. It would only cost every request its time.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def may_be_token(text: str) -> bool:
    """Whether it is worth looking for: what cannot be a token asks the database nothing."""
    return text.startswith(PREFIX) and len(text) <= _LONGEST and text.isascii()


def state_of(*, expires_at: datetime, revoked_at: datetime | None, at: datetime) -> TokenState:
    """The state at a moment; what was revoked stays so after its day."""
    if revoked_at is not None and revoked_at <= at:
        return TokenState.REVOKED
    return TokenState.VALID if at < expires_at else TokenState.EXPIRED


def read_scopes(named: Iterable[str]) -> list[str]:
    """The scopes by name, each once and in their order; refuses `no_scope`, `unknown_scope`."""
    asked = set(named)
    if unknown := sorted(asked - ALL_SCOPES):
        raise TokenRefused("unknown_scope", field="scopes", name=unknown[0])
    if not asked:
        raise TokenRefused("no_scope", field="scopes")
    return [scope.value for scope in Scope if scope in asked]


def read_networks(texts: Iterable[str]) -> list[str]:
    """Networks in CIDR notation, single addresses included; refuses `bad_network`."""
    found: list[str] = []
    for text in texts:
        network = str(_network(text))
        if network not in found:
            found.append(network)
    return found


def is_taken_from(address: Address | None, networks: Sequence[str]) -> bool:
    """Whether a token bound to these networks is taken from an address; bound to none, from everywhere."""
    if not networks:
        return True
    return address is not None and any(address in _network(text) for text in networks)


def read_lifetime(wanted: timedelta, *, most: timedelta) -> timedelta:
    """How long a token holds; refuses `bad_lifetime`, also where it would hold longer than the house allows."""
    if not timedelta() < wanted <= most:
        raise TokenRefused("bad_lifetime", field="expires_at", days=most.days)
    return wanted


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise TokenRefused("bad_network", field="addresses", name=text) from None
