"""The PIN on a receipt: put away sealed when the receipt is issued, brought out to print it."""

import uuid
from collections.abc import Mapping
from typing import Any

import structlog

from dossiers.models import Dossier, IssuedForm
from dossiers.services.sealing import SealBroken, seal_text, unseal_text

logger = structlog.get_logger(__name__)

_CLEAR, _SEALED = "pin", "sealed_pin"


def put_away(context: Mapping[str, Any], *, ref: uuid.UUID) -> dict[str, Any]:
    """The context as it is kept: the PIN of a receipt sealed; blank where it has none."""
    kept = {name: value for name, value in context.items() if name != _CLEAR}
    if _CLEAR in context:
        pin = context[_CLEAR]
        kept[_SEALED] = seal_text(pin, ref=ref) if pin else ""
    return kept


def brought_out(context: Mapping[str, Any], *, ref: uuid.UUID) -> dict[str, Any]:
    """The context as it is printed: a receipt's with the PIN in clear; raises `SealBroken`."""
    printed = {name: value for name, value in context.items() if name != _SEALED}
    if _SEALED in context:
        sealed = context[_SEALED]
        printed[_CLEAR] = unseal_text(sealed, ref=ref) if sealed else ""
    return printed


def receipt_pin(dossier: Dossier) -> str:
    """The PIN of the first receipt, which a restarted dossier keeps; empty where it cannot be read any more."""
    first = dossier.forms.filter(kind=IssuedForm.Kind.RECEIPT).order_by("pk").first()
    if first is None:
        return ""
    try:
        return str(brought_out(first.context, ref=dossier.ref).get(_CLEAR, ""))
    except SealBroken:
        logger.warning("receipt_sealed_under_another_key", dossier=dossier.key)
        return ""
