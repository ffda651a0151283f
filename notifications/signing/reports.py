"""What a signature in a PDF file is worth, and why one is refused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dossiers.domain.refusals import ActRefused


class SignatureRefused(ActRefused):
    """A file was not signed, or a signed file not accepted; the code says why, nothing has changed."""


class Problem(StrEnum):
    """What is wrong with a signature, the gravest first."""

    BROKEN = "broken_signature"
    COVERS_NOT_ALL = "covers_not_all"
    EXPIRED = "certificate_expired"
    UNTRUSTED = "untrusted_certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureReport:
    """One signature as found in a file.

    `intact`: the signed bytes are those that were signed. `covers_whole_file`: they are all bytes
    of the file but the signature's own. `trusted`: at `signed_at` the certificate was valid and
    led to one of our roots; `is_demo` says that this root is the demonstration authority, which
    has no legal force. `signed_at` is the time-stamp's moment, without one what the signer's clock
    said. `signer` and `issuer` are the common names in the certificate, `serial` its number in
    hexadecimal.
    """

    intact: bool
    trusted: bool
    covers_whole_file: bool
    signer: str
    issuer: str
    signed_at: datetime | None
    is_time_stamped: bool
    serial: str
    is_demo: bool
    problems: tuple[Problem, ...]
