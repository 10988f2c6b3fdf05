"""What a PDF file is made of, for looking at: no judgement, and files of any state.

Offsets count bytes from the start of the file, leading bytes included: what a hex editor
shows. Texts of the document are as found, not made safe for a display.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from esign_verify.evidence.changes import Change
from esign_verify.evidence.inspection_cms import (
    CertificateFacts,
    CmsFacts,
    EmbeddedReference,
    Problem,
    RevocationFacts,
    TokenFacts,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """What is left out, and how much of it there is."""

    what: str
    """a word of the message family `inspect_omitted`"""
    shown: int
    total: int | None = None
    """None where it was not counted"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartXref:
    """One `startxref` in the bytes (ISO 32000-2, 7.5.5)."""

    offset: int
    value: int | None
    """what it names, as written (counted from `%PDF-`); None where no number follows"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawByteRange:
    """One `/ByteRange` in the bytes, and the hex string that looks like its /Contents."""

    offset: int
    numbers: tuple[int, ...] = ()
    """empty where no array of numbers follows"""
    contents_offset: int | None = None
    """of the `<`"""
    contents_length: int = 0
    """with both brackets"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFacts:
    """What stands in the bytes, whatever the structure says."""

    headers: tuple[int, ...]
    """offsets of `%PDF-`"""
    start_xrefs: tuple[StartXref, ...]
    end_of_file: tuple[int, ...]
    """offsets of `%%EOF`"""
    byte_ranges: tuple[RawByteRange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFacts:
    """One cross-reference section with its trailer (7.5.4, 7.5.8)."""

    kind: str
    """`table`, `stream`, `hybrid`"""
    offset: int
    end: int
    stated_offset: int
    """what names it, as written (counted from `%PDF-`)"""
    entries: int
    hybrid_offset: int | None = None
    """of the stream that /XRefStm names"""
    trailer: tuple[tuple[str, str], ...] = ()
    """the trailer dictionary's entries"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectFacts:
    """One object that a revision writes or frees."""

    number: int
    generation: int
    action: str
    """`added`, `replaced`, `freed`"""
    offset: int | None
    """None in an object stream, and for a free entry"""
    object_stream: int
    """number of the object stream that holds it; 0 for none"""
    kind: str
    """/Type and /Subtype, or the first keys"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionFacts:
    """One revision (7.5.6)."""

    number: int
    start: int
    """offset of its first byte: where the one before it ends"""
    end: int
    """offset after its `%%EOF` and the line end"""
    sections: tuple[SectionFacts, ...]
    written: int
    """objects with an entry in use"""
    freed: int
    compressed: int
    """of those written, in object streams"""
    signatures: tuple[int, ...]
    """numbers of the signatures whose /ByteRange ends at its end"""
    objects: tuple[ObjectFacts, ...]
    """of every revision but the first"""
    changes: tuple[Change, ...] = ()
    """as what they were recognised, after the first signed revision"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFacts:
    """One signature field of the form (12.7.5.5)."""

    name: str
    object_number: int
    offset: int | None
    page: int | None
    rectangle: tuple[float, float, float, float] | None
    signature: int
    """number of the signature that /V names; 0 for none"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """One entry of a signature dictionary (12.8.1, table 255)."""

    key: str
    value: str
    """as text: PDF syntax, strings decoded"""
    offset: int | None
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsFacts:
    """/Contents, decoded: the CMS, then padding."""

    offset: int | None
    """of its `<` or `(` in the file; None where it does not stand in the file as such"""
    length: int
    """of the string as written, with its brackets"""
    octets: int
    """decoded"""
    cms_length: int
    """of the first ASN.1 element in it; 0 where there is none"""
    padding: int
    """zero octets at the end"""
    other: int
    """octets between the element and the padding"""
    pairs: bool
    """octet n stands in the file as the two digits at `offset` + 1 + 2n"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureFacts:
    """One signature dictionary, or what looks like one in the bytes."""

    number: int
    fields: tuple[str, ...]
    object_number: int
    """0 where direct or unknown"""
    offset: int | None
    """of the dictionary's object in the file"""
    found_in: str
    """`form`; `bytes` where no field of the last revision leads to it"""
    written_in: int
    """revision that wrote it; 0 where unknown"""
    entries: tuple[EntryFacts, ...]
    byte_range: tuple[int, ...]
    """as written (counted from `%PDF-`)"""
    signed_revision: int
    """at whose end the byte range ends; 0 for none"""
    contents: ContentsFacts | None
    cms: CmsFacts | None
    certificates: tuple[EmbeddedReference, ...] = ()
    """of /Cert"""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFacts:
    """One entry of an array of the security store."""

    object_number: int
    revision: int
    embedded: int
    """number of the certificate, CRL or OCSP response; 0 where it cannot be read"""


@dataclass(frozen=True, slots=True, kw_only=True)
class VriFacts:
    """One entry of /VRI (EN 319 142-1, 5.4.2.3)."""

    key: str
    signature: int
    """number of the signature whose /Contents has this SHA-1; 0 for none"""
    certificates: tuple[StoredFacts, ...]
    crls: tuple[StoredFacts, ...]
    ocsp_responses: tuple[StoredFacts, ...]
    time: str = ""
    """/TU as written"""
    token: int = 0
    """number of the token in /TS; 0 for none"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DssFacts:
    """A document security store (EN 319 142-1, 5.4.2)."""

    revision: int
    """the last one that shows it"""
    object_number: int
    certificates: tuple[StoredFacts, ...]
    crls: tuple[StoredFacts, ...]
    ocsp_responses: tuple[StoredFacts, ...]
    vri: tuple[VriFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaccountedBytes:
    """Bytes that are no white space, no comment, and part of nothing that is named."""

    offset: int
    length: int
    where: str
    """`before_header`, `between`, `after_end`"""
    start: bytes
    """the first few"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A copy that a repair tool made for looking at; offsets of the structure are the copy's."""

    tool: str
    sha256: str
    size: int
    reports: tuple[str, ...]
    """what the tool says of the file"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """One file, whole."""

    file_name: str
    size: int
    sha256: str
    header_offset: int | None
    """None where no `%PDF-` stands in the first 1,024 bytes"""
    pdf_version: str
    raw: RawFacts
    structure: str
    """how the objects were found: `cross_reference`, `rebuilt`, `repaired`, `unreadable`"""
    problem: Problem | None
    """why the structure, or a part of it, cannot be read"""
    repair: Repair | None
    encryption: tuple[tuple[str, str], ...]
    """entries of the encryption dictionary that are no secrets; empty where not encrypted"""
    decrypted: bool
    revisions: tuple[RevisionFacts, ...]
    fields: tuple[FieldFacts, ...]
    signatures: tuple[SignatureFacts, ...]
    stores: tuple[DssFacts, ...]
    """the last store, then earlier ones that differ"""
    tokens: tuple[TokenFacts, ...]
    certificates: tuple[CertificateFacts, ...]
    revocation: tuple[RevocationFacts, ...]
    unaccounted: tuple[UnaccountedBytes, ...]
    unaccounted_known: bool
    """False: not every object could be measured"""
    omissions: tuple[Omission, ...] = field(default=())
    tool_version: str = ""
