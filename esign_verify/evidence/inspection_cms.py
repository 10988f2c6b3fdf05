"""What a CMS, a time-stamp token, a certificate, a CRL or an OCSP response says of itself.

For looking at, not for judging. `offset` counts bytes from the start of the CMS that
holds the element (the decoded /Contents, or a token); times are aware datetimes in UTC; digests are
upper-case hex.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EmbeddedKind(StrEnum):
    """What can be taken out of a document whole."""

    CERTIFICATE = "certificate"
    CRL = "crl"
    OCSP = "ocsp"
    TIMESTAMP = "timestamp"


class Origin(StrEnum):
    """Where in a document one of these was found."""

    CMS_CERTIFICATES = "cms_certificates"
    """SignedData.certificates (RFC 5652, 5.1)"""
    CMS_CRLS = "cms_crls"
    """SignedData.crls"""
    CERTIFICATE_VALUES = "certificate_values"
    """unsigned attribute (EN 319 122-1, A.1.1.2)"""
    REVOCATION_VALUES = "revocation_values"
    """unsigned attribute (EN 319 122-1, A.1.2.2)"""
    ADBE_REVOCATION = "adbe_revocation"
    """adbe-revocationInfoArchival (ISO 32000-2, 12.8.3.3.2)"""
    OCSP_CERTIFICATES = "ocsp_certificates"
    """BasicOCSPResponse.certs (RFC 6960, 4.2.1)"""
    ATTRIBUTE = "attribute"
    """a time-stamp attribute of a SignerInfo"""
    CONTENTS = "contents"
    """/Contents of a document time-stamp"""
    CERT = "cert"
    """/Cert of a signature dictionary"""
    DSS = "dss"
    VRI = "vri"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place where an embedded object stands."""

    origin: Origin
    signature: int = 0
    """number of the signature; 0 for none"""
    token: int = 0
    """number of the token that holds it; 0 for none"""
    ocsp: int = 0
    """number of the OCSP response that holds it; 0 for none"""
    attribute: str = ""
    """name of the attribute"""
    vri: str = ""
    """key of the VRI entry"""
    object_number: int = 0
    """of the stream; 0 for none"""
    revision: int = 0
    """that wrote the stream; 0 for none"""
    offset: int | None = None
    """in the CMS of the signature or token; None elsewhere"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that could not be read, by a message code of the family `reason`."""

    code: str
    params: tuple[tuple[str, str], ...] = ()
    part: str = ""
    """the standard's name of what could not be read"""
    offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlgorithmFacts:
    """An AlgorithmIdentifier."""

    oid: str
    name: str
    """empty for an unknown OID"""
    parameters: str = ""
    """decoded where they say more than NULL"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeFacts:
    """One Attribute of a SignerInfo (RFC 5652, 5.3)."""

    oid: str
    name: str
    offset: int
    length: int
    values: tuple[str, ...]
    """decoded, or hex; the first of many"""
    value_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedReference:
    """Where an embedded object stands in a CMS, and its number in the inspection."""

    number: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerInfoFacts:
    """One SignerInfo (RFC 5652, 5.3), decoded as far as it goes."""

    offset: int
    length: int
    version: int | None = None
    issuer: str = ""
    serial_number: str = ""
    """hex"""
    subject_key_identifier: str = ""
    signing_certificate: int = 0
    """number of the embedded certificate that the sid names; 0 where there is none"""
    digest_algorithm: AlgorithmFacts | None = None
    signed_attributes: tuple[AttributeFacts, ...] | None = None
    """None where the SignerInfo has none"""
    signature_algorithm: AlgorithmFacts | None = None
    signature_offset: int | None = None
    signature_length: int = 0
    unsigned_attributes: tuple[AttributeFacts, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CmsFacts:
    """One ContentInfo (RFC 5652, 3) and the SignedData in it, as far as they can be read."""

    length: int
    """of the ContentInfo; 0 where it cannot be read"""
    sha256: str = ""
    """of these bytes"""
    encoding: str = ""
    """`DER`; `BER` where a length is indefinite or not minimal, or an OCTET STRING in pieces"""
    content_type: str = ""
    content_type_name: str = ""
    version: int | None = None
    digest_algorithms: tuple[AlgorithmFacts, ...] = ()
    encapsulated_type: str = ""
    encapsulated_type_name: str = ""
    encapsulated_length: int | None = None
    """octets of eContent; None without one (detached)"""
    certificates: tuple[EmbeddedReference, ...] = ()
    crls: tuple[EmbeddedReference, ...] = ()
    ocsp_responses: tuple[EmbeddedReference, ...] = ()
    signer_infos: tuple[SignerInfoFacts, ...] = ()
    tokens: tuple[EmbeddedReference, ...] = ()
    """time-stamp tokens in its attributes"""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TstInfoFacts:
    """TSTInfo (RFC 3161, 2.4.2)."""

    version: int | None
    policy: str
    imprint_algorithm: str
    imprint: str
    """upper-case hex"""
    serial_number: str
    """hex"""
    gen_time: datetime | None
    accuracy: str = ""
    ordering: bool = False
    nonce: str = ""
    tsa: str = ""
    extensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """A time-stamp token (RFC 3161): a CMS over a TSTInfo."""

    number: int
    sha256: str
    size: int
    places: tuple[Place, ...]
    tst_info: TstInfoFacts | None
    cms: CmsFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """A certificate (RFC 5280, 4.1), as far as it can be read."""

    number: int
    sha256: str
    size: int
    places: tuple[Place, ...]
    subject: str = ""
    issuer: str = ""
    serial_number: str = ""
    """hex"""
    not_before: datetime | None = None
    not_after: datetime | None = None
    public_key: str = ""
    """e.g. `rsa 2048`"""
    signature_algorithm: str = ""
    ca: bool = False
    key_usage: tuple[str, ...] = ()
    extended_key_usage: tuple[str, ...] = ()
    subject_key_identifier: str = ""
    authority_key_identifier: str = ""
    issuer_certificates: tuple[int, ...] = ()
    """numbers of embedded certificates whose subject is this one's issuer"""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OcspStatusFacts:
    """One SingleResponse (RFC 6960, 4.2.1)."""

    serial_number: str
    """hex"""
    status: str
    revocation_time: datetime | None
    revocation_reason: str
    this_update: datetime
    next_update: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationFacts:
    """A CRL (RFC 5280, 5.1) or an OCSP response (RFC 6960, 4.2.1)."""

    number: int
    kind: EmbeddedKind
    sha256: str
    size: int
    places: tuple[Place, ...]
    issuer: str = ""
    """of the CRL; of an OCSP response the responder, by name or key hash"""
    signature_algorithm: str = ""
    this_update: datetime | None = None
    next_update: datetime | None = None
    produced_at: datetime | None = None
    crl_number: str = ""
    revoked: int | None = None
    """entries of the CRL"""
    response_status: int | None = None
    """OCSPResponseStatus; 0 is successful"""
    responses: tuple[OcspStatusFacts, ...] = ()
    problems: tuple[Problem, ...] = ()
