"""Digests of PINs: what the database holds must not open the look-up."""

import hashlib
import hmac

from django.conf import settings

from dossiers.domain.keys import normal_pin


def pin_digest(pin: str) -> str:
    """HMAC-SHA-256 of a PIN under the installation's secret key."""
    key = settings.LOOKUP_PIN_KEY.encode()
    return hmac.new(key, normal_pin(pin).encode(), hashlib.sha256).hexdigest()
