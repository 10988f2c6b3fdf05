"""What an update lies on, hides, shows or slips in: each one by itself."""

from __future__ import annotations

from typing import Any

import pytest

from esign_verify.evidence import ChangeReason, Overlay
from esign_verify.sandbox.pdf_objects import Name, Ref, Stream
from tests.document.changes.pieces import (
    ASIDE,
    LETTERS,
    OPAQUE,
    OVER_TEXT,
    SIGNED,
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
    CONTENT,
    DRAWN,
    EMPTY,
    LIST,
    NOTE,
    PAGE,
    PAGES,
    PICTURE,
    RESOURCES,
    TEXT,
    base,
)


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
