"""A certificate, a CRL and an OCSP response for the decoders, made on the spot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID

KEY = ec.generate_private_key(ec.SECP256R1())
START, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2051, 1, 1, tzinfo=UTC)
NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.COMMON_NAME, "Budi, Ketua"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Dinas"),
        x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
    ]
)


def certificate(
    key: object = KEY,
    *extensions: tuple[x509.ExtensionType, bool],
    name: x509.Name = NAME,
    algorithm: hashes.HashAlgorithm | None = None,
    padding: object = None,
) -> bytes:
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(NAME)
        .public_key(key.public_key())  # type: ignore[attr-defined]
        .serial_number(0xC0FFEE)
        .not_valid_before(START)
        .not_valid_after(END)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    edwards = isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    options = {} if padding is None else {"rsa_padding": padding}
    signed = builder.sign(key, None if edwards else algorithm or hashes.SHA256(), **options)  # type: ignore[arg-type]
    return signed.public_bytes(serialization.Encoding.DER)


def extension_der(oid: str, value: bytes) -> tuple[x509.UnrecognizedExtension, bool]:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value), False


def crl(*serials: int) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(NAME)
        .last_update(START)
        .next_update(START + timedelta(days=1))
    )
    for serial in serials:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder(serial, START, []).build()
        )
    return builder.sign(KEY, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def ocsp_response() -> bytes:
    own = x509.load_der_x509_certificate(certificate())
    return (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=own,
            issuer=own,
            algorithm=hashes.SHA1(),
            cert_status=ocsp.OCSPCertStatus.REVOKED,
            this_update=START,
            next_update=END,
            revocation_time=START,
            revocation_reason=x509.ReasonFlags.key_compromise,
        )
        .responder_id(ocsp.OCSPResponderEncoding.NAME, own)
        .certificates([own])
        .sign(KEY, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )
