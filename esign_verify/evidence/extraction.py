"""What an extraction wrote: the manifest."""

from __future__ import annotations

from dataclasses import dataclass

from esign_verify.evidence.inspection_cms import Place, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedFile:
    """One file that was written."""

    name: str
    """made by us, never from the document's text"""
    size: int
    sha256: str
    """lower-case hex"""
    kind: str
    """`revision`, `cms`, `contents`, `signed_data`, `certificate`, `crl`, `ocsp`, `timestamp`"""
    number: int
    """of the revision, signature, certificate, … in an inspection of the same file"""
    fields: tuple[str, ...] = ()
    """names of the signature's fields, as found in the document"""
    offset: int | None = None
    """in the document, of the first byte, or of its two digits; None where it does not stand
    there as such"""
    spans: tuple[tuple[int, int], ...] = ()
    """of signed data: start and end in the document"""
    places: tuple[Place, ...] = ()
    padding: int = 0
    """of a CMS: zero octets in /Contents after it, not written"""
    other: int = 0
    """of a CMS: octets after it that are no padding, not written"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """One run."""

    file_name: str
    sha256: str
    """of the document, lower-case hex"""
    structure: str
    """as in an inspection: `cross_reference`, `rebuilt`, `repaired`, `unreadable`"""
    files: tuple[ExtractedFile, ...]
    missing: tuple[Problem, ...] = ()
    """what was asked for and cannot be written"""
    tool_version: str = ""
