"""Issued letters for anybody who holds one: by the reference in its QR code, or by its digest."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from notifications.models import ApologyLetter
from notifications.models.letters import ISSUED_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLetter:
    """What everybody may know of an issued letter; nothing about the applicant or the procedure.

    `agency` is the one that issued it; `due_at` the moment promised first, None where papers were
    lost before there was one; `new_until` the new one, None for a letter that sets none; `sha256`
    the digest of the signed file.
    """

    ref: uuid.UUID
    number: str
    agency: str
    code: str
    issued_at: datetime
    due_at: datetime | None
    new_until: datetime | None
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """The letter's file as the database has it now, before and after signing, with the digests kept."""

    unsigned: bytes
    unsigned_sha256: str
    signed: bytes
    signed_sha256: str


def issued_letter(ref: uuid.UUID) -> tuple[PublicLetter, StoredFile] | None:
    """An issued letter and its file by the unguessable reference; nobody's draft, nothing void."""
    letter = _issued().filter(ref=ref).first()
    if letter is None:
        return None
    file = StoredFile(
        unsigned=bytes(letter.pdf or b""),
        unsigned_sha256=letter.sha256,
        signed=bytes(letter.signed_pdf or b""),
        signed_sha256=letter.signed_sha256,
    )
    return _public(letter), file


def letter_with_digest(sha256: str) -> PublicLetter | None:
    """The issued letter whose signed file has this digest."""
    letter = _issued().filter(signed_sha256=sha256).defer("pdf", "signed_pdf").first()
    return _public(letter) if letter else None


def _issued() -> QuerySet[ApologyLetter]:
    return ApologyLetter.objects.filter(state__in=ISSUED_STATES)


def _public(letter: ApologyLetter) -> PublicLetter:
    head = letter.context["letterhead"]
    assert letter.issued_at is not None  # noqa: S101 -- by the table's constraint
    return PublicLetter(
        ref=letter.ref,
        number=f"{head['number']}/{head['series']}",
        agency=letter.context["issued_by"],
        code=letter.context["code"],
        issued_at=letter.issued_at,
        due_at=letter.due_at,
        new_until=letter.new_until if letter.moves_date else None,
        sha256=letter.signed_sha256,
    )
