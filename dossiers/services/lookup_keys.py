"""Digests of PINs, and tokens of ratings: what the database holds must not open the look-up."""

import base64
import hashlib
import hmac
import uuid

from django.conf import settings

from dossiers.domain.keys import normal_pin

_TOKEN_LENGTH = 43
_MAC_BYTES = 16


def pin_digest(pin: str) -> str:
    """HMAC-SHA-256 of a PIN under the installation's secret key."""
    return _mac(normal_pin(pin).encode()).hex()


def rating_token(ref: uuid.UUID) -> str:
    """The unguessable end of a rating's address: the dossier's reference with its HMAC, stored nowhere.

    It opens the rating and nothing else, and is there before reception, when no look-up is.
    """
    signed = ref.bytes + _mac(b"rating:" + ref.bytes)[:_MAC_BYTES]
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def ref_in_rating_token(token: str) -> uuid.UUID | None:
    """The reference in a token that this installation has made; None for any other text."""
    if len(token) != _TOKEN_LENGTH or not token.isascii():
        return None
    try:
        signed = base64.b64decode(token + "=", altchars=b"-_", validate=True)
    except ValueError:
        return None
    ref = uuid.UUID(bytes=signed[:16])
    return ref if hmac.compare_digest(rating_token(ref), token) else None


def _mac(message: bytes) -> bytes:
    return hmac.new(settings.LOOKUP_PIN_KEY.encode(), message, hashlib.sha256).digest()
