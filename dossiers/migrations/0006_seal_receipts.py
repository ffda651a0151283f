"""PINs that stood in clear in the contexts of receipts, and the receipts that show them, are sealed.

Repeats the sealing of `dossiers.services.sealing` as it is at this point: AES-256-GCM, the nonce in
front, bound to the dossier's reference.
"""

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import migrations

_NONCE_BYTES = 12


def _cipher():
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"casetracking: keys of applicants")
    return AESGCM(key.derive(settings.LOOKUP_PIN_KEY.encode()))


def _seal(cipher, content, ref):
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, ref.bytes)


def _unseal(cipher, sealed, ref):
    return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], ref.bytes)


def seal_receipts(apps, schema_editor):
    cipher = _cipher()
    papers = apps.get_model("dossiers", "IssuedForm").objects.select_related("dossier")
    for paper in papers.iterator(chunk_size=200):
        ref = paper.dossier.ref
        if "pin" in paper.context:
            pin = paper.context.pop("pin")
            sealed = base64.b64encode(_seal(cipher, pin.encode(), ref)).decode() if pin else ""
            paper.context["sealed_pin"] = sealed
        if paper.pdf is not None:
            paper.pdf = _seal(cipher, bytes(paper.pdf), ref)
        paper.save(update_fields=["context", "pdf"])


def unseal_receipts(apps, schema_editor):
    cipher = _cipher()
    papers = apps.get_model("dossiers", "IssuedForm").objects.select_related("dossier")
    for paper in papers.iterator(chunk_size=200):
        ref = paper.dossier.ref
        if "sealed_pin" in paper.context:
            sealed = paper.context.pop("sealed_pin")
            pin = _unseal(cipher, base64.b64decode(sealed), ref).decode() if sealed else ""
            paper.context["pin"] = pin
        if paper.pdf is not None:
            paper.pdf = _unseal(cipher, bytes(paper.pdf), ref)
        paper.save(update_fields=["context", "pdf"])


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0005_changes_in_order")]

    operations = [migrations.RunPython(seal_receipts, unseal_receipts)]
