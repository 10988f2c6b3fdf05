"""Certificates, revocation data, anchors and paths (RFC 5280, RFC 6960, RFC 5914)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from esign_verify._frozen import frozen
from esign_verify.evidence.checks import Check

KEY_USAGES = (
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
)
"""Names of key usages, in bit order (RFC 5280 4.2.1.3)."""


@frozen(kw_only=True)
class NameAttribute:
    """One AttributeTypeAndValue of a distinguished name (X.501)."""

    oid: str
    value: str
    der: bytes


Name = tuple[tuple[NameAttribute, ...], ...]
"""A distinguished name: RDNs in the order of the DER, each with its attributes."""


@frozen(kw_only=True)
class CertificateEvidence:
    """An X.509 certificate, as it says of itself. Believes nothing."""

    der: bytes
    sha256: str
    """upper-case hex, 64 characters"""
    subject: Name
    issuer: Name
    common_name: str
    organization: str
    serial_number: int
    not_before: datetime
    not_after: datetime
    signature_algorithm: str
    """`rsa-sha256`, `rsa-pss-sha256`, `ecdsa-sha384`, `ed25519`, … or the OID"""
    key_algorithm: str
    """`rsa`, `ec`, `ed25519`, `ed448`, `dsa`, or the OID"""
    key_bits: int
    """0 where unknown"""
    key_usage: tuple[str, ...] | None
    """of `KEY_USAGES`, in bit order; None without extension"""
    extended_key_usage: tuple[str, ...] | None
    """OIDs; None without extension"""
    extended_key_usage_critical: bool
    is_ca: bool
    self_issued: bool
    policies: tuple[str, ...]
    qc_types: tuple[str, ...]
    """ETSI EN 319 412-5 QcType OIDs"""
    subject_key_identifier: str
    """lower-case hex, empty without extension"""
    authority_key_identifier: str
    ocsp_no_check: bool
    subject_der: bytes
    """the Name, raw"""
    issuer_der: bytes
    public_key: bytes
    """SubjectPublicKeyInfo, DER"""
    problems: tuple[str, ...] = ()
    """codes of parts that could not be decoded"""


class RevocationStatus(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class RevocationOrigin(StrEnum):
    """Where in the document a CRL or OCSP response was found."""

    ADBE_ARCHIVAL = "adbe-revocationInfoArchival"
    CMS = "cms"
    DSS = "dss"
    VRI = "vri"
    TIMESTAMP = "timestamp"
    GIVEN = "given"


@frozen(kw_only=True)
class RevocationData:
    """One CRL or OCSP response found in the document, not yet looked into."""

    kind: str
    """`crl` or `ocsp` (a full OCSPResponse)"""
    der: bytes
    origin: RevocationOrigin
    revision: int = 0
    """revision of the document that brought it into /DSS; 0 elsewhere"""


@frozen(kw_only=True)
class RevocationEvidence:
    """What one CRL or OCSP response says of one certificate.

    `status` counts only where `usable` PASSED: signed by the right key, in
    scope, for this certificate. Freshness is judged by the policy, not here.
    """

    certificate_sha256: str
    kind: str
    origin: RevocationOrigin
    sha256: str
    """of the CRL / OCSPResponse, upper-case hex"""
    status: RevocationStatus
    usable: Check
    this_update: datetime | None
    next_update: datetime | None
    produced_at: datetime | None
    revocation_time: datetime | None
    revocation_reason: str
    """RFC 5280 5.3.1 name, e.g. `keyCompromise`; empty where none"""
    invalidity_date: datetime | None
    issuer_common_name: str
    """of the CRL issuer or OCSP responder"""


@frozen(kw_only=True)
class TrustAnchor:
    """A pinned fact (RFC 5914): a name, a key, and where it came from."""

    common_name: str
    subject: Name
    serial_number: int
    not_before: datetime
    not_after: datetime
    sha256: str
    signature_algorithm: str
    key_algorithm: str
    key_bits: int
    key_usage: tuple[str, ...]
    subject_key_identifier: str
    subject_der: bytes
    public_key_der: bytes
    """SubjectPublicKeyInfo"""
    purposes: tuple[str, ...]
    """`signer`, `tsa`"""
    store: str
    """name of the store it came from: `national`, `historical`, a file's name"""
    confidence: str
    provenance: str
    certificate_der: bytes = b""
    """the certificate, where the user gave one; empty for a pinned fact"""


@frozen(kw_only=True)
class PathCheck:
    """One RFC 5280 section 6.1 check of one certificate of a path."""

    rule: str
    certificate_sha256: str
    check: Check


@frozen(kw_only=True)
class PathEvidence:
    """The best certification path found for one certificate.

    `certificates`: leaf first, up to the certificate that the anchor's key
    signed; the anchor's own certificate last where it is known.
    Validity periods are *not* judged here: they are facts of the certificates.
    """

    at: datetime
    """the moment the path was chosen for, where several were possible"""
    certificates: tuple[CertificateEvidence, ...]
    trust_anchor: TrustAnchor | None
    found: Check
    """PASSED: ends at a trust anchor; FAILED: `no_path`, `self_signed_untrusted`, …"""
    checks: tuple[PathCheck, ...]
    """every RFC 5280 6.1 check but validity and revocation"""
    revocation: tuple[RevocationEvidence, ...]
    """usable and unusable, for every certificate of the path below the anchor"""
    unreadable_revocation: int = 0
    """CRLs and OCSP responses that did not decode, whomever they concern"""
