"""Signed parts: one page of black and white, and what an attacker prepares in it before signing."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.pki import SandboxPki
from tests.viewers.draft import Draft, Item, stream, write

CATALOG, PAGES, PAGE, FORM, FIELD, SIGNATURE, CONTENT, PICTURE, EMPTY, LENGTH = range(1, 11)
NOWHERE, BROKEN = 30, 31
"""numbers that the page refers to in vain: no entry, and one that leads elsewhere"""
STORE, VALUE, OTHER_CONTENT, OTHER_PAGE, OTHER_PAGES, OTHER_CATALOG, SECTION = range(40, 47)
CONTAINER, SECOND_CONTAINER, FIRST_CONTAINER = 50, 51, 20
SIZE = 60

SHOWN = b"10 10 30 20 re f /Im Do"
FORGED_DATA = b"0 0 100 100 re f"
FORGED = stream(FORGED_DATA)
FORGED_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 42 0 R>>"
RESERVED = 12000

BODIES = {
    CATALOG: b"<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>",
    PAGES: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 7 0 R"
    b"/Resources<</XObject<</Im 8 0 R>>>>/Annots[5 0 R 9 0 R]>>",
    FORM: b"<</Fields[5 0 R 9 0 R]/SigFlags 3>>",
    FIELD: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Sig1)/F 132/Rect[0 0 0 0]/P 3 0 R/V 6 0 R>>",
    SIGNATURE: b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange["
    + b" " * 40
    + b"]/Contents <"
    + b"0" * RESERVED
    + b">>>",
    CONTENT: stream(SHOWN),
    PICTURE: stream(b"0 0 20 20 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 20 20]"),
    EMPTY: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Sig2)/F 132/Rect[0 0 0 0]/P 3 0 R>>",
}
OTHER = {
    OTHER_CONTENT: FORGED,
    OTHER_PAGE: FORGED_PAGE.replace(b"Parent 2 0", b"Parent 44 0"),
    OTHER_PAGES: b"<</Type/Pages/Kids[43 0 R]/Count 1>>",
    OTHER_CATALOG: b"<</Type/Catalog/Pages 44 0 R>>",
}
"""a document of its own, which nothing refers to"""


@dataclass
class Signed:
    """A signed part."""

    data: bytes
    section: int
    places: dict[int, int]
    tricks: tuple[str, ...]
    prefix: bytes = b""
    planted: dict[int, list[int]] = field(default_factory=dict)
    """number → places of second bodies that nothing lists"""


def first_draft(r: Random, header: bytes = b"%PDF-1.7\n") -> Draft:
    draft = Draft(r, bytearray(header), None)
    draft.items = [Item(number, body) for number, body in BODIES.items()]
    draft.trailer = {b"Size": b"%d" % SIZE, b"Root": b"1 0 R"}
    draft.own_number = 21
    return draft


def finish(draft: Draft, tricks: tuple[str, ...], pki: SandboxPki) -> Signed:
    """Write and really sign it."""
    write(draft)
    data = draft.out
    gap = data.index(b"/Contents <") + len(b"/Contents ")
    after = data.index(b">", gap) + 1
    place = data.index(b"/ByteRange[") + len(b"/ByteRange[")
    numbers = b"0 %d %d %d" % (gap, after, len(data) - after)
    data[place : place + len(numbers)] = numbers
    signer = pki.signer
    spec = CmsSpec(signer=signer, certificates=signer.chain[::-1], ess_version=2)
    value = build_cms(spec, bytes(data[:gap] + data[after:])).hex().encode()
    assert len(value) <= RESERVED
    data[gap + 1 : gap + 1 + len(value)] = value
    whole = bytes(data)
    planted = {
        number: _heads(whole, number, draft.places.get(number, -1))
        for number in (*BODIES, *OTHER, CONTAINER)
    }
    return Signed(whole, draft.start, draft.places, tricks, draft.prefix, planted)


def _heads(data: bytes, number: int, listed: int) -> list[int]:
    head, found, at = b"%d 0 obj" % number, [], -1
    while (at := data.find(head, at + 1)) >= 0:
        if at != listed and not data[at - 1 : at].isdigit():
            found.append(at)
    return found
