"""Is this letter genuine? Answered from the stored file's own signature, and for a file in somebody's hands.

Counted as the look-up is; a file in hand is compared and forgotten.
"""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dossiers.domain.refusals import ActRefused
from dossiers.services import throttling
from notifications.selectors.verification import (
    PublicLetter,
    StoredFile,
    issued_letter,
    letter_with_digest,
)
from notifications.signing import SignatureRefused, SignatureReport, read_signatures


class Verdict(StrEnum):
    """What the stored file is worth: its signature holds and is believed, holds, the file was changed, or erased by law."""

    GENUINE = "genuine"
    DEMO = "demo"
    UNTRUSTED = "untrusted"
    NOT_INTACT = "not_intact"
    ERASED = "erased"


class InHand(StrEnum):
    """A file in somebody's hands beside the stored one.

    `unsigned` is the letter as it was before signing, `other` another issued letter, `altered`
    everything else.
    """

    IDENTICAL = "identical"
    UNSIGNED = "unsigned"
    OTHER = "other"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How the file in hand compares; `letter` is the other letter that it is."""

    found: InHand
    letter: PublicLetter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """An issued letter, the verdict on its stored file, its signature, and the file in hand if there is one."""

    letter: PublicLetter
    verdict: Verdict
    signature: SignatureReport | None
    comparison: Comparison | None = None


def verify_letter(
    ref: uuid.UUID, *, client: str, at: datetime, in_hand: Iterable[bytes] | None = None
) -> Verification:
    """The letter behind a reference, checked anew from its bytes; with `in_hand` a file is compared.

    `client` is the address the question is counted under, `in_hand` the file in pieces. Refuses
    `too_many_requests` with the seconds to wait in `wait`, and `letter_not_issued` alike for an
    unknown letter, a draft and a void one.
    """
    throttling.refuse_too_many(client, at=at)
    found = issued_letter(ref)
    if found is None:
        raise ActRefused("letter_not_issued")
    letter, file = found
    signature = _signature(file)
    return Verification(
        letter=letter,
        verdict=_verdict(signature) if file.signed else Verdict.ERASED,
        signature=signature,
        comparison=None if in_hand is None else _compare(file, _digest(in_hand)),
    )


def _signature(file: StoredFile) -> SignatureReport | None:
    """The signature of the stored file; None where the bytes are not those that were stored once."""
    kept = (
        (file.unsigned, file.unsigned_sha256),
        (file.signed, file.signed_sha256),
    )
    if any(_digest([content]) != digest for content, digest in kept):
        return None
    if not file.signed.startswith(file.unsigned):
        return None
    try:
        reports = read_signatures(file.signed)
    except SignatureRefused:
        return None
    return reports[-1] if reports else None


def _verdict(signature: SignatureReport | None) -> Verdict:
    if signature is None or not (signature.intact and signature.covers_whole_file):
        return Verdict.NOT_INTACT
    if not signature.trusted:
        return Verdict.UNTRUSTED
    return Verdict.DEMO if signature.is_demo else Verdict.GENUINE


def _compare(file: StoredFile, digest: str) -> Comparison:
    if digest == file.signed_sha256:
        return Comparison(found=InHand.IDENTICAL)
    if digest == file.unsigned_sha256:
        return Comparison(found=InHand.UNSIGNED)
    other = letter_with_digest(digest)
    if other is not None:
        return Comparison(found=InHand.OTHER, letter=other)
    return Comparison(found=InHand.ALTERED)


def _digest(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()
