"""The identity provider as it describes itself, and what it answers about whoever signs in there."""

import time
from typing import Any

import jwt
import requests
import structlog
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from agencies.domain.identity import LEEWAY, Identity, check_id_token, read_identity
from agencies.domain.refusals import IdentityRefused
from agencies.models import Officer
from agencies.services.identity import officer_of_identity

logger = structlog.get_logger(__name__)

#: Seconds for which the provider's description of itself is believed.
_DESCRIBED_FOR = 3600
#: What its description calls the addresses of which the package speaks.
_DESCRIBED = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
#: Only signatures by a key that the provider keeps to itself: no `none`, no secret that two know.
_SIGNATURES = {"RS256": "RSA", "ES256": "EC"}


def is_configured() -> bool:
    """Whether officers may sign in at a provider at all."""
    return bool(settings.OIDC_ISSUER)


def provider_setting(name: str, *default: Any) -> Any:
    """A setting of the package; an address that is not set is taken from the provider's description."""
    if name in _DESCRIBED:
        return getattr(settings, name, "") or described().get(_DESCRIBED[name], "")
    return getattr(settings, name, *default)


def described() -> dict[str, Any]:
    """The provider's own description (OpenID Connect Discovery 1.0); refuses `provider_away`."""
    found = caches["default"].get(_key())
    if found is None:
        found = _asked()
        caches["default"].set(_key(), found, _DESCRIBED_FOR)
    return found


def _asked() -> dict[str, Any]:
    address = settings.OIDC_ISSUER.rstrip("/") + "/.well-known/openid-configuration"
    try:
        answer = requests.get(address, timeout=settings.OIDC_TIMEOUT, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
        if found["issuer"] != settings.OIDC_ISSUER:
            raise ValueError("The description is of another issuer.")
        return {"end_session_endpoint": "", **found}
    except (requests.RequestException, ValueError, KeyError, TypeError) as fault:
        logger.warning("identity_provider_away", error=str(fault))
        raise IdentityRefused("provider_away") from None


def _key() -> str:
    return f"oidc:{settings.OIDC_ISSUER}"


class ProviderBackend(OIDCAuthenticationBackend):
    """Exchanges the code and reads who it is about; what is left open by the package is checked here.

    It verifies the signature alone: not for whom the ID token was made, nor by whom, nor that the
    provider's answer about the person is about the same one.
    """

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        return provider_setting(attr, *args)

    def signed_in(self, request: HttpRequest, *, nonce: str, code_verifier: str) -> Officer:
        """The officer who comes back from the provider; refuses as `IdentityRefused`."""
        try:
            officer = self.authenticate(request, nonce=nonce, code_verifier=code_verifier)
        except requests.RequestException as fault:
            logger.warning("identity_not_told", error=type(fault).__name__)
            raise IdentityRefused(_code_of(fault)) from None
        except (SuspiciousOperation, jwt.PyJWTError, ValueError, KeyError, TypeError) as fault:
            logger.warning("identity_refused", error=str(fault))
            raise IdentityRefused("bad_id_token") from None
        if officer is None:
            raise IdentityRefused("bad_id_token")
        return officer

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """The claims of an ID token that is signed by the provider, for us, for this sign-in, and in time."""
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in _SIGNATURES:
            raise SuspiciousOperation("The ID token is not signed by a key of the provider's own.")
        key = self.retrieve_matching_jwk(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=[header["alg"]],
            audience=settings.OIDC_RP_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
        check_id_token(
            claims,
            issuer=settings.OIDC_ISSUER,
            client_id=settings.OIDC_RP_CLIENT_ID,
            nonce=kwargs.get("nonce") or "",
            now=time.time(),
        )
        return claims

    def retrieve_matching_jwk(self, token: str) -> jwt.PyJWK:
        """The one key of the provider's that can have signed the token; without a `kid` it must be its only one."""
        header = jwt.get_unverified_header(token)
        answer = requests.get(self.OIDC_OP_JWKS_ENDPOINT, timeout=settings.OIDC_TIMEOUT)
        answer.raise_for_status()
        fitting = [key for key in answer.json()["keys"] if _fits(key, header)]
        if len(fitting) != 1:
            raise SuspiciousOperation("No key of the provider's, or more than one, fits.")
        return jwt.PyJWK(fitting[0], algorithm=header["alg"])

    def get_or_create_user(
        self, access_token: str, id_token: str, payload: dict[str, Any]
    ) -> Officer:
        """Finds an officer; nobody is made here, whatever the name says."""
        told = self.get_userinfo(access_token, id_token, payload)
        return officer_of_identity(self._identity(told, payload))

    def get_userinfo(
        self, access_token: str, id_token: str, payload: dict[str, Any]
    ) -> dict[str, Any]:
        """What the provider tells of the person; one without such an address has told it in the ID token."""
        if not self.OIDC_OP_USER_ENDPOINT:
            return payload
        told: dict[str, Any] = super().get_userinfo(access_token, id_token, payload)
        return told

    def _identity(self, told: dict[str, Any], payload: dict[str, Any]) -> Identity:
        return read_identity(told, subject=payload["sub"], match_claim=settings.OIDC_MATCH_CLAIM)


def _fits(key: dict[str, Any], header: dict[str, Any]) -> bool:
    """Whether a key signs in this way and, where the token names one, is the one named."""
    algorithm = header["alg"]
    return (
        key.get("kty") == _SIGNATURES[algorithm]
        and key.get("alg", algorithm) == algorithm
        and key.get("use", "sig") == "sig"
        and header.get("kid", key.get("kid")) == key.get("kid")
    )


def _code_of(fault: requests.RequestException) -> str:
    """A provider that answers and refuses was sent a code that is not its own, or an old one."""
    answer = fault.response
    return "bad_id_token" if answer is not None and answer.status_code < 500 else "provider_away"
