"""Traps whose update lies over the page: comments, fields and widgets that cover words."""

from __future__ import annotations

from typing import Any

import pytest

from esign_verify.evidence import Overlay
from esign_verify.sandbox.pdf_objects import Name, Ref
from tests.document.changes.pieces import (
    ASIDE,
    LETTERS,
    OVER_TEXT,
    SIGNED,
    B,
    K,
    R,
    drawn,
    new_annotation,
    new_field,
)
from tests.document.changes.traps import Trap, field_
from tests.document.changes.world import (
    APPEARANCES,
    DRAWN,
    FIELDS,
    LIST,
    NOTE,
    TEXT,
    VALUE,
    World,
    base,
)

FOUND_LATE = new_field(Rect=OVER_TEXT, V=Ref(31), AP={"N": Ref(32)})
_LISTED_EARLY = {LIST: [*B[LIST], Ref(30)]}
_TWO_ARRAYS = {LIST: Ref(26), 26: B[LIST]}
WARNED: dict[str, Trap] = {
    "a widget that the page listed before it was there": Trap(
        {
            30: {k: v for k, v in FOUND_LATE[30].items() if k != "P"},
            FIELDS: FOUND_LATE[FIELDS],
            31: SIGNED,
            32: LETTERS,
        },
        R.SIGNATURE_ADDED,
        _LISTED_EARLY,
        K.SIGNATURE,
    ),
    "a page's list behind two references": Trap(
        {
            30: {k: v for k, v in FOUND_LATE[30].items() if k != "P"},
            FIELDS: FOUND_LATE[FIELDS],
            26: FOUND_LATE[LIST],
            31: SIGNED,
            32: LETTERS,
        },
        R.SIGNATURE_ADDED,
        _TWO_ARRAYS,
        K.SIGNATURE,
    ),
    "over a comment that readers draw themselves": Trap(
        {**new_field(V=Ref(31), Rect=ASIDE, AP={"N": Ref(32)}), 31: SIGNED, 32: LETTERS},
        R.SIGNATURE_ADDED,
        {NOTE: {"Subtype": Name("FreeText"), "Contents": b"x", "Rect": ASIDE}},
        K.SIGNATURE,
    ),
    "over a comment whose flags stand behind a reference": Trap(
        {
            **new_field(V=Ref(31), Rect=[60, 500, 90, 510], AP={"N": Ref(32)}),
            31: SIGNED,
            32: LETTERS,
        },
        R.SIGNATURE_ADDED,
        {NOTE: {**B[NOTE], "F": Ref(25)}, 25: 4},
        K.SIGNATURE,
    ),
    "an old comment drawn over text": Trap(
        {APPEARANCES: LETTERS},
        R.ANNOTATION_CHANGED,
        {APPEARANCES: drawn(b""), NOTE: {**B[NOTE], "Rect": OVER_TEXT}},
        K.ANNOTATION,
    ),
    "a filled field gets a background over words": Trap(
        {DRAWN: drawn(b"0.9 g 0 0 140 20 re f 0 g " + VALUE)},
        R.APPEARANCE_RENEWED,
        {TEXT: field_(Rect=OVER_TEXT)},
        K.FORM_FILL,
    ),
}


@pytest.mark.parametrize("trap", WARNED.values(), ids=WARNED)
def test_a_trap_over_the_page_is_told(trap: Trap) -> None:
    (change,) = trap.world().changes()
    assert (change.kind, change.reason) == (trap.kind, trap.reason)
    assert change.overlay in (Overlay.COVERS, Overlay.HIDES)
    assert change.page == 1


_OVER = [50, 770, 200, 770, 50, 800, 200, 800]
ELSEWHERE: dict[str, dict[str, Any]] = {
    "Highlight": {"QuadPoints": _OVER},
    "Ink": {"InkList": [[60, 780, 200, 785]]},
    "Line": {"L": [60, 780, 200, 785], "BS": {"W": 3}},
    "Polygon": {"Vertices": _OVER},
    "FreeText": {"CL": [60, 780, 200, 785]},
    "Watermark": {"FixedPrint": {"Matrix": [1, 0, 0, 1, 60, 780]}},
}


@pytest.mark.parametrize(("subtype", "entries"), ELSEWHERE.items(), ids=ELSEWHERE)
@pytest.mark.parametrize("place", [ASIDE, [0, 0, 0, 0]])
def test_readers_draw_by_points_what_has_no_appearance(
    subtype: str, entries: dict[str, Any], place: list[int]
) -> None:
    update = new_annotation(Subtype=Name(subtype), Rect=place, **entries)
    (change,) = World(base(), update).changes()
    assert (change.reason, change.overlay) == (R.ANNOTATION_ADDED, Overlay.HIDES)


@pytest.mark.parametrize(("permission", "count"), [(None, 0), (2, 1), (3, 0)])
def test_letters_that_nobody_signs_are_a_comment(permission: int | None, count: int) -> None:
    world = World(base(), {**new_field(Rect=ASIDE, AP={"N": Ref(32)}), 32: LETTERS})
    refused = world.refused(doc_mdp=permission)
    assert [change.reason for change in refused] == [R.ANNOTATION_ADDED] * count
