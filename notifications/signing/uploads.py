"""A letter signed outside by the officer's own token: accepted only if it is that letter plus that signature."""

from datetime import datetime
from itertools import permutations

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature

from notifications.signing.reading import attribute, opened, report, signatures_in
from notifications.signing.reports import Problem, SignatureRefused, SignatureReport
from notifications.signing.revisions import only_adds_signature
from procedures.domain.text import search_key

#: Bytes a signature may add: certificates, a time-stamp and the picture of a stamp fit easily.
MOST_ADDED = 2 * 1024 * 1024


def check_upload(
    original: bytes, signed: bytes, *, officer_name: str, at: datetime
) -> SignatureReport:
    """The signature that an officer added to `original`, judged at `at`, the moment of the upload.

    `signed` must begin with the very bytes of `original` and add one signature revision, nothing
    else. Raises `SignatureRefused`, in this order: `too_large`, `not_a_pdf`,
    `not_the_same_document`, `not_signed`, `several_signatures`, `broken_signature`,
    `covers_not_all`, `certificate_expired`, `untrusted_certificate`, `wrong_signer`.
    """
    if len(signed) > len(original) + MOST_ADDED:
        raise SignatureRefused("too_large")
    reader = opened(signed)
    if not signed.startswith(original):
        raise SignatureRefused("not_the_same_document")
    signature = _only_signature(reader)
    found = report(signed, signature, at=at)
    _refuse(found.problems, Problem.BROKEN, Problem.COVERS_NOT_ALL)
    if not only_adds_signature(reader, original, signature):
        raise SignatureRefused("not_the_same_document")
    _refuse(found.problems, Problem.EXPIRED, Problem.UNTRUSTED)
    if not names_officer(signature.signer_cert, officer_name):
        raise SignatureRefused("wrong_signer", signer=found.signer, officer=officer_name)
    return found


def names_officer(certificate: x509.Certificate, officer_name: str) -> bool:
    """Whether the certificate is in the officer's name, however accents and capitals are written.

    Authorities write the name into the common name, or apart into surname and given name.
    """
    wanted = search_key(officer_name)
    subject = certificate.subject
    names = [search_key(name) for name in attribute(subject, "common_name")]
    apart = [attribute(subject, kind) for kind in ("surname", "given_name")]
    if all(apart):
        names += [search_key(" ".join(order)) for order in permutations(kind[0] for kind in apart)]
    return bool(wanted) and wanted in names


def _only_signature(reader: PdfFileReader) -> EmbeddedPdfSignature:
    found = signatures_in(reader)
    if not found:
        raise SignatureRefused("not_signed")
    if len(found) > 1:
        raise SignatureRefused("several_signatures")
    return found[0]


def _refuse(problems: tuple[Problem, ...], *grave: Problem) -> None:
    for problem in grave:
        if problem in problems:
            raise SignatureRefused(problem)
