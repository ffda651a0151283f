"""Reading the signatures of a PDF file: whether they hold, whose they are, and whether we believe that."""

import re
from datetime import UTC, datetime
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints

from notifications.signing.reports import Problem, SignatureRefused, SignatureReport
from notifications.signing.trust import is_demo_root, trust_at
from notifications.signing.waiting import finished

#: What pyHanko and its parsers raise on a file that somebody has made up or damaged.
UNREADABLE = (
    PdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    OverflowError,
)
_HEADER = b"%PDF-"
_HEX_STRING = re.compile(rb"<[0-9A-Fa-f]*>")
#: Either says that the holder may sign documents; authorities in use set one, the other or both.
_MAY_SIGN = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})


def read_signatures(pdf: bytes) -> tuple[SignatureReport, ...]:
    """A report on each signature of the file, in the order of signing; time-stamps alone are none.

    Certificates are judged at the moment of signing, so that a letter stays verifiable after its
    signer's certificate has run out. Refuses `not_a_pdf`.
    """
    return tuple(report(pdf, signature) for signature in signatures_in(opened(pdf)))


def opened(pdf: bytes) -> PdfFileReader:
    """The file as pyHanko reads it, with its limits on what may be unpacked. Refuses `not_a_pdf`."""
    if not pdf.startswith(_HEADER):
        raise SignatureRefused("not_a_pdf")
    try:
        reader = PdfFileReader(BytesIO(pdf))
        reader.root  # noqa: B018 -- a file without a catalogue is no PDF
    except UNREADABLE as error:
        raise SignatureRefused("not_a_pdf") from error
    return reader


def signatures_in(reader: PdfFileReader) -> list[EmbeddedPdfSignature]:
    """The signatures proper. Refuses `broken_signature` where one cannot even be parsed."""
    try:
        return list(reader.embedded_regular_signatures)
    except UNREADABLE as error:
        raise SignatureRefused(Problem.BROKEN) from error


def report(
    pdf: bytes, signature: EmbeddedPdfSignature, *, at: datetime | None = None
) -> SignatureReport:
    """What the signature is worth at `at`, by default at the moment at which it was made."""
    try:
        return _judged(pdf, signature, at)
    except UNREADABLE:
        return SignatureReport(
            intact=False,
            trusted=False,
            covers_whole_file=False,
            signer="",
            issuer="",
            signed_at=None,
            is_time_stamped=False,
            serial="",
            is_demo=False,
            problems=(Problem.BROKEN,),
        )


def common_name(name: x509.Name) -> str:
    """The common name in a certificate's subject or issuer; of several the most specific."""
    names = attribute(name, "common_name")
    return names[-1] if names else ""


def attribute(name: x509.Name, kind: str) -> list[str]:
    """Every value of one kind in a name, in the order of the certificate."""
    parts = (part for relative in name.chosen for part in relative)
    return [str(part["value"].native) for part in parts if part["type"].native == kind]


def _judged(pdf: bytes, signature: EmbeddedPdfSignature, at: datetime | None) -> SignatureReport:
    said = _aware(signature.self_reported_timestamp)
    status = _status(signature, at or said)
    stamped = _stamped_at(status)
    if at is None and stamped is not None:
        status = _status(signature, stamped)
    certificate = signature.signer_cert
    intact = bool(status.intact and status.valid)
    covers = _covers_whole_file(pdf, signature)
    moment = at or stamped or said
    return SignatureReport(
        intact=intact,
        trusted=status.trusted,
        covers_whole_file=covers,
        signer=common_name(certificate.subject),
        issuer=common_name(certificate.issuer),
        signed_at=stamped or said,
        is_time_stamped=stamped is not None,
        serial=f"{certificate.serial_number:X}",
        is_demo=_leads_to_demo(status),
        problems=_problems(
            intact=intact,
            covers=covers,
            trusted=status.trusted,
            in_date=_in_date(certificate, moment),
        ),
    )


def _status(signature: EmbeddedPdfSignature, moment: datetime | None) -> PdfSignatureStatus:
    if moment is None:
        raise ValueError("The signature names no moment.")
    return finished(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=trust_at(moment),
            key_usage_settings=_MAY_SIGN,
            # What follows a signature is judged by `covers_whole_file`, more strictly.
            skip_diff=True,
        )
    )


def _stamped_at(status: PdfSignatureStatus) -> datetime | None:
    stamp = status.timestamp_validity
    return _aware(stamp.timestamp) if stamp is not None and stamp.trusted else None


def _covers_whole_file(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Whether all bytes but those of the signature itself are signed.

    Lengths alone would let a made-up range leave out bytes elsewhere: the gap must be exactly
    the hexadecimal string that holds the signature.
    """
    start, before, resume, after = (int(number) for number in signature.byte_range)
    gap = pdf[before:resume]
    return (
        start == 0
        and resume + after == len(pdf)
        and _HEX_STRING.fullmatch(gap) is not None
        and bytes.fromhex(gap[1:-1].decode("ascii")) == signature.pkcs7_content
    )


def _leads_to_demo(status: PdfSignatureStatus) -> bool:
    path = status.validation_path
    return path is not None and is_demo_root(path.first)


def _in_date(certificate: x509.Certificate, moment: datetime | None) -> bool:
    return moment is not None and (
        certificate.not_valid_before <= moment <= certificate.not_valid_after
    )


def _problems(*, intact: bool, covers: bool, trusted: bool, in_date: bool) -> tuple[Problem, ...]:
    found = (
        (not intact, Problem.BROKEN),
        (not covers, Problem.COVERS_NOT_ALL),
        (not in_date, Problem.EXPIRED),
        # Out of date is the reason why it is not trusted, unless there is another.
        (intact and in_date and not trusted, Problem.UNTRUSTED),
    )
    return tuple(problem for applies, problem in found if applies)


def _aware(moment: datetime | None) -> datetime | None:
    """A PDF date without an offset is read as UTC."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
