"""SignedData and time-stamp tokens (RFC 5652, RFC 3161)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from esign_verify._frozen import frozen
from esign_verify.evidence.certificates import (
    CertificateEvidence,
    PathEvidence,
    RevocationData,
)
from esign_verify.evidence.checks import Check, Outcome

_UNREADABLE = Check(outcome=Outcome.NOT_CHECKED, reason="cms_unreadable")


@frozen(kw_only=True)
class CertificateReference:
    """An ESSCertID or ESSCertIDv2 of the signing-certificate attribute (RFC 5035)."""

    version: int
    digest_algorithm: str
    digest: bytes


@frozen(kw_only=True)
class Algorithm:
    """A signature algorithm as used: family, digest, key size."""

    name: str
    """`rsa-sha256`, `rsa-pss-sha256`, `ecdsa-sha256`, `ed25519`, … or the OID"""
    family: str
    """`rsa`, `rsa-pss`, `ecdsa`, `dsa`, `eddsa`, or empty"""
    digest: str
    """`sha256`, …, empty where unknown"""
    key_bits: int


@frozen(kw_only=True)
class CmsEvidence:
    """One SignedData with its one SignerInfo, as decoded and checked.

    The checks, in the order of EN 319 102-1: `structure` (5.2.2 format),
    `signing_certificate_found`, `signing_certificate_reference` (5.2.3, ESS),
    `content_type`, `message_digest` (5.2.7), `signature_value` (5.2.7).
    """

    structure: Check
    encoding: str
    """`DER`, `BER`, or empty when undecodable"""
    length: int
    """bytes of the ContentInfo within /Contents"""
    trailing_bytes: int
    """bytes after the ContentInfo up to the last non-zero byte"""
    signed_data_type: str = ""
    """eContentType OID"""
    encapsulated: bool = False
    """eContent present"""
    digest_algorithm: str = ""
    signature_algorithm: Algorithm | None = None
    signature: bytes = b""
    signed_attributes: bytes = b""
    """DER SET OF Attribute (tag 31) that was signed; empty without signed attributes"""
    signed_attribute_types: tuple[str, ...] = ()
    unsigned_attribute_types: tuple[str, ...] = ()
    signing_certificate: CertificateEvidence | None = None
    certificates: tuple[CertificateEvidence, ...] = ()
    certificate_references: tuple[CertificateReference, ...] = ()
    revocation: tuple[RevocationData, ...] = ()
    timestamp_tokens: tuple[bytes, ...] = ()
    """signature-time-stamp tokens (unsigned attribute), raw"""
    content_timestamp_tokens: tuple[bytes, ...] = ()
    """content-time-stamp tokens (signed attribute), raw"""
    claimed_signing_time: datetime | None = None
    """signing-time attribute (RFC 5652 11.3)"""
    message_digest_value: bytes = b""
    signature_policy: str = ""
    econtent: bytes = b""
    """only of a time-stamp token: the TSTInfo"""
    signing_certificate_found: Check = _UNREADABLE
    signing_certificate_reference: Check = _UNREADABLE
    content_type: Check = _UNREADABLE
    message_digest: Check = _UNREADABLE
    signature_value: Check = _UNREADABLE


class TimestampKind(StrEnum):
    SIGNATURE = "signature-time-stamp"
    CONTENT = "content-time-stamp"
    DOCUMENT = "document-time-stamp"


@frozen(kw_only=True)
class TimestampEvidence:
    """One RFC 3161 token: what it says, and the checks that need no trust."""

    kind: TimestampKind
    token: bytes
    """the ContentInfo as found, without padding"""
    token_sha256_dss: str
    """upper-case hex of SHA-256 over the token in DER: the `T-` identifier's digits"""
    cms: CmsEvidence
    tst_info: Check
    """TSTInfo decodes, version 1, no unknown critical extension"""
    message_imprint: Check
    tsa_certificate: Check
    """RFC 3161 2.3: one critical EKU, timeStamping alone; key usage fits"""
    gen_time: datetime | None = None
    serial_number: int = 0
    policy: str = ""
    imprint_algorithm: str = ""
    imprint: bytes = b""
    accuracy_microseconds: int | None = None
    path: PathEvidence | None = None
    """of the TSA certificate, built for gen_time"""
