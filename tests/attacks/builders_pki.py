"""A PKI made at each run with fixed dates, and a maker of certificates that are wrong.

Signed on 2026-01-15, judged on 2026-03-01, as the corpus of attacks is. Every key but
those whose kind is under test is on P-256: they are made in no time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from esign_verify.cms import der as reader
from esign_verify.sandbox import der
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.signing import PrivateKey, sign, signature_algorithm
from tests.chain.pki_maker import CA_USAGE, END, LEAF_USAGE, START, key_usages

JUDGED_AT = datetime(2026, 3, 1, tzinfo=UTC)
SIGNED_AT = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
Extension = tuple[x509.ExtensionType, bool]


@cache
def key_of(name: str) -> PrivateKey:
    """One key a name and session; `rsa…`, `rsa1024…`, `e3…`, `ed…` ask for their kind."""
    if name.startswith("rsa1024"):
        return rsa.generate_private_key(65537, 1024)
    if name.startswith("rsa"):
        return rsa.generate_private_key(65537, 2048)
    if name.startswith("e3"):
        return rsa.generate_private_key(3, 2048)
    if name.startswith("ed"):
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1())


def dn(common_name: str, organization: str = "Attack Lab", country: str = "ID") -> x509.Name:
    pairs = (
        (NameOID.COUNTRY_NAME, country),
        (NameOID.ORGANIZATION_NAME, organization),
        (NameOID.COMMON_NAME, common_name),
    )
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in pairs])


def key_usage(*names: str) -> Extension:
    return key_usages(*names), True


def extended(*oids: str | ObjectIdentifier, critical: bool = False) -> Extension:
    purposes = [ObjectIdentifier(oid) if isinstance(oid, str) else oid for oid in oids]
    return x509.ExtendedKeyUsage(purposes), critical


TIME_STAMPING = extended(ExtendedKeyUsageOID.TIME_STAMPING, critical=True)
OCSP_SIGNING = extended(ExtendedKeyUsageOID.OCSP_SIGNING)


def unknown_critical() -> Extension:
    return x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00"), True


def issue(
    subject: str | x509.Name,
    issuer: Entity | None,
    *,
    key: str = "",
    ca: bool | None = False,
    path_length: int | None = None,
    usage: Sequence[str] | None = LEAF_USAGE,
    serial_number: int = 0,
    not_before: datetime = START,
    not_after: datetime = END,
    issuer_name: x509.Name | None = None,
    identifiers: bool = True,
    own_identifier: x509.SubjectKeyIdentifier | None = None,
    extensions: Sequence[Extension] = (),
) -> Entity:
    """A certificate; self-signed without `issuer`. `ca` None: no basicConstraints."""
    name = dn(subject) if isinstance(subject, str) else subject
    own = key_of(key or f"ec {name.rfc4514_string()}")
    signer = issuer.key if issuer else own
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer_name or (issuer.certificate.subject if issuer else name))
        .public_key(own.public_key())
        .serial_number(serial_number or x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )
    found = list(extensions)
    if ca is not None:
        found.append((x509.BasicConstraints(ca=ca, path_length=path_length), True))
    if usage is not None:
        found.append(key_usage(*usage))
    identifier = own_identifier or x509.SubjectKeyIdentifier.from_public_key(own.public_key())
    found.append((identifier, False))
    if identifiers:
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        found.append((authority, False))
    for value, critical in found:
        builder = builder.add_extension(value, critical)
    digest = None if isinstance(signer, Ed25519PrivateKey) else hashes.SHA256()
    return Entity(builder.sign(signer, digest), own, issuer)


ML_DSA_65 = der.sequence(der.oid("2.16.840.1.101.3.4.3.18"))
"""RFC 9881"""


def with_ml_dsa_key(entity: Entity) -> bytes:
    """The certificate over an ML-DSA-65 key instead of its own, signed by its issuer again."""
    key = der.sequence(ML_DSA_65, der.bit_string(b"\x2a" * 1952))
    own = entity.key.public_key()
    old = own.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    fields = _tbs_fields(entity)
    tbs = der.sequence(*(key if field == old else field for field in fields))
    algorithm = signature_algorithm(entity.issuer.key) if entity.issuer else b""
    value = sign(entity.issuer.key, tbs) if entity.issuer else b""
    return der.sequence(tbs, algorithm, der.bit_string(value))


def with_ml_dsa_signature(entity: Entity) -> bytes:
    """The certificate as if its issuer had signed it with ML-DSA-65."""
    fields = _tbs_fields(entity)
    old = signature_algorithm(entity.issuer.key) if entity.issuer else b""
    tbs = der.sequence(*(ML_DSA_65 if field == old else field for field in fields))
    return der.sequence(tbs, ML_DSA_65, der.bit_string(b"\x2a" * 3309))


def _tbs_fields(entity: Entity) -> list[bytes]:
    tbs = entity.certificate.tbs_certificate_bytes
    return [child.raw for child in reader.read_element(tbs).children()]


def authority(subject: str | x509.Name, issuer: Entity | None, **options: object) -> Entity:
    """A CA certificate; `options` of `issue`."""
    return issue(subject, issuer, **{"ca": True, "usage": CA_USAGE, **options})  # type: ignore[arg-type]


def stamping(subject: str, issuer: Entity | None, **options: object) -> Entity:
    """A TSA certificate as RFC 3161 2.3 asks; `options` of `issue`."""
    return issue(subject, issuer, **{"extensions": [TIME_STAMPING], **options})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Lab:
    """The good PKI: root → CA → signers, TSA, OCSP responder."""

    root: Entity = field(default_factory=lambda: authority("Lab Root", None))
    ca: Entity = field(init=False)
    signer: Entity = field(init=False)
    signer_rsa: Entity = field(init=False)
    signer_e3: Entity = field(init=False)
    signer_ed: Entity = field(init=False)
    tsa: Entity = field(init=False)
    ocsp: Entity = field(init=False)

    def __post_init__(self) -> None:
        ca = authority("Lab CA", self.root)
        made = {
            "ca": ca,
            "signer": issue("Alice", ca),
            "signer_rsa": issue("Alice RSA", ca, key="rsa alice"),
            "signer_e3": issue("Alice e3", ca, key="e3 alice"),
            "signer_ed": issue("Alice Ed25519", ca, key="ed alice"),
            "tsa": stamping("Lab TSA", ca),
            "ocsp": issue("Lab OCSP", ca, extensions=[OCSP_SIGNING]),
        }
        for name, entity in made.items():
            object.__setattr__(self, name, entity)
