"""Signing a letter with the server's key: PAdES baseline B, with a time-stamp baseline T."""

from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

import structlog
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError

from notifications.signing.frames import Frame
from notifications.signing.keys import DIGEST, KeyUnusable, ServerKey, key_for
from notifications.signing.reading import common_name, read_signatures
from notifications.signing.reports import Problem, SignatureRefused, SignatureReport
from notifications.signing.trust import is_demo_root, root_of
from notifications.signing.waiting import finished

logger = structlog.get_logger(__name__)

FIELD = "ChuKySo"
_TSA_SECONDS = 5


def sign_with_server_key(
    pdf: bytes, *, agency_code: str, reason: str, location: str, at: datetime
) -> bytes:
    """`pdf` with an invisible signature appended; its own bytes stay as they were.

    The key is the agency's own (`SIGNING_KEYS_DIR`), else the common one. `at` stands in the
    signature as its moment; with `SIGNING_TSA_URL` an independent time-stamp stands beside it.
    Refuses `signing_key_unusable`, `signing_certificate_expired` and `time_stamp_unavailable`,
    whose cause is in the log.
    """
    signed, _ = sign_and_tell(pdf, agency_code=agency_code, reason=reason, location=location, at=at)
    return signed


def sign_and_tell(
    pdf: bytes, *, agency_code: str, reason: str, location: str, at: datetime
) -> tuple[bytes, SignatureReport]:
    """As `sign_with_server_key`, with what `read_signatures` says of the signed file."""
    key = _key(agency_code, at)
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
    )
    signer = _Signer(meta, signer=key, timestamper=_time_stamper(settings.SIGNING_TSA_URL), at=at)
    if key.frame and not settings.SIGNING_TSA_URL:
        return _signed_in_frame(pdf, signer, key, key.frame), _report(key, at)
    # pyHanko would measure the room by signing twice; only what a time-stamp takes is not known.
    room = None if settings.SIGNING_TSA_URL else key.room
    try:
        signed = finished(
            signer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=room)
        )
    except (TimestampRequestError, OSError) as error:
        logger.exception("time_stamp_unavailable", url=settings.SIGNING_TSA_URL)
        raise SignatureRefused("time_stamp_unavailable") from error
    content = bytes(signed.getvalue())
    return content, read_signatures(content)[0]


def _signed_in_frame(pdf: bytes, signer: PdfSigner, key: ServerKey, frame: Frame) -> bytes:
    signed = BytesIO(pdf)
    paper = IncrementalPdfFileWriter(signed)
    # Not written in place, pyHanko would work out the file's description twice.
    digest, _, _ = finished(
        signer.async_digest_doc_for_signing(paper, bytes_reserved=key.room, in_place=True)
    )
    digest.fill_with_cms(signed, frame.filled(digest.document_digest, key.sign))
    return signed.getvalue()


def _report(key: ServerKey, at: datetime) -> SignatureReport:
    """From the key, which has just tried its signature: reading the file again takes longer than signing it."""
    certificate, root = key.asn1_certificate, root_of(key, at=at)
    return SignatureReport(
        intact=True,
        trusted=root is not None,
        covers_whole_file=True,
        signer=common_name(certificate.subject),
        issuer=common_name(certificate.issuer),
        signed_at=at.replace(microsecond=0),
        is_time_stamped=False,
        serial=f"{certificate.serial_number:X}",
        is_demo=root is not None and is_demo_root(root),
        problems=() if root else (Problem.UNTRUSTED,),
    )


class _Signer(PdfSigner):
    """pyHanko's signer, told the moment instead of reading the clock."""

    def __init__(self, meta: PdfSignatureMetadata, *, at: datetime, **parts: Any) -> None:
        super().__init__(meta, **parts)
        self._at = at

    def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._at
        return session


def _key(agency_code: str, at: datetime) -> ServerKey:
    try:
        key = key_for(agency_code)
    except KeyUnusable as error:
        logger.exception("signing_key_unusable", agency=agency_code)
        raise SignatureRefused("signing_key_unusable") from error
    if not key.is_valid_at(at):
        raise SignatureRefused("signing_certificate_expired")
    return key


@lru_cache(maxsize=2)
def _time_stamper(url: str) -> HTTPTimeStamper | None:
    """One for the process: it remembers how large the authority's answers are."""
    return HTTPTimeStamper(url, timeout=_TSA_SECONDS) if url else None
