"""Certificate authorities and officers' tokens for tests: real keys, real signatures, made in memory."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import DummyTimeStamper

from notifications.signing.keys import ServerKey
from notifications.signing.waiting import finished

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2036, 1, 1, tzinfo=UTC)
Rectangle = tuple[int, int, int, int]


@dataclass(frozen=True)
class Token:
    """What an officer carries: a key, its certificate, and the certificates above it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    def sign(self, pdf: bytes, *, box: Rectangle | None = None, field: str = "Ky") -> bytes:
        """The file as the officer's signing program writes it: an update appended to `pdf`."""
        meta = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES)
        place = SigFieldSpec(field, box=box) if box else None
        signer = PdfSigner(
            meta, ServerKey(self.key, self.certificate, self.chain), new_field_spec=place
        )
        signed = finished(signer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))))
        return bytes(signed.getvalue())

    def save(self, file: Path, password: str = "") -> Path:
        """As a PKCS#12 file, the form in which a server's key is delivered."""
        how = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        file.write_bytes(
            pkcs12.serialize_key_and_certificates(b"", self.key, self.certificate, self.chain, how)
        )
        return file


@dataclass(frozen=True)
class Authority:
    """A root that certifies people."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def token(
        self,
        name: str | dict[x509.ObjectIdentifier, str],
        *,
        valid_from: datetime = START,
        until: datetime = END,
    ) -> Token:
        """A token in a name: a common name, or the parts of a name by their identifiers."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _draft(_name(name), self.certificate.subject, key, valid_from, until)
        certificate = certificate.add_extension(_SIGNS_DOCUMENTS, critical=True)
        return Token(key, certificate.sign(self.key, hashes.SHA256()), (self.certificate,))

    def time_stamper(self, at: datetime) -> DummyTimeStamper:
        """What stands behind a time-stamp authority's address, its clock stopped at a moment."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        draft = _draft(_name("Cấp dấu thời gian"), self.certificate.subject, key, START, END)
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        draft = draft.add_extension(_SIGNS_DOCUMENTS, critical=True)
        draft = draft.add_extension(stamping, critical=True)
        certificate = _as_asn1(draft.sign(self.key, hashes.SHA256()))
        opened = PrivateKeyInfo.load(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        )
        return DummyTimeStamper(certificate, opened, fixed_dt=at)


@cache
def authority(name: str = "Cơ quan chứng thực THỬ NGHIỆM") -> Authority:
    """The test authority; another name makes another one."""
    key = ec.generate_private_key(ec.SECP256R1())
    draft = _draft(_name(name), _name(name), key, START - timedelta(days=3650), END)
    draft = draft.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return Authority(key, draft.sign(key, hashes.SHA256()))


def self_signed(name: str) -> Token:
    """A token that nobody certified but its holder."""
    key = ec.generate_private_key(ec.SECP256R1())
    draft = _draft(_name(name), _name(name), key, START, END)
    draft = draft.add_extension(_SIGNS_DOCUMENTS, critical=True)
    return Token(key, draft.sign(key, hashes.SHA256()))


def _as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The certificate as pyHanko's time-stamper wants it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _usage(**granted: bool) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    every: dict[str, Any] = {name: granted.get(name, False) for name in names}
    return x509.KeyUsage(**every)


_SIGNS_DOCUMENTS = _usage(digital_signature=True, content_commitment=True)


def _name(name: str | dict[x509.ObjectIdentifier, str]) -> x509.Name:
    parts = {NameOID.COMMON_NAME: name} if isinstance(name, str) else name
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in parts.items()])


def _draft(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    valid_from: datetime,
    until: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(until)
    )
