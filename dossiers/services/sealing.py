"""What opens a look-up lies sealed in the database: the PIN of a receipt, and the receipt that shows it.

AES-256-GCM under a key derived from `LOOKUP_PIN_KEY`, bound to the dossier: what is sealed for one
opens for no other. A copy of the database alone opens nothing.
"""

import base64
import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"casetracking: keys of applicants"
_NONCE_BYTES = 12


class SealBroken(Exception):
    """Sealed under another key, for another dossier, or changed since."""


def seal(content: bytes, *, ref: uuid.UUID) -> bytes:
    """The content sealed for a dossier; another text each time."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, content, ref.bytes)


def unseal(sealed: bytes, *, ref: uuid.UUID) -> bytes:
    """What was sealed for a dossier; raises `SealBroken`."""
    try:
        return _cipher().decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], ref.bytes)
    except (InvalidTag, ValueError):
        raise SealBroken from None


def seal_text(text: str, *, ref: uuid.UUID) -> str:
    """As `seal`, for texts that stand in JSON."""
    return base64.b64encode(seal(text.encode(), ref=ref)).decode()


def unseal_text(sealed: str, *, ref: uuid.UUID) -> str:
    """As `unseal`; raises `SealBroken`."""
    return unseal(base64.b64decode(sealed), ref=ref).decode()


def _cipher() -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return AESGCM(key.derive(settings.LOOKUP_PIN_KEY.encode()))
