"""Certificates, CRLs and OCSP responses for the tests of this room, made on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from esign_verify.cms import der
from esign_verify.cms.x509 import read_certificate
from esign_verify.evidence import CertificateEvidence, RevocationData, RevocationOrigin

NOW = datetime(2025, 6, 1, tzinfo=UTC)
START = datetime(2024, 1, 1, tzinfo=UTC)
END = datetime(2030, 1, 1, tzinfo=UTC)

CA_USAGE = ("key_cert_sign", "crl_sign")
LEAF_USAGE = ("digital_signature", "content_commitment")
_ALL_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)

_ORGANIZATION, _COMMON_NAME = NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME


@cache
def key_of(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def dn(common_name: str, organization: str = "Test PKI") -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(_ORGANIZATION, organization),
            x509.NameAttribute(_COMMON_NAME, common_name),
        ]
    )


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def evidence(self) -> CertificateEvidence:
        return read_certificate(self.der)


def key_usages(*names: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in names for name in _ALL_USAGES})


def issue(
    name: str | x509.Name,
    issuer: Issued | None = None,
    *,
    ca: bool | None = None,
    path_length: int | None = None,
    usage: Sequence[str] | None = None,
    key: str = "",
    serial: int = 0,
    not_before: datetime = START,
    not_after: datetime = END,
    identifiers: bool = True,
    issuer_name: x509.Name | None = None,
    extensions: Sequence[tuple[x509.ExtensionType, bool]] = (),
) -> Issued:
    """A certificate; self-signed without `issuer`. `ca` None: no basic constraints."""
    subject = dn(name) if isinstance(name, str) else name
    own = key_of(key or subject.rfc4514_string())
    signer = issuer.key if issuer else own
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name or (issuer.certificate.subject if issuer else subject))
        .public_key(own.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )
    if ca is not None:
        constraints = x509.BasicConstraints(ca=ca, path_length=path_length)
        builder = builder.add_extension(constraints, critical=True)
    if usage:
        builder = builder.add_extension(key_usages(*usage), critical=True)
    if identifiers:
        builder = builder.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False
        ).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
            critical=False,
        )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return Issued(builder.sign(signer, hashes.SHA256()), own)


def root(name: str = "Root", **options: object) -> Issued:
    return issue(name, **{"ca": True, "usage": CA_USAGE, **options})  # type: ignore[arg-type]


def authority(name: str, issuer: Issued, **options: object) -> Issued:
    return issue(name, issuer, **{"ca": True, "usage": CA_USAGE, **options})  # type: ignore[arg-type]


def signer(name: str, issuer: Issued, **options: object) -> Issued:
    return issue(name, issuer, **{"ca": False, "usage": LEAF_USAGE, **options})  # type: ignore[arg-type]


def crl(
    issuer: Issued,
    revoked: Sequence[x509.RevokedCertificate] = (),
    *,
    extensions: Sequence[tuple[x509.ExtensionType, bool]] = (),
    key: ec.EllipticCurvePrivateKey | None = None,
    this_update: datetime = NOW,
    identifier: bool = True,
) -> RevocationData:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(this_update)
        .next_update(this_update + timedelta(days=1))
    )
    used = key or issuer.key
    if identifier:
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(used.public_key()), critical=False
        )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    for entry in revoked:
        builder = builder.add_revoked_certificate(entry)
    der = builder.sign(used, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    return RevocationData(kind="crl", der=der, origin=RevocationOrigin.DSS)


def entry(
    certificate: Issued,
    *extensions: tuple[x509.ExtensionType, bool],
    at: datetime = NOW,
    serial: int = 0,
) -> x509.RevokedCertificate:
    builder = (
        x509.RevokedCertificateBuilder()
        .serial_number(serial or certificate.certificate.serial_number)
        .revocation_date(at)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.build()


def scope(**options: object) -> tuple[x509.IssuingDistributionPoint, bool]:
    stated: dict[str, object] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**(stated | options)), True  # type: ignore[arg-type]


OCSP_SIGNING = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False)


def responder(name: str, issuer: Issued, **options: object) -> Issued:
    stated = {"usage": ("digital_signature",), "extensions": [OCSP_SIGNING]}
    return signer(name, issuer, **(stated | options))


def ocsp_response(
    certificate: Issued,
    issuer: Issued,
    by: Issued,
    *,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    revoked_at: datetime | None = None,
    reason: x509.ReasonFlags | None = None,
    algorithm: hashes.HashAlgorithm | None = None,
    embed: bool = True,
    by_name: bool = False,
    extensions: Sequence[tuple[x509.ExtensionType, bool]] = (),
) -> RevocationData:
    encoding = ocsp.OCSPResponderEncoding.NAME if by_name else ocsp.OCSPResponderEncoding.HASH
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=certificate.certificate,
            issuer=issuer.certificate,
            algorithm=algorithm or hashes.SHA1(),
            cert_status=status,
            this_update=NOW,
            next_update=None,
            revocation_time=revoked_at,
            revocation_reason=reason,
        )
        .responder_id(encoding, by.certificate)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    if embed:
        builder = builder.certificates([by.certificate])
    der = builder.sign(by.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    return RevocationData(kind="ocsp", der=der, origin=RevocationOrigin.CMS)


def resigned(certificate: Issued, issuer: Issued, old: bytes, new: bytes) -> CertificateEvidence:
    """The certificate with bytes of its TBSCertificate replaced (same length), signed again."""
    tbs = certificate.certificate.tbs_certificate_bytes
    assert old in tbs
    assert len(old) == len(new)
    tbs = tbs.replace(old, new)
    algorithm = list(der.read_element(certificate.der).children())[1].raw
    signature = issuer.key.sign(tbs, ec.ECDSA(hashes.SHA256()))
    body = tbs + algorithm + der.encode(der.BIT_STRING, b"\0" + signature)
    return read_certificate(der.encode(der.SEQUENCE, body))
