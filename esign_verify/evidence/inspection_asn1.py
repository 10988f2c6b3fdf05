"""A listing of ASN.1 elements (ITU-T X.690), for looking at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asn1Element:
    """One tag-length-value, or octets that are none."""

    offset: int
    """from the start of the CMS"""
    depth: int
    header: int
    """octets of tag and length; 0 where `tag` is empty"""
    length: int | None
    """octets of the contents as stated; None for an indefinite length"""
    tag: str
    """the name of X.680: `SEQUENCE`, `[0]`, …; empty for octets that are no element"""
    constructed: bool
    encapsulated: bool
    """inside an OCTET STRING or BIT STRING"""
    value: str
    """of a primitive: decoded, or hex; of octets that are no element, hex"""
    note: str = ""
    """code of the message family `inspect_asn1`; empty where there is nothing to say"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asn1Listing:
    """The elements of one CMS, in their order."""

    signature: int
    """number of the signature"""
    fields: tuple[str, ...]
    octets: int
    contents_offset: int | None
    """where in the file the digits of the first octet stand; octet n two digits a piece on"""
    elements: tuple[Asn1Element, ...]
    repaired: bool = False
    """taken from a copy that a repair tool made; `contents_offset` is the copy's"""
    not_listed_from: int | None = None
    """offset of the first element over the limit; None where all are listed"""
