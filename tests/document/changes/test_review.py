"""Each kind of change as a fact: what it is, where it is, what it lies on."""

from __future__ import annotations

from typing import Any

import pytest

from esign_verify.evidence import ChangeKind, ChangeReason
from esign_verify.sandbox.pdf_objects import Name, Ref, Stream
from tests.document.changes.pieces import (
    ASIDE,
    LETTERS,
    OPAQUE,
    OVER_TEXT,
    SIGNED,
    STAMP,
    B,
    K,
    R,
    drawn,
    found,
    new_annotation,
    new_field,
    with_,
)
from tests.document.changes.world import (
    APPEARANCES,
    CATALOG,
    CONTENT,
    DRAWN,
    EMPTY,
    FIELDS,
    FONT,
    FORM,
    LIST,
    METADATA,
    NOTE,
    PAGE,
    PAGES,
    PICTURE,
    RESOURCES,
    STORE,
    TEXT,
)

UPDATES: dict[str, tuple[dict[int, Any], list[tuple[ChangeKind, ChangeReason, int]]]] = {
    # allowed as archival data
    "an object written again as it was": ({PAGE: B[PAGE], CONTENT: B[CONTENT]}, []),
    "an object that nothing refers to": ({25: [1, 2, 3]}, []),
    "a security store": (
        {**with_(CATALOG, DSS=Ref(STORE)), STORE: {"Certs": []}},
        [(K.EXTENSION, R.SECURITY_STORE, CATALOG)],
    ),
    "junk for a security store": (
        with_(CATALOG, DSS=[Ref(CONTENT), 7, b"x"]),
        [(K.EXTENSION, R.SECURITY_STORE, CATALOG)],
    ),
    "the mark of a writer": (
        {PAGES: {**B[PAGES], "ITXT": b"5.5.13"}},
        [(K.EXTENSION, R.METADATA, PAGES)],
    ),
    "metadata": (
        with_(CATALOG, Metadata=Ref(METADATA)),
        [(K.EXTENSION, R.METADATA, CATALOG)],
    ),
    "extensions and version": (
        with_(CATALOG, Extensions={"ADBE": {"ExtensionLevel": 8}}, Version=Name("2.0")),
        [(K.EXTENSION, R.EXTENSIONS, CATALOG), (K.EXTENSION, R.EXTENSIONS, CATALOG)],
    ),
    "a document time-stamp": (
        {**new_field(V=Ref(31)), 31: STAMP},
        [(K.EXTENSION, R.DOCUMENT_TIMESTAMP, 30)],
    ),
    "a document time-stamp of another /Type": (
        {**new_field(V=Ref(31)), 31: {**STAMP, "Type": Name("Sig")}},
        [(K.EXTENSION, R.DOCUMENT_TIMESTAMP, 30)],
    ),
    # signatures
    "an empty field signed": (
        {**with_(EMPTY, V=Ref(31)), 31: SIGNED},
        [(K.SIGNATURE, R.SIGNATURE_ADDED, EMPTY)],
    ),
    "a new field with a signature": (
        {**new_field(V=Ref(31)), 31: SIGNED},
        [(K.SIGNATURE, R.SIGNATURE_ADDED, 30)],
    ),
    "a new field whose widget is a kid without a /Parent": (
        {
            30: {"FT": Name("Sig"), "T": b"Sig3", "Kids": [Ref(32)], "V": Ref(31)},
            31: SIGNED,
            32: {"Subtype": Name("Widget"), "Rect": ASIDE, "P": Ref(PAGE)},
            FIELDS: [*B[FIELDS], Ref(30)],
            LIST: [*B[LIST], Ref(32)],
        },
        [(K.SIGNATURE, R.SIGNATURE_ADDED, 30)],
    ),
    "a new empty field": (
        new_field(Rect=ASIDE),
        [(K.SIGNATURE, R.SIGNATURE_FIELD_ADDED, 30)],
    ),
    "a new field that takes an old signature again (pyHanko 0.36.2)": (
        {**new_field(V=Ref(STORE))},
        [(K.CONTENT, R.SIGNATURE_REUSED, 30)],
    ),
    "an empty field that covers content": (
        {**new_field(Rect=OVER_TEXT, AP={"N": Ref(32)}), 32: OPAQUE},
        [(K.CONTENT, R.EMPTY_FIELD_COVERS, 30)],
    ),
    "a new field with a script": (
        {**new_field(V=Ref(31), AA={"E": {"S": Name("JavaScript")}}), 31: SIGNED},
        [(K.CONTENT, R.ACTION_ADDED, 30), (K.SIGNATURE, R.SIGNATURE_ADDED, 30)],
    ),
    "a new text field": (
        new_field(FT=Name("Tx")),
        [(K.CONTENT, R.FIELD_ADDED, 30)],
    ),
    # form filling
    "a value with its appearance": (
        {**with_(TEXT, V=b"nine"), DRAWN: drawn(b"BT /F1 9 Tf (nine) Tj ET")},
        [(K.FORM_FILL, R.FIELD_FILLED, TEXT)],
    ),
    "a value whose appearance is left to the reader": (
        {**with_(TEXT, V=b"nine"), **with_(FORM, NeedAppearances=True)},
        [(K.FORM_FILL, R.FORM_SETTINGS, FORM), (K.FORM_FILL, R.FIELD_FILLED, TEXT)],
    ),
    "an appearance drawn again with the same text": (
        {DRAWN: drawn(b"BT /F1 8 Tf 1 1 Td (hund) Tj (red) Tj ET")},
        [(K.FORM_FILL, R.APPEARANCE_RENEWED, TEXT)],
    ),
    "shadow replace: another appearance of the same value": (
        {DRAWN: drawn(b"BT /F1 9 Tf (million) Tj ET")},
        [(K.CONTENT, R.VALUE_APPEARANCE_MISMATCH, TEXT)],
    ),
    "another value under the same appearance": (
        with_(TEXT, V=b"million"),
        [(K.CONTENT, R.VALUE_APPEARANCE_MISMATCH, TEXT)],
    ),
    "a value with the appearance of another": (
        {**with_(TEXT, V=b"nine"), DRAWN: drawn(b"BT /F1 9 Tf (ten) Tj ET")},
        [(K.CONTENT, R.VALUE_APPEARANCE_MISMATCH, TEXT)],
    ),
    "a field moved": (with_(TEXT, Rect=[1, 2, 3, 4]), [(K.CONTENT, R.FIELD_MOVED, TEXT)]),
    "a field hidden": (with_(TEXT, F=2), [(K.CONTENT, R.FIELD_HIDDEN, TEXT)]),
    "a field's ink changed": (
        with_(TEXT, DA=b"/F1 0 Tf 1 g"),
        [(K.CONTENT, R.FIELD_CHANGED, TEXT)],
    ),
    "a field locked against writing": (
        with_(TEXT, Ff=1),
        [(K.FORM_FILL, R.FORM_SETTINGS, TEXT)],
    ),
    "a field made a password": (with_(TEXT, Ff=1 << 13), [(K.CONTENT, R.FIELD_CHANGED, TEXT)]),
    "a field out of the form": (
        {FIELDS: [Ref(EMPTY)]},
        [(K.CONTENT, R.FIELD_REMOVED, FIELDS)],
    ),
    "a font of the form replaced": (
        with_(FORM, DR={"Font": {"F1": Ref(30)}}) | {30: {"Type": Name("Font")}},
        [(K.CONTENT, R.FORM_CHANGED, FORM)],
    ),
    "a font added to the form": (
        with_(FORM, DR={"Font": {"F1": Ref(FONT), "F2": Ref(30)}}) | {30: {"Type": Name("Font")}},
        [(K.EXTENSION, R.FORM_SETTINGS, FORM)],
    ),
    # annotations
    "an annotation": (new_annotation(), [(K.ANNOTATION, R.ANNOTATION_ADDED, 30)]),
    "an annotation with a script": (
        new_annotation(A={"S": Name("JavaScript")}),
        [(K.CONTENT, R.ACTION_ADDED, 30)],
    ),
    "a widget of no field": (
        new_annotation(Subtype=Name("Widget")),
        [(K.CONTENT, R.FIELD_ADDED, 30)],
    ),
    "an annotation changed": (
        with_(NOTE, Contents=b"other"),
        [(K.ANNOTATION, R.ANNOTATION_CHANGED, NOTE)],
    ),
    "an annotation drawn otherwise": (
        {APPEARANCES: OPAQUE},
        [(K.ANNOTATION, R.ANNOTATION_CHANGED, NOTE)],
    ),
    "an annotation removed": (
        {LIST: [Ref(TEXT), Ref(EMPTY)]},
        [(K.ANNOTATION, R.ANNOTATION_REMOVED, NOTE)],
    ),
    "annotations in another order": (
        {LIST: [Ref(NOTE), Ref(TEXT), Ref(EMPTY)]},
        [(K.CONTENT, R.PAGE_CHANGED, LIST)],
    ),
    "a widget off its page": (
        {LIST: [Ref(EMPTY), Ref(NOTE)]},
        [(K.CONTENT, R.FIELD_REMOVED, TEXT)],
    ),
    # content
    "ISA: the page's content": (
        {CONTENT: Stream({}, b"BT (Pay 900 to Mallory) Tj ET")},
        [(K.CONTENT, R.OBJECT_REPLACED, CONTENT)],
    ),
    "ISA (D): the page's content freed": (
        {CONTENT: None},
        [(K.CONTENT, R.OBJECT_REMOVED, CONTENT)],
    ),
    "ISA (K): another array of contents": (
        with_(PAGE, Contents=[Ref(CONTENT), Ref(30)]) | {30: LETTERS},
        [(K.CONTENT, R.PAGE_CHANGED, PAGE)],
    ),
    "ISA (L): a font of the page": (
        {FONT: {**B[FONT], "Encoding": Name("Symbol")}},
        [(K.UNEXPLAINED, R.OBJECT_REPLACED, FONT)],
    ),
    "ISA (M): a layer": (
        with_(CATALOG, OCProperties={"D": {}}),
        [(K.CONTENT, R.CATALOG_CHANGED, CATALOG)],
    ),
    "ISA (N): an action on opening": (
        with_(CATALOG, OpenAction={"S": Name("JavaScript")}),
        [(K.CONTENT, R.CATALOG_CHANGED, CATALOG)],
    ),
    "ISA (O): the page turned": (
        with_(PAGE, Rotate=180),
        [(K.CONTENT, R.PAGE_CHANGED, PAGE)],
    ),
    "ISA (J): another page tree": (
        {PAGES: {**B[PAGES], "Kids": [Ref(30)]}, 30: B[PAGE]},
        [(K.CONTENT, R.OBJECT_REPLACED, PAGES), (K.UNEXPLAINED, R.AMBIGUOUS_UPDATE, 30)],
    ),
    "a form XObject of the page": (
        {PICTURE: OPAQUE},
        [(K.UNEXPLAINED, R.OBJECT_REPLACED, PICTURE)],
    ),
    "resources of the page": (
        with_(RESOURCES, XObject={"Im": Ref(APPEARANCES)}),
        [(K.CONTENT, R.OBJECT_REPLACED, RESOURCES)],
    ),
    "the catalog without its form": (
        {CATALOG: {"Type": Name("Catalog"), "Pages": Ref(PAGES)}},
        [(K.CONTENT, R.FORM_CHANGED, CATALOG)],
    ),
}


@pytest.mark.parametrize(("update", "expected"), UPDATES.values(), ids=UPDATES)
def test_changes(
    update: dict[int, Any], expected: list[tuple[ChangeKind, ChangeReason, int]]
) -> None:
    assert sorted((c.kind, c.reason, c.object_number) for c in found(update)) == sorted(expected)
    assert {change.revision for change in found(update)} <= {2}
