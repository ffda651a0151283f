"""The demonstration authority: made once, so that a first look signs letters without any setting.

Its name says in every certificate that it has no legal force; production refuses it
(`config.signing_checks`).
"""

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

#: A common name holds 64 bytes (X.520).
DEMO_ISSUER = "Chứng thực MINH HOẠ, không có giá trị pháp lý"
DEMO_SIGNER = "Con dấu số MINH HOẠ, không có giá trị pháp lý"
_KEY_BITS = 3072
#: Demo dossiers are signed in the past as well; both certificates were valid then.
_VALID_FROM = datetime(2018, 1, 1, tzinfo=UTC)
_VALID_FOR = timedelta(days=30 * 365)


def demo_key_file() -> Path:
    """The server's demonstration key with its certificate, PKCS#12 without a password."""
    return _authority() / "server.p12"


def demo_root_file() -> Path:
    """The authority's own certificate, PEM."""
    return _authority() / "root.pem"


def _authority() -> Path:
    """The authority's folder; the first of several processes to ask makes it, all use the same one."""
    folder: Path = settings.SIGNING_DEMO_FOLDER
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    drawn = folder.with_name(f"{folder.name}.{secrets.token_hex(8)}")
    drawn.mkdir(mode=0o700)
    for name, content in _draw().items():
        _write_private(drawn / name, content)
    try:
        # A folder with files in it is never replaced: whoever comes second keeps what the first made.
        drawn.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        for file in drawn.iterdir():
            file.unlink()
        drawn.rmdir()
    return folder


def _draw() -> dict[str, bytes]:
    """Root and server certificate. The root's key is thrown away: it never signs anything else."""
    root_key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    root_name = _name(DEMO_ISSUER)
    root = (
        _certificate(root_name, issuer=root_name, key=root_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    certificate = (
        _certificate(_name(DEMO_SIGNER), issuer=root_name, key=key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    return {
        "root.pem": root.public_bytes(Encoding.PEM),
        "server.p12": pkcs12.serialize_key_and_certificates(
            b"demo", key, certificate, [root], NoEncryption()
        ),
    }


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _certificate(
    name: x509.Name, *, issuer: x509.Name, key: rsa.RSAPrivateKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_VALID_FROM)
        .not_valid_after(_VALID_FROM + _VALID_FOR)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_private(file: Path, content: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
