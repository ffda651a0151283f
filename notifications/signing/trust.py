"""Which certificates are believed: those that lead to a root in the bundle, or to the demonstration authority."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from asn1crypto import pem, x509
from django.conf import settings
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from notifications.signing.demo import demo_root_file
from notifications.signing.keys import ServerKey, signs_with_demo_key
from notifications.signing.waiting import finished


def trusts_demo_authority() -> bool:
    """Whether signatures of the demonstration authority count; never beside roots and keys of one's own."""
    return signs_with_demo_key() or not settings.SIGNING_TRUST_ROOTS


def trust_at(moment: datetime) -> ValidationContext:
    """What pyHanko checks a certificate against, offline: neither CRL nor OCSP is fetched."""
    return ValidationContext(trust_roots=list(_roots()), moment=moment, allow_fetching=False)


def is_demo_root(certificate: x509.Certificate) -> bool:
    """Whether a chain's root is the demonstration authority."""
    return trusts_demo_authority() and certificate in _read(demo_root_file())


def is_believed(key: ServerKey, *, at: datetime) -> bool:
    """Whether what the key signs will be shown as trusted."""
    return root_of(key, at=at) is not None


def root_of(key: ServerKey, *, at: datetime) -> x509.Certificate | None:
    """The believed root that the key's certificate leads to; None if there is none."""
    roots = _roots()
    path = key.path_from.get(roots, ())
    if not path or not all(_in_date(certificate, at) for certificate in path):
        path = _path(key, at)
        key.path_from = {roots: path}
    return path[0] if path else None


def _path(key: ServerKey, at: datetime) -> tuple[x509.Certificate, ...]:
    """From the root to the key's certificate; empty if no root is believed that it leads to."""
    validator = CertificateValidator(
        key.asn1_certificate, list(key.cert_registry), validation_context=trust_at(at)
    )
    try:
        path = finished(validator.async_validate_path())
    except (PathBuildingError, PathValidationError):
        return ()
    return tuple(path.iter_certs(include_root=True))


def _in_date(certificate: x509.Certificate, at: datetime) -> bool:
    within: bool = certificate.not_valid_before <= at <= certificate.not_valid_after
    return within


def believed_roots() -> tuple[x509.Certificate, ...]:
    """The roots of `SIGNING_TRUST_ROOTS`. Raises `OSError` or `ValueError` when the file will not do."""
    return _read(Path(settings.SIGNING_TRUST_ROOTS)) if settings.SIGNING_TRUST_ROOTS else ()


def _roots() -> tuple[x509.Certificate, ...]:
    return believed_roots() + (_read(demo_root_file()) if trusts_demo_authority() else ())


def _read(file: Path) -> tuple[x509.Certificate, ...]:
    return _parsed(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _parsed(file: Path, changed: int) -> tuple[x509.Certificate, ...]:
    blocks = pem.unarmor(file.read_bytes(), multiple=True)
    return tuple(x509.Certificate.load(der) for _, _, der in blocks)
