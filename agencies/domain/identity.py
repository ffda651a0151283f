"""Who somebody is to an identity provider (OpenID Connect Core 1.0), and what has to hold before it is believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agencies.domain.refusals import IdentityRefused

#: Clocks of two houses differ; so many seconds are forgiven.
LEEWAY = 60


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who proved to the provider who they are; `claimed` is the claim by which officers are known there."""

    subject: str
    claimed: str


def check_id_token(
    claims: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, now: float
) -> str:
    """The subject of an ID token whose signature is good; refuses `bad_id_token`.

    Section 3.1.3.7: made by this provider, for this client and nobody else, for this very sign-in,
    and still in time.
    """
    good = (
        claims.get("iss") == issuer
        and _is_for(claims, client_id)
        and bool(nonce)
        and claims.get("nonce") == nonce
        and _is_in_time(claims, now)
    )
    return _subject(claims) if good else refuse()


def read_identity(claims: Mapping[str, Any], *, subject: str, match_claim: str) -> Identity:
    """The person of the provider's answer about `subject`; refuses `bad_id_token` where it is about another.

    An e-mail address counts only where the provider has verified it: anybody may claim one.
    """
    if claims.get("sub") != subject:
        refuse()
    claimed = claims.get(match_claim) if match_claim else None
    if match_claim == "email" and claims.get("email_verified") is not True:
        claimed = None
    return Identity(subject, claimed.strip() if isinstance(claimed, str) else "")


def refuse() -> str:
    """One code for everything that a provider's answer may lack: it is of no use to whoever forged it."""
    raise IdentityRefused("bad_id_token")


def _subject(claims: Mapping[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        return refuse()
    return subject


def _is_for(claims: Mapping[str, Any], client_id: str) -> bool:
    """Made for this client; where for others too, the one authorized to use it."""
    audience, party = claims.get("aud"), claims.get("azp")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        return False
    return party == client_id or (party is None and len(audiences) == 1)


def _is_in_time(claims: Mapping[str, Any], now: float) -> bool:
    expires, issued = claims.get("exp"), claims.get("iat")
    if not isinstance(expires, int | float) or not isinstance(issued, int | float):
        return False
    return now < expires + LEEWAY and issued - LEEWAY <= now
