"""The server's signing keys: which file signs for an agency, and the opened key, kept per process."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property, lru_cache, partial
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from django.conf import settings
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from notifications.signing.demo import demo_key_file
from notifications.signing.frames import Frame
from notifications.signing.waiting import finished

#: What papers are digested with.
DIGEST = "sha256"
_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_Certificates = tuple[asn1_x509.Certificate, ...]
#: More than there are agencies with a key of their own.
_KEYS_KEPT = 128
#: Bytes of a signature besides the certificates: the signed attributes and up to 8192 bits of RSA.
_MOST_BESIDE_CERTIFICATES = 3072


class KeyUnusable(Exception):
    """A key file is missing, cannot be opened, or holds no RSA or EC key; the text is for operators."""


class ServerKey(Signer):
    """An opened key with its certificate. pyHanko's own signer opens the key anew for every signature."""

    def __init__(
        self,
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
        certificate: x509.Certificate,
        chain: Sequence[x509.Certificate],
    ) -> None:
        others = SimpleCertificateStore()
        others.register_multiple(_as_asn1(one) for one in chain)
        self.asn1_certificate = _as_asn1(certificate)
        super().__init__(signing_cert=self.asn1_certificate, cert_registry=others)
        self._key = key
        self._most = _MOST_BESIDE_CERTIFICATES + sum(map(_size, (certificate, *chain)))
        self.certificate = certificate
        #: From a root to the key's own certificate, by the roots that were believed when it was found.
        self.path_from: dict[_Certificates, _Certificates] = {}

    @cached_property
    def frame(self) -> Frame | None:
        """What the key's signatures without time-stamp share; none of an EC key, whose vary in length."""
        if not isinstance(self._key, rsa.RSAPrivateKey):
            return None
        sign = partial(self.async_sign, digest_algorithm=DIGEST, use_pades=True)
        return finished(Frame.around(sign))

    @property
    def room(self) -> int:
        """Hexadecimal digits that a signature without time-stamp takes at most."""
        return 2 * (self.frame.size if self.frame else self._most)

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        return bytes(self._key.key_size) if dry_run else self.sign(data, digest_algorithm)

    def sign(self, data: bytes, digest_algorithm: str = DIGEST) -> bytes:
        """The bare signature; `InvalidSignature` if the certificate's own key does not confirm it."""
        digest = _HASHES[digest_algorithm]
        if isinstance(self._key, rsa.RSAPrivateKey):
            signature = self._key.sign(data, padding.PKCS1v15(), digest)
            self._key.public_key().verify(signature, data, padding.PKCS1v15(), digest)
        else:
            signature = self._key.sign(data, ec.ECDSA(digest))
            self._key.public_key().verify(signature, data, ec.ECDSA(digest))
        return signature

    def is_valid_at(self, at: datetime) -> bool:
        """Whether the certificate's dates include the moment."""
        return self.certificate.not_valid_before_utc <= at <= self.certificate.not_valid_after_utc


def signs_with_demo_key() -> bool:
    """Whether no key is set and letters are signed by the demonstration authority."""
    return settings.SIGNING_MODE != "token" and not (
        settings.SIGNING_PKCS12 or settings.SIGNING_KEYS_DIR
    )


def key_for(agency_code: str) -> ServerKey:
    """The key that signs for an agency: its own, else the common one. Raises `KeyUnusable`."""
    return open_key(_file_for(agency_code))


def key_files() -> list[Path]:
    """Every key file the settings name, whether it exists or not; none in the embedded default."""
    named = [Path(settings.SIGNING_PKCS12)] if settings.SIGNING_PKCS12 else []
    folder = settings.SIGNING_KEYS_DIR
    return [*named, *(sorted(Path(folder).glob("*.p12")) if folder else [])]


def open_key(file: Path) -> ServerKey:
    """The key in a PKCS#12 file, opened once a process and again when the file changes."""
    try:
        changed = file.stat().st_mtime_ns
    except OSError as error:
        raise KeyUnusable(f"{file} cannot be read: {error.strerror}.") from error
    return _opened(file, changed, settings.SIGNING_PKCS12_PASSWORD)


def _file_for(agency_code: str) -> Path:
    if settings.SIGNING_KEYS_DIR:
        # A code is a name, never a way to another folder.
        own = Path(settings.SIGNING_KEYS_DIR) / f"{Path(agency_code).name}.p12"
        if own.is_file():
            return own
    if settings.SIGNING_PKCS12:
        return Path(settings.SIGNING_PKCS12)
    if signs_with_demo_key():
        return demo_key_file()
    raise KeyUnusable(f"No key is set that signs for the agency {agency_code}.")


@lru_cache(maxsize=_KEYS_KEPT)
def _opened(file: Path, changed: int, password: str) -> ServerKey:
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(
            file.read_bytes(), password.encode() or None
        )
    except (OSError, ValueError) as error:
        raise KeyUnusable(f"{file} is no PKCS#12 file, or the password is wrong.") from error
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyUnusable(f"{file} holds no RSA or EC key with its certificate.")
    return ServerKey(key, certificate, chain)


def _size(certificate: x509.Certificate) -> int:
    return len(certificate.public_bytes(Encoding.DER))


def _as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
