"""Where a page shows its text, whatever it is placed by: a signature over it is told."""

from __future__ import annotations

from typing import Any

import pytest

from esign_verify.evidence import Overlay
from esign_verify.sandbox.pdf_objects import Name, Ref, Stream
from tests.document.changes.pieces import LETTERS, SIGNED, B, K, R, drawn, new_field, with_
from tests.document.changes.world import CONTENT, DRAWN, FONT, RESOURCES, TEXT, World, base

SHOWN = b"BT /F1 11 Tf 60 780 Td "
BEHIND = [150, 770, 200, 800]
"""to the right of where text of usual width ends"""
IMAGE = {"Subtype": Name("Image"), "Width": 1, "Height": 1, "BitsPerComponent": 8}
BIG = {
    "Subtype": Name("Type3"),
    "FontMatrix": [1, 0, 0, 1, 0, 0],
    "FontBBox": [0, 0, 20, 20],
    "FirstChar": 97,
    "Widths": [20],
}
CID = {"Subtype": Name("CIDFontType2"), "DW": 500, "W": [1, [3000], 2, 3, 100]}
COMPOSITE = {**B[FONT], "Subtype": Name("Type0"), "Encoding": Name("Identity-H")}

Placed = tuple[bytes, dict[str, Any], list[int], Overlay]
PLACED: dict[str, Placed] = {
    "control": (SHOWN + b"(Pay) Tj ET", {}, BEHIND, Overlay.NONE),
    "Tc": (SHOWN + b"60 Tc (Pay) Tj ET", {}, BEHIND, Overlay.COVERS),
    "Tw": (SHOWN + b"100 Tw (P A) Tj ET", {}, BEHIND, Overlay.COVERS),
    "Tz": (SHOWN + b"800 Tz (Pay) Tj ET", {}, BEHIND, Overlay.COVERS),
    "Ts": (b"BT /F1 11 Tf 300 Ts 150 480 Td (Pay) Tj ET", {}, BEHIND, Overlay.COVERS),
    "gs": (
        b"BT /G gs 60 780 Td (Pay 100 to Alice and others) Tj ET",
        {"ExtGState": {"G": {"Font": [Ref(FONT), 11]}}},
        BEHIND,
        Overlay.COVERS,
    ),
    "capitals": (SHOWN + b"(WWWWWWWWWWWWWW) Tj ET", {}, BEHIND, Overlay.COVERS),
    "/Widths": (
        SHOWN.replace(b"F1", b"F5") + b"(aaaaa) Tj ET",
        {"Font": {"F5": {**B[FONT], "FirstChar": 97, "Widths": [3000]}}},
        BEHIND,
        Overlay.COVERS,
    ),
    "/FontMatrix": (
        b"BT /F5 1 Tf 60 780 Td (aaaaaaaa) Tj ET",
        {"Font": {"F5": BIG}},
        BEHIND,
        Overlay.COVERS,
    ),
    "/W": (
        SHOWN.replace(b"F1", b"F5") + b"<000100010001> Tj ET",
        {"Font": {"F5": {**COMPOSITE, "DescendantFonts": [CID]}}},
        BEHIND,
        Overlay.COVERS,
    ),
    "/W of narrow letters": (
        SHOWN.replace(b"F1", b"F5") + b"<0002000300020003000200030002> Tj ET",
        {"Font": {"F5": {**COMPOSITE, "DescendantFonts": [CID]}}},
        [75, 770, 200, 800],
        Overlay.NONE,
    ),
    "a thick line": (b"200 w 100 600 m 101 600 l S", {}, [160, 590, 170, 610], Overlay.COVERS),
    "a pattern over the page": (
        b"/Pattern cs /P1 scn 0 0 595 842 re f",
        {"Pattern": {"P1": Ref(28)}},
        BEHIND,
        Overlay.COVERS,
    ),
    "a scan": (
        b"q 595 0 0 842 0 0 cm /Im Do Q",
        {"XObject": {"Im": Ref(28)}},
        BEHIND,
        Overlay.COVERS,
    ),
    "a coloured page": (b"1 1 0.9 rg 0 0 595 842 re f", {}, BEHIND, Overlay.NONE),
}


@pytest.mark.parametrize(("content", "resources", "place", "overlay"), PLACED.values(), ids=PLACED)
def test_what_a_signature_lies_on(
    content: bytes, resources: dict[str, Any], place: list[int], overlay: Overlay
) -> None:
    usual = {"Font": {"F1": Ref(FONT)}}
    signed = {**base(), CONTENT: Stream({}, content), RESOURCES: {**usual, **resources}}
    signed[28] = Stream(IMAGE, b"x")
    update = {**new_field(V=Ref(31), Rect=place, AP={"N": Ref(32)}), 31: SIGNED, 32: LETTERS}
    (change,) = World(signed, update).changes()
    assert (change.reason, change.overlay) == (R.SIGNATURE_ADDED, overlay)


@pytest.mark.parametrize("filled", [True, False])
def test_a_picture_beside_the_value_is_not_compared(filled: bool) -> None:
    picture = drawn(b"BT /F1 9 Tf (nine) Tj ET q 9 0 0 9 50 0 cm BI /W 1 /H 1 ID x EI Q")
    before = b"hundred" if filled else b"nine"
    signed = {**base(), TEXT: {**B[TEXT], "V": before}}
    signed[DRAWN] = drawn(b"BT /F1 9 Tf (%s) Tj ET" % before)
    update = {**with_(TEXT, V=b"nine"), DRAWN: picture}
    (change,) = {(c.kind, c.reason, c.compared) for c in World(signed, update).changes()}
    expected = (K.FORM_FILL, R.FIELD_FILLED, False)
    assert change == (expected if filled else (K.CONTENT, R.VALUE_APPEARANCE_MISMATCH, True))


CLEAR = {"ExtGState": {"G": {"ca": 0}, "M": {"SMask": {"S": Name("Alpha")}}}}
UNSEEN: dict[str, bytes] = {
    "clipped away": b"0 0 1 1 re W n BT /F1 9 Tf 20 2 Td (hundred) Tj ET",
    "transparent": b"/G gs BT /F1 9 Tf 20 2 Td (hundred) Tj ET",
    "masked": b"/M gs BT /F1 9 Tf 20 2 Td (hundred) Tj ET",
    "tiny": b"BT /F1 0.1 Tf 20 2 Td (hundred) Tj ET",
    "without width": b"BT /F1 9 Tf 0 Tz 20 2 Td (hundred) Tj ET",
}


@pytest.mark.parametrize("content", UNSEEN.values(), ids=UNSEEN)
def test_a_value_may_not_vanish_by_being_drawn_unseen(content: bytes) -> None:
    entries = {**B[DRAWN].dictionary, "Resources": {"Font": {"F1": Ref(FONT)}, **CLEAR}}
    (change,) = World(base(), {DRAWN: Stream(entries, content)}).changes()
    assert (change.kind, change.reason) == (K.CONTENT, R.VALUE_APPEARANCE_MISMATCH)


def test_letters_in_another_order_than_they_stand_are_not_compared() -> None:
    content = b"BT /F1 9 Tf 60 2 Td (1) Tj 10 0 Td (00 or) Tj -65 0 Td (9) Tj ET"
    update = {**with_(TEXT, V=b"100 or 9"), DRAWN: drawn(content)}
    found = {(c.kind, c.reason, c.compared) for c in World(base(), update).changes()}
    assert found == {(K.FORM_FILL, R.FIELD_FILLED, False)}
