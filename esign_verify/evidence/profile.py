"""What a certificate is made of, field by field, and notes on it (RFC 5280).

Not loaded by a verification: only what looks at certificates as such imports it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from esign_verify._frozen import frozen
from esign_verify.evidence.certificates import CertificateEvidence


class CertificateRole(StrEnum):
    """What a certificate is for, by what it says of itself or what it was used for."""

    SIGNER = "signer"
    CA = "ca"
    TSA = "tsa"
    OCSP = "ocsp"


class CertificatePlace(StrEnum):
    """Where a certificate was found."""

    FILE = "file"
    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"
    DSS = "dss"
    OCSP = "ocsp"


@frozen(kw_only=True)
class ExtensionFact:
    """One Extension as it stands (RFC 5280, 4.2)."""

    oid: str
    critical: bool


@frozen(kw_only=True)
class TimeFact:
    """How one end of the validity is written (RFC 5280, 4.1.2.5)."""

    type: str
    """`UTCTime` or `GeneralizedTime`"""
    text: str
    """the contents, as ASCII"""


@frozen(kw_only=True)
class NameString:
    """One attribute of the subject: its type, the ASN.1 string type of its value, its text."""

    oid: str
    type: str
    """`PrintableString`, `UTF8String`, …; empty for anything that is no string"""
    value: str


@frozen(kw_only=True)
class CertificateProfile:
    """The parts of a certificate that no verdict needs. Believes nothing."""

    certificate: CertificateEvidence
    version: int
    serial_octets: int
    """octets of the INTEGER's contents"""
    algorithms_agree: bool
    """`signature` inside equals `signatureAlgorithm` outside, byte for byte"""
    not_before: TimeFact
    not_after: TimeFact
    unique_identifiers: bool
    subject: tuple[NameString, ...]
    extensions: tuple[ExtensionFact, ...]
    """in their order, repeated ones too"""
    path_length: int | None
    crl_addresses: tuple[str, ...]
    """URIs of the CRL distribution points"""
    issuer_addresses: tuple[str, ...]
    """URIs of authority information access"""
    texts: tuple[str, ...]
    """strings in the subject alternative name and the subject directory attributes"""


@frozen(kw_only=True)
class ProfileNote:
    """One thing about a certificate that a standard or the usual profile has otherwise.

    Information: no verdict depends on it. `code` is a message code (`profile.<code>`);
    `clause` names the standard, or `observed profile` where it is known from
    published certificates alone. Identity numbers in `params` are masked.
    """

    code: str
    clause: str
    certificate_sha256: str
    params: tuple[tuple[str, str], ...] = ()


@frozen(kw_only=True)
class NotedCertificate:
    """One certificate of a file with its notes. Identity numbers in the names are masked."""

    sha256: str
    """upper-case hex"""
    common_name: str
    organization: str
    not_before: datetime
    not_after: datetime
    role: CertificateRole
    places: tuple[CertificatePlace, ...]
    notes: tuple[ProfileNote, ...]


@frozen(kw_only=True)
class NotedFile:
    """Every certificate of one file, each once, in the order in which they were found."""

    name: str
    sha256: str
    """lower-case hex of the whole file"""
    certificates: tuple[NotedCertificate, ...]
    unreadable: int
    """certificates that did not decode, as far as they could be told"""
