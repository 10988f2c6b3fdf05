"""The document, its signature fields, and all that is known of it (ISO 32000-2)."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from enum import StrEnum

from esign_verify._frozen import frozen
from esign_verify.evidence.certificates import CertificateEvidence, PathEvidence, RevocationData
from esign_verify.evidence.changes import Change, ModificationLevel
from esign_verify.evidence.checks import Check, Outcome
from esign_verify.evidence.cms import CmsEvidence, TimestampEvidence

_UNREADABLE = Check(outcome=Outcome.NOT_CHECKED, reason="dictionary_unreadable")
_PASSED = Check(outcome=Outcome.PASSED)


@frozen(kw_only=True)
class Revision:
    """One revision: the bytes from the end of the one before up to its %%EOF."""

    number: int
    """1 is the first"""
    end: int
    """offset after the end-of-file marker and its line end, from `%PDF-`"""
    objects: int
    """objects written in this revision"""


@frozen(kw_only=True)
class FieldMdp:
    """ISO 32000-2 12.8.2.4: which fields a signature locks."""

    action: str
    """`All`, `Include`, `Exclude`"""
    fields: tuple[str, ...]


@frozen(kw_only=True)
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
    byte_range_geometry: Check = _UNREADABLE
    """ISO 32000-2 12.8.1: two pairs, from 0, gap = exactly /Contents, end = end of a revision"""
    dictionary_consistency: Check = _UNREADABLE
    """the dictionary in the signed revision equals the final one"""
    modification_level: ModificationLevel = ModificationLevel.UNKNOWN
    modifications: Check = _UNREADABLE
    """later revisions could be examined, and nothing but revisions follows; what they did is
    in `DocumentEvidence.changes`"""
    doc_mdp: int | None = None
    """/P of this signature's DocMDP (or of its field's /Lock)"""
    certification: bool = False
    """named by the catalog's /Perms /DocMDP"""
    field_mdp: FieldMdp | None = None


@frozen(kw_only=True)
class DssEvidence:
    """The document security store (ETSI EN 319 142-1, 5.4.2)."""

    certificates: tuple[CertificateEvidence, ...]
    revocation: tuple[RevocationData, ...]
    vri_keys: tuple[str, ...]
    unreadable: int
    """entries that did not decode"""
    superseded: tuple[RevocationData, ...] = ()
    """CRLs and OCSP responses that only the store of an earlier revision holds"""


class RiskKind(StrEnum):
    """What a document brings along that lets it show, or do, other things later."""

    VALUE_APPEARANCE_MISMATCH = "value_appearance_mismatch"
    """a form field shows another text than its value"""
    SCRIPT = "script"
    AUTOMATIC_ACTION = "automatic_action"


@frozen(kw_only=True)
class RiskIndicator:
    """One such thing; not wrong by itself."""

    kind: RiskKind
    object_number: int
    field: str = ""
    """fully qualified name"""


@frozen(kw_only=True)
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
    risks: tuple[RiskIndicator, ...] = ()
    """of the last revision; the first few"""
    changes: tuple[Change, ...] = ()
    """what every revision after the first signed one changed, in their order"""
    cross_reference: Check = _PASSED
    """FAILED: unreadable; the objects were found by searching the bytes"""


@frozen(kw_only=True)
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


@frozen(kw_only=True)
class Evidence:
    """One document, whole."""

    document: DocumentEvidence
    signatures: tuple[SignatureEvidence, ...]
    """signatures and document time-stamps, in the order of `document.fields`"""
    validation_time: datetime
    """the moment at which the verdict is asked"""
    trust_stores: tuple[str, ...] = field(default=())
    """names of the stores in use"""
