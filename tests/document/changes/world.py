"""Small documents with a signed revision and an update, as Python values and as bytes.

The objects of both revisions are known, so that what an update does to the page can be
told without reading the file: the oracle for the analysis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from esign_verify.document.changes import review_changes
from esign_verify.document.object_reader import ObjectReader
from esign_verify.document.objects import Objects
from esign_verify.document.source import open_source
from esign_verify.document.xref import read_revisions
from esign_verify.evidence import Change, Outcome, SignatureField
from esign_verify.policy.changes import judge_changes
from esign_verify.sandbox.pdf_objects import Name, Ref, Stream, serialize
from tests.factories import signature_field

CATALOG, PAGES, PAGE, FORM, TEXT, EMPTY, CONTENT, DRAWN, FONT = range(1, 10)
LIST, RESOURCES, FIELDS, NOTE, STORE, METADATA, PICTURE, OUTLINES, APPEARANCES = range(10, 19)
FREE_FROM = 30
"""first number of objects that updates add"""

SHOWN = b"BT /F1 11 Tf 60 780 Td (Pay 100 to Alice) Tj ET /Im Do"
VALUE = b"q BT /F1 9 Tf 2 2 Td (hundred) Tj ET Q"


def base() -> dict[int, Any]:
    """A page with a text field, an empty signature field, and a highlight."""
    widget = {"Type": Name("Annot"), "Subtype": Name("Widget"), "P": Ref(PAGE), "F": 4}
    return {
        CATALOG: {"Type": Name("Catalog"), "Pages": Ref(PAGES), "AcroForm": Ref(FORM)},
        PAGES: {"Type": Name("Pages"), "Kids": [Ref(PAGE)], "Count": 1},
        PAGE: {
            "Type": Name("Page"),
            "Parent": Ref(PAGES),
            "MediaBox": [0, 0, 595, 842],
            "Contents": Ref(CONTENT),
            "Resources": Ref(RESOURCES),
            "Annots": Ref(LIST),
        },
        FORM: {"Fields": Ref(FIELDS), "DR": {"Font": {"F1": Ref(FONT)}}},
        TEXT: {
            **widget,
            "FT": Name("Tx"),
            "T": b"amount",
            "V": b"hundred",
            "Rect": [300, 300, 400, 320],
            "AP": {"N": Ref(DRAWN)},
        },
        EMPTY: {**widget, "FT": Name("Sig"), "T": b"Sig2", "Rect": [0, 0, 0, 0]},
        CONTENT: Stream({}, SHOWN),
        DRAWN: _form(VALUE),
        FONT: {"Type": Name("Font"), "Subtype": Name("Type1"), "BaseFont": Name("Helvetica")},
        LIST: [Ref(TEXT), Ref(EMPTY), Ref(NOTE)],
        RESOURCES: {"Font": {"F1": Ref(FONT)}, "XObject": {"Im": Ref(PICTURE)}},
        FIELDS: [Ref(TEXT), Ref(EMPTY)],
        NOTE: {
            "Type": Name("Annot"),
            "Subtype": Name("Highlight"),
            "Rect": [60, 500, 200, 515],
            "AP": {"N": Ref(APPEARANCES)},
        },
        METADATA: Stream({"Type": Name("Metadata"), "Subtype": Name("XML")}, b"<x:xmpmeta/>"),
        PICTURE: _form(b"0 0 10 10 re f"),
        APPEARANCES: _form(b"1 1 0 rg 0 0 140 15 re f"),
    }


def _form(data: bytes) -> Stream:
    resources = {"Font": {"F1": Ref(FONT)}}
    entries = {"Type": Name("XObject"), "Subtype": Name("Form"), "BBox": [0, 0, 140, 20]}
    return Stream({**entries, "Resources": resources}, data)


@dataclass
class World:
    """`signed`: number → value of the first revision; `update`: what the second writes."""

    signed: dict[int, Any]
    update: dict[int, Any]
    """None frees an object"""
    trailer: dict[str, Any] = field(default_factory=dict)

    @property
    def current(self) -> dict[int, Any]:
        merged = {**self.signed, **self.update}
        return {number: value for number, value in merged.items() if value is not None}

    def pdf(self) -> bytes:
        data = bytearray(b"%PDF-1.7\n")
        size = max((*self.signed, *self.update)) + 1
        first = _revision(data, self.signed, size, None, self.trailer)
        _revision(data, self.update, size, first, self.trailer)
        return bytes(data)

    def changes(self) -> tuple[Change, ...]:
        source = open_source(self.pdf())
        revisions = read_revisions(source, ObjectReader(source))
        assert len(revisions) == 2
        return review_changes(source, revisions, Objects(source, revisions), 1)

    def refused(self, **locks: Any) -> list[Change]:
        """Changes that a signature over the first revision does not allow."""
        changes = self.changes()
        signed: SignatureField = signature_field(revision=1, **{"doc_mdp": None, **locks})
        return [
            changes[judged.index]
            for judged in judge_changes(changes, signed, frozenset())
            if judged.allowed.outcome is not Outcome.PASSED
        ]


def _revision(
    data: bytearray,
    objects: dict[int, Any],
    size: int,
    previous: int | None,
    more: dict[str, Any],
) -> int:
    rows = {0: b"0000000000 65535 f \n"}
    for number, value in objects.items():
        if value is None:
            rows[number] = b"0000000000 00001 f \n"
            continue
        rows[number] = b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj\n" % number + serialize(value) + b"\nendobj\n"
    start = len(data)
    data += b"xref\n"
    for number, row in sorted(rows.items()):
        data += b"%d 1\n" % number + row
    trailer: dict[str, Any] = {"Size": size, "Root": Ref(CATALOG), **more}
    if previous is not None:
        trailer["Prev"] = previous
    data += b"trailer\n" + serialize(trailer) + b"\nstartxref\n%d\n%%%%EOF\n" % start
    return start
