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

from notifications.signing.keys import KeyUnusable, ServerKey, key_for
from notifications.signing.reports import SignatureRefused
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
    key = _key(agency_code, at)
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
    )
    signer = _Signer(meta, signer=key, timestamper=_time_stamper(settings.SIGNING_TSA_URL), at=at)
    # pyHanko would measure the room by signing twice; only what a time-stamp takes is not known.
    room = None if settings.SIGNING_TSA_URL else key.room
    try:
        signed = finished(
            signer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=room)
        )
    except (TimestampRequestError, OSError) as error:
        logger.exception("time_stamp_unavailable", url=settings.SIGNING_TSA_URL)
        raise SignatureRefused("time_stamp_unavailable") from error
    return bytes(signed.getvalue())


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
