"""Each kind of change as a fact: what it is, where it is, what it lies on."""

from __future__ import annotations

from typing import Any

import pytest

from esign_verify.evidence import Change, ChangeKind, ChangeReason, Overlay
from esign_verify.sandbox.pdf_objects import Name, Ref, Stream
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
    World,
    base,
)

B = base()
SIGNED = {"Type": Name("Sig"), "SubFilter": Name("ETSI.CAdES.detached")}
STAMP = {"Type": Name("DocTimeStamp"), "SubFilter": Name("ETSI.RFC3161")}
OVER_TEXT = [50, 770, 200, 800]
"""over `Pay 100 to Alice`"""
ASIDE = [400, 40, 500, 80]
OPAQUE = Stream({"Type": Name("XObject"), "Subtype": Name("Form")}, b"1 g 0 0 100 20 re f")
LETTERS = Stream({"Type": Name("XObject"), "Subtype": Name("Form")}, b"BT (Mallory) Tj ET")

K, R = ChangeKind, ChangeReason


def with_(number: int, **entries: Any) -> dict[int, Any]:
    return {number: {**B[number], **entries}}


def new_field(**entries: Any) -> dict[int, Any]:
    """A signature field 30 on the page."""
    field = {"FT": Name("Sig"), "T": b"Sig3", "Subtype": Name("Widget"), "P": Ref(PAGE)}
    return {
        30: {**field, "Rect": [0, 0, 0, 0], **entries},
        FIELDS: [*B[FIELDS], Ref(30)],
        LIST: [*B[LIST], Ref(30)],
    }


def new_annotation(**entries: Any) -> dict[int, Any]:
    value = {"Type": Name("Annot"), "Subtype": Name("FreeText"), "Rect": ASIDE}
    return {30: {**value, **entries}, LIST: [*B[LIST], Ref(30)]}


def drawn(data: bytes) -> Stream:
    return Stream(dict(B[DRAWN].dictionary), data)


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


def found(update: dict[int, Any], signed: dict[int, Any] | None = None) -> list[Change]:
    return list(World(signed or {**base(), STORE: SIGNED}, update).changes())


@pytest.mark.parametrize(("update", "expected"), UPDATES.values(), ids=UPDATES)
def test_changes(
    update: dict[int, Any], expected: list[tuple[ChangeKind, ChangeReason, int]]
) -> None:
    assert sorted((c.kind, c.reason, c.object_number) for c in found(update)) == sorted(expected)
    assert {change.revision for change in found(update)} <= {2}


@pytest.mark.parametrize(
    ("rectangle", "appearance", "expected"),
    [
        (ASIDE, OPAQUE, Overlay.NONE),
        (OVER_TEXT, LETTERS, Overlay.COVERS),
        (OVER_TEXT, OPAQUE, Overlay.HIDES),
        ([300, 300, 350, 310], LETTERS, Overlay.COVERS),
        ([0, 0, 0, 0], OPAQUE, Overlay.NONE),
        ([200, 800, 50, 770], OPAQUE, Overlay.HIDES),
    ],
    ids=["aside", "letters", "opaque", "over another field", "no area", "corners swapped"],
)
def test_what_a_new_signature_lies_on(
    rectangle: list[int], appearance: Stream, expected: Overlay
) -> None:
    update = new_field(V=Ref(31), Rect=rectangle, AP={"N": Ref(32)})
    (change,) = found({**update, 31: SIGNED, 32: appearance})
    assert (change.reason, change.page, change.overlay) == (R.SIGNATURE_ADDED, 1, expected)
    assert change.field == "Sig3"
    x0, y0, x1, y1 = rectangle
    assert change.rectangle == (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


@pytest.mark.parametrize(
    "entries",
    [
        {"Subtype": Name("Unheard")},
        {"AP": {"D": Ref(32)}},
        {"OC": Ref(33), "AP": {"N": Ref(32)}},
        {"AP": {"N": {"On": Ref(32)}}, "AS": Name("Off")},
        {},
    ],
    ids=["unknown subtype", "down appearance only", "layer", "state not shown", "no appearance"],
)
def test_evading_annotations_lie_where_their_rectangle_is(entries: dict[str, Any]) -> None:
    """S&P 2021: whatever says that it is not drawn now can be drawn later."""
    update = new_annotation(Rect=OVER_TEXT, **entries)
    (change,) = found({**update, 32: OPAQUE, 33: {"Type": Name("OCG"), "Name": b"x"}})
    assert (change.reason, change.overlay) == (R.ANNOTATION_ADDED, Overlay.HIDES)


def test_content_that_cannot_be_read_is_not_called_empty() -> None:
    signed = {**base(), CONTENT: Stream({"Filter": Name("JPXDecode")}, b"?")}
    (change,) = found(new_annotation(Rect=ASIDE), signed)
    assert change.overlay is Overlay.UNKNOWN


def test_a_white_background_is_no_content() -> None:
    signed = {**base(), CONTENT: Stream({}, b"1 1 1 rg 0 0 595 842 re f 0 g BT (x) Tj ET")}
    (change,) = found(new_annotation(Rect=ASIDE), signed)
    assert change.overlay is Overlay.NONE


def test_a_cover_of_the_signed_revision_may_not_go() -> None:
    """Shadow hide, variant 2 (NDSS 2021): what lay beneath was never seen by the signer."""
    signed = base() | {APPEARANCES: OPAQUE}
    signed[NOTE] = {**signed[NOTE], "Rect": OVER_TEXT}
    (change,) = found({LIST: [Ref(TEXT), Ref(EMPTY)]}, signed)
    assert (change.kind, change.reason) == (K.CONTENT, R.COVER_REMOVED)


def test_an_object_used_in_two_ways_may_change_in_neither() -> None:
    """The appearance of the field is an image of the page too."""
    signed = base()
    signed[RESOURCES] = {**signed[RESOURCES], "XObject": {"Im": Ref(DRAWN)}}
    update = with_(TEXT, V=b"nine") | {DRAWN: drawn(b"BT /F1 9 Tf (nine) Tj ET")}
    reasons = {(c.kind, c.reason) for c in found(update, signed)}
    assert (K.UNEXPLAINED, R.OBJECT_REPLACED) in reasons


def test_a_dangling_reference_that_the_page_makes_may_not_be_filled() -> None:
    signed = base()
    signed[PAGE] = {**signed[PAGE], "Contents": [Ref(CONTENT), Ref(30)]}
    (change,) = found({30: LETTERS}, signed)
    assert (change.kind, change.reason) == (K.CONTENT, R.OBJECT_APPEARED)


def test_a_dangling_reference_that_nobody_reaches_may() -> None:
    signed = {**base(), 25: [Ref(30)]}
    assert found({30: LETTERS}, signed) == []


def test_filling_a_list_box_cannot_be_compared_and_says_so() -> None:
    signed = base()
    signed[TEXT] = {**signed[TEXT], "FT": Name("Ch")}
    update = {TEXT: {**signed[TEXT], "V": b"nine"}, DRAWN: drawn(b"BT /F1 9 Tf (nine ten) Tj ET")}
    assert {(c.reason, c.compared) for c in found(update, signed)} == {(R.FIELD_FILLED, False)}


BUTTON = {"FT": Name("Btn"), "AS": Name("Off"), "V": Name("Off")}
STATES = {"N": {"Yes": Ref(PICTURE), "Off": Ref(APPEARANCES)}}


def button(**entries: Any) -> dict[str, Any]:
    return {**{k: v for k, v in B[TEXT].items() if k != "AP"}, **BUTTON, "AP": STATES, **entries}


@pytest.mark.parametrize(
    ("update", "reason", "compared"),
    [
        ({TEXT: button(V=Name("Yes"), AS=Name("Yes"))}, R.FIELD_FILLED, True),
        ({TEXT: button(AS=Name("Yes"))}, R.VALUE_APPEARANCE_MISMATCH, True),
        ({TEXT: button(V=Name("Yes"))}, R.VALUE_APPEARANCE_MISMATCH, True),
        ({PICTURE: OPAQUE}, R.VALUE_APPEARANCE_MISMATCH, True),
        ({TEXT: button(AP={"N": {"Yes": Ref(30)}}), 30: OPAQUE}, R.VALUE_APPEARANCE_MISMATCH, True),
    ],
    ids=["checked", "shown checked only", "checked unseen", "another tick", "other pictures"],
)
def test_check_boxes_show_their_value(
    update: dict[int, Any], reason: ChangeReason, compared: bool
) -> None:
    signed = base() | {TEXT: button(), RESOURCES: {}}
    assert {(c.reason, c.compared) for c in found(update, signed)} == {(reason, compared)}


def test_what_is_shown_under_the_mouse_may_not_be_slipped_in() -> None:
    update = with_(TEXT, AP={"N": Ref(DRAWN), "R": Ref(30)}) | {30: OPAQUE}
    assert {c.reason for c in found(update)} == {R.VALUE_APPEARANCE_MISMATCH}


def test_an_appearance_may_not_vanish_under_its_value() -> None:
    gone = {key: value for key, value in B[TEXT].items() if key != "AP"}
    assert {c.reason for c in found({TEXT: gone})} == {R.VALUE_APPEARANCE_MISMATCH}


def test_a_hidden_field_may_not_come_to_light() -> None:
    signed = base() | {TEXT: {**B[TEXT], "F": 2}}
    assert {c.reason for c in found({TEXT: B[TEXT]}, signed)} == {R.FIELD_HIDDEN}


def test_a_widget_that_two_pages_list_is_judged_by_the_worse_of_them() -> None:
    signed = base()
    signed[PAGES] = {**signed[PAGES], "Kids": [Ref(PAGE), Ref(25)], "Count": 2}
    signed[25] = {**signed[PAGE], "Contents": Ref(26), "Annots": []}
    signed[26] = Stream({}, b"")
    update = new_field(V=Ref(31), Rect=OVER_TEXT, AP={"N": Ref(32)})
    both = {**update, 31: SIGNED, 32: OPAQUE, 25: {**signed[25], "Annots": [Ref(30)]}}
    assert {(c.page, c.overlay) for c in found(both, signed)} == {(1, Overlay.HIDES)}


def test_a_value_that_is_an_object_of_its_own_is_filled_like_any_other() -> None:
    signed = base() | {TEXT: {**B[TEXT], "V": Ref(25)}, 25: b"hundred"}
    assert {c.reason for c in found({25: b"nine"}, signed)} == {R.VALUE_APPEARANCE_MISMATCH}
    filled = {25: b"nine", DRAWN: drawn(b"BT /F1 9 Tf (nine) Tj ET")}
    assert {c.reason for c in found(filled, signed)} == {R.FIELD_FILLED}
