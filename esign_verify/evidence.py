"""Facts: what the rooms report about a document, as frozen dataclasses.

Law 1: evidence is data; the verdict is a function of it (`policy.conclude`).
Law 2: three answers, never two: a `Check` is PASSED, FAILED or NOT_CHECKED and
has no truth value.

Times are aware datetimes in UTC. Byte strings are DER unless said otherwise.
Fields hold only plain values, tuples and other classes of this module, so that
`evidence_json.to_json` / `from_json` round-trip everything here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """The three answers of a check."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    NOT_CHECKED = "NOT_CHECKED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One fact, three answers. `reason` is a message code, empty iff PASSED."""

    outcome: Outcome
    reason: str = ""
    params: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        raise TypeError("a Check has three answers, not two: compare its outcome")

    @classmethod
    def passed(cls, **params: object) -> Check:
        return cls(outcome=Outcome.PASSED, params=_params(params))

    @classmethod
    def failed(cls, reason: str, **params: object) -> Check:
        return cls(outcome=Outcome.FAILED, reason=reason, params=_params(params))

    @classmethod
    def not_checked(cls, reason: str, **params: object) -> Check:
        return cls(outcome=Outcome.NOT_CHECKED, reason=reason, params=_params(params))


def _params(params: dict[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in params.items())


# --- certificates and paths (RFC 5280, RFC 6960) -----------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAttribute:
    """One AttributeTypeAndValue of a distinguished name (X.501)."""

    oid: str
    value: str
    der: bytes


Name = tuple[tuple[NameAttribute, ...], ...]
"""A distinguished name: RDNs in the order of the DER, each with its attributes."""


@dataclass(frozen=True, slots=True, kw_only=True)
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
    """RFC 5280 4.2.1.3 names in bit order, e.g. `digitalSignature`; None without extension"""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationData:
    """One CRL or OCSP response found in the document, not yet looked into."""

    kind: str
    """`crl` or `ocsp` (a full OCSPResponse)"""
    der: bytes
    origin: RevocationOrigin
    revision: int = 0
    """revision of the document that brought it into /DSS; 0 elsewhere"""


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCheck:
    """One RFC 5280 section 6.1 check of one certificate of a path."""

    rule: str
    certificate_sha256: str
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
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


# --- CMS (RFC 5652) and time-stamps (RFC 3161) ------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateReference:
    """An ESSCertID or ESSCertIDv2 of the signing-certificate attribute (RFC 5035)."""

    version: int
    digest_algorithm: str
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm:
    """A signature algorithm as used: family, digest, key size."""

    name: str
    """`rsa-sha256`, `rsa-pss-sha256`, `ecdsa-sha256`, `ed25519`, … or the OID"""
    family: str
    """`rsa`, `rsa-pss`, `ecdsa`, `dsa`, `eddsa`, or empty"""
    digest: str
    """`sha256`, …, empty where unknown"""
    key_bits: int


@dataclass(frozen=True, slots=True, kw_only=True)
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
    signing_certificate_found: Check = Check(outcome=Outcome.NOT_CHECKED, reason="cms_unreadable")
    signing_certificate_reference: Check = Check(
        outcome=Outcome.NOT_CHECKED, reason="cms_unreadable"
    )
    content_type: Check = Check(outcome=Outcome.NOT_CHECKED, reason="cms_unreadable")
    message_digest: Check = Check(outcome=Outcome.NOT_CHECKED, reason="cms_unreadable")
    signature_value: Check = Check(outcome=Outcome.NOT_CHECKED, reason="cms_unreadable")


class TimestampKind(StrEnum):
    SIGNATURE = "signature-time-stamp"
    CONTENT = "content-time-stamp"
    DOCUMENT = "document-time-stamp"


@dataclass(frozen=True, slots=True, kw_only=True)
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


# --- the PDF document (ISO 32000-2) -----------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision: the bytes from the end of the one before up to its %%EOF."""

    number: int
    """1 is the first"""
    end: int
    """offset after the end-of-file marker and its line end, from `%PDF-`"""
    objects: int
    """objects written in this revision"""


class ModificationLevel(StrEnum):
    """What later revisions did to the signed one."""

    NONE = "none"
    LTA_UPDATES = "lta_updates"
    """DSS, document time-stamps, metadata"""
    FORM_FILLING = "form_filling"
    """form fields and further signatures"""
    ANNOTATIONS = "annotations"
    OTHER = "other"
    """anything else: the document is altered"""
    UNKNOWN = "unknown"


class ChangeKind(StrEnum):
    """What a later revision's change is a change of."""

    EXTENSION = "extension"
    """security store, document time-stamps, metadata: nothing a reader sees"""
    SIGNATURE = "signature"
    FORM_FILL = "form_fill"
    ANNOTATION = "annotation"
    STRUCTURE = "structure"
    """bookkeeping of the tag tree for new fields and annotations"""
    CONTENT = "content"
    """what the signed revision shows or does"""
    UNEXPLAINED = "unexplained"


class ChangeReason(StrEnum):
    """What a change is, in one code (message family `change`)."""

    SECURITY_STORE = "security_store"
    DOCUMENT_TIMESTAMP = "document_timestamp"
    METADATA = "metadata"
    EXTENSIONS = "extensions"
    SIGNATURE_ADDED = "signature_added"
    SIGNATURE_FIELD_ADDED = "signature_field_added"
    FIELD_FILLED = "field_filled"
    APPEARANCE_RENEWED = "appearance_renewed"
    FORM_SETTINGS = "form_settings"
    ANNOTATION_ADDED = "annotation_added"
    ANNOTATION_CHANGED = "annotation_changed"
    ANNOTATION_REMOVED = "annotation_removed"
    STRUCTURE_TREE = "structure_tree"
    # never allowed
    TRAILER_CHANGED = "trailer_changed"
    CATALOG_CHANGED = "catalog_changed"
    PAGE_CHANGED = "page_changed"
    OBJECT_REPLACED = "object_replaced"
    OBJECT_REMOVED = "object_removed"
    OBJECT_APPEARED = "object_appeared"
    OBJECT_UNREADABLE = "object_unreadable"
    FORM_CHANGED = "form_changed"
    FIELD_CHANGED = "field_changed"
    FIELD_ADDED = "field_added"
    FIELD_REMOVED = "field_removed"
    FIELD_MOVED = "field_moved"
    FIELD_HIDDEN = "field_hidden"
    SIGNED_FIELD_CHANGED = "signed_field_changed"
    SIGNATURE_REUSED = "signature_reused"
    VALUE_APPEARANCE_MISMATCH = "value_appearance_mismatch"
    COVER_REMOVED = "cover_removed"
    EMPTY_FIELD_COVERS = "empty_field_covers"
    ACTION_ADDED = "action_added"
    AMBIGUOUS_UPDATE = "ambiguous_update"
    TOO_MANY = "too_many"


class Overlay(StrEnum):
    """What a new widget or annotation lies on."""

    NONE = "none"
    COVERS = "covers"
    """over content of the page"""
    HIDES = "hides"
    """over content, and opaque there"""
    UNKNOWN = "unknown"
    """the page's content could not be read"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that one revision changed in the one before it."""

    revision: int
    """the one that made the change; 1 is the first of the document"""
    object_number: int
    """0: the trailer"""
    kind: ChangeKind
    reason: ChangeReason
    introduced: int
    """revision that first wrote the object: what came after a signature is not what it signed"""
    page: int | None = None
    """1 is the first"""
    rectangle: tuple[float, float, float, float] | None = None
    field: str = ""
    """fully qualified name"""
    key: str = ""
    """dictionary key, where one is at fault"""
    overlay: Overlay = Overlay.NONE
    compared: bool = True
    """False: the shown text of a filled field could not be compared with its value"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMdp:
    """ISO 32000-2 12.8.2.4: which fields a signature locks."""

    action: str
    """`All`, `Include`, `Exclude`"""
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureField:
    """One signature field, or one signature found in the bytes without a field."""

    names: tuple[str, ...]
    """fully qualified names of every field whose /V is this dictionary"""
    partial_names: tuple[str | None, ...]
    """their /T; None where there is none (EU DSS identifiers need it)"""
    object_number: int
    """of the signature dictionary; 0 where direct or unknown"""
    reachable: bool
    """False: found by the raw /ByteRange scan or in an older revision only"""
    readable: Check
    """the signature dictionary decodes"""
    type: str = ""
    """`Sig`, `DocTimeStamp`, or empty"""
    filter: str = ""
    sub_filter: str = ""
    signing_time: str = ""
    """/M as written"""
    claimed_signing_time: datetime | None = None
    """/M parsed; without a zone taken as UTC"""
    signer_name: str | None = None
    reason: str | None = None
    location: str | None = None
    contact_info: str | None = None
    byte_range: tuple[int, ...] = ()
    contents: bytes = b""
    contents_length: int = 0
    page: int | None = None
    """1 is the first; None where the widget is on no page"""
    rectangle: tuple[float, float, float, float] | None = None
    revision: int = 0
    """number of the signed revision; 0 where the byte range ends at none"""
    covers_whole_file: bool = False
    byte_range_geometry: Check = Check(outcome=Outcome.NOT_CHECKED, reason="dictionary_unreadable")
    """ISO 32000-2 12.8.1: two pairs, from 0, gap = exactly /Contents, end = end of a revision"""
    dictionary_consistency: Check = Check(
        outcome=Outcome.NOT_CHECKED, reason="dictionary_unreadable"
    )
    """the dictionary in the signed revision equals the final one"""
    modification_level: ModificationLevel = ModificationLevel.UNKNOWN
    modifications: Check = Check(outcome=Outcome.NOT_CHECKED, reason="dictionary_unreadable")
    """later revisions could be examined, and nothing but revisions follows; what they did is
    in `DocumentEvidence.changes`"""
    doc_mdp: int | None = None
    """/P of this signature's DocMDP (or of its field's /Lock)"""
    certification: bool = False
    """named by the catalog's /Perms /DocMDP"""
    field_mdp: FieldMdp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DssEvidence:
    """The document security store (ETSI EN 319 142-1, 5.4.2)."""

    certificates: tuple[CertificateEvidence, ...]
    revocation: tuple[RevocationData, ...]
    vri_keys: tuple[str, ...]
    unreadable: int
    """entries that did not decode"""
    superseded: tuple[RevocationData, ...] = ()
    """CRLs and OCSP responses that only the store of an earlier revision holds"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEvidence:
    """The file as a container. Signature fields in the order of signing."""

    size: int
    sha256: str
    """lower-case hex of the whole file"""
    pdf_version: str
    header_offset: int
    """where `%PDF-` stands"""
    leading_bytes: Check
    """FAILED where bytes other than white space stand before the header"""
    trailing_bytes: Check
    """FAILED where bytes other than white space stand after the last revision"""
    encrypted: bool
    revisions: tuple[Revision, ...]
    fields: tuple[SignatureField, ...]
    empty_fields: tuple[str, ...]
    """names of signature fields without a signature"""
    dss: DssEvidence | None = None
    has_xfa: bool = False
    unreachable_byte_ranges: int = 0
    """/ByteRange arrays in the bytes that belong to no signature listed in `fields`"""
    usage_rights: bool = False
    """a usage rights signature (Reader extensions) is in the file; no person's, not in `fields`"""
    changes: tuple[Change, ...] = ()
    """what every revision after the first signed one changed, in their order"""
    cross_reference: Check = Check(outcome=Outcome.PASSED)
    """FAILED: unreadable; the objects were found by searching the bytes"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureEvidence:
    """Everything known about one signature (or document time-stamp)."""

    field: SignatureField
    cms: CmsEvidence | None
    """None where the SubFilter names a format this library does not read"""
    unsupported: str = ""
    """the SubFilter, where it is unsupported"""
    timestamps: tuple[TimestampEvidence, ...] = ()
    document_timestamp: TimestampEvidence | None = None
    """set where this entry *is* a document time-stamp"""
    path: PathEvidence | None = None
    """of the signing certificate"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One document, whole."""

    document: DocumentEvidence
    signatures: tuple[SignatureEvidence, ...]
    """signatures and document time-stamps, in the order of `document.fields`"""
    validation_time: datetime
    """the moment at which the verdict is asked"""
    trust_stores: tuple[str, ...] = field(default=())
    """names of the stores in use"""
