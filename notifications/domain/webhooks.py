"""How a webhook is signed, so that a receiver knows who sent it and that it is not replayed.

The scheme is that of Standard Webhooks, for which receivers find ready libraries: HMAC-SHA256 over
`<id>.<timestamp>.<body>`, the id staying the same when a message is sent again.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

_PREFIX = "whsec_"
#: Bytes of a secret; as many as the digest has.
_STRENGTH = 32


def new_secret() -> str:
    """A fresh secret, `whsec_` and 32 random bytes in base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_STRENGTH)).decode("ascii")


def signature(secret: str, *, key: str, timestamp: int, body: str) -> str:
    """The value of the header `webhook-signature`; `timestamp` in seconds since 1970."""
    signed = f"{key}.{timestamp}.{body}".encode()
    digest = hmac.new(base64.b64decode(secret.removeprefix(_PREFIX)), signed, hashlib.sha256)
    return "v1," + base64.b64encode(digest.digest()).decode("ascii")


def signed_headers(
    signing: Sequence[str], *, key: str, timestamp: int, body: str
) -> dict[str, str]:
    """The three headers of a delivery, with one signature for each secret that is valid.

    A receiver takes it if one of them is right, and refuses a timestamp more than five minutes off.
    """
    signatures = [signature(each, key=key, timestamp=timestamp, body=body) for each in signing]
    return {
        "webhook-id": key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
