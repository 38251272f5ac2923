"""A self-signed certificate for 127.0.0.1, for conformance suites that insist on https; made anew when it ends."""

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

VALID_FOR = timedelta(days=365)


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """The files of certificate and key in that folder, made where they are missing or over."""
    file, key = folder / "vc-api-test.crt", folder / "vc-api-test.key"
    if not _is_good(file, key):
        _make(file, key, host)
    return file, key


def _is_good(file: Path, key: Path) -> bool:
    """Both are there, belong together, and the certificate lasts another day."""
    if not file.exists() or not key.exists():
        return False
    found = x509.load_pem_x509_certificate(file.read_bytes())
    public = load_pem_private_key(key.read_bytes(), None).public_key()
    return found.public_key() == public and found.not_valid_after_utc > datetime.now(UTC) + timedelta(days=1)


def _make(file: Path, key: Path, host: str) -> None:
    private, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "creditbank vc-api-test")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(host))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + VALID_FOR)
        .add_extension(names, critical=False)
        .add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )  # so that a suite can trust it alone
        .sign(private, hashes.SHA256())
    )
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(secret)
    file.write_bytes(made.public_bytes(Encoding.PEM))
