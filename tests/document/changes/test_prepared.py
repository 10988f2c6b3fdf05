"""Documents prepared before they were signed, so that an update can say what no one signed.

Each was found by asking which shape of a document the analysis never thought of: what is
behind a reference, in two places, without a name, inherited, or something else as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from esign_verify.evidence import ChangeKind, ChangeReason, FieldMdp, Overlay
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
    new_annotation,
    new_field,
    with_,
)
from tests.document.changes.world import (
    APPEARANCES,
    CATALOG,
    DRAWN,
    EMPTY,
    FIELDS,
    FONT,
    FORM,
    LIST,
    NOTE,
    PAGE,
    STORE,
    TEXT,
    VALUE,
    World,
    base,
)

WIDGET = {"Type": Name("Annot"), "Subtype": Name("Widget")}
MILLION = drawn(b"BT /F1 9 Tf (million) Tj ET")
NO_AP = {key: value for key, value in B[TEXT].items() if key != "AP"}
NINES = {**B[FONT], "Encoding": {"Differences": [104, Name("m")]}}
OWN_FONT = Stream({"Subtype": Name("Form"), "BBox": [0, 0, 140, 20]}, VALUE)
"""an appearance whose font comes from the form"""


@dataclass
class Trap:
    """`signed`: what the base is prepared with; `update`: what springs it."""

    update: dict[int, Any]
    reason: ChangeReason
    signed: dict[int, Any] = field(default_factory=dict)
    kind: ChangeKind = K.CONTENT
    """never allowed, but for `allowing`"""

    def world(self) -> World:
        return World({**base(), STORE: SIGNED, **self.signed}, self.update)


def _field(**entries: Any) -> dict[str, Any]:
    return {**B[TEXT], **entries}


_KIDLESS = _field(Kids=[])
_DIRECT = {**NO_AP, "Kids": [{**WIDGET, "Rect": [300, 300, 400, 320], "AP": {"N": Ref(DRAWN)}}]}
_BOTH = _field(Kids=[Ref(25)])
_GROUP = _field(S=Name("Transparency"), I=False)
_ACTION = _field(S=Name("Launch"), F=b"good")
_SWITCHED = _field(AP={"N": {"A": Ref(DRAWN), "B": Ref(25)}}, AS=Name("A"), Ff=1 << 13)
_TAGGED = {
    CATALOG: {**B[CATALOG], "StructTreeRoot": Ref(20)},
    20: {"Type": Name("StructTreeRoot"), "K": [Ref(21)]},
    21: {"S": Name("P"), "P": Ref(20), "Pg": Ref(PAGE), "K": [0]},
}
_SPOKEN = {"S": Name("Span"), "P": Ref(20), "Pg": Ref(PAGE)}
_BY_DEFAULT = {27: B[FONT], FORM: {**B[FORM], "DR": {"Font": {"F1": Ref(27)}}}, DRAWN: OWN_FONT}
_COVER = {APPEARANCES: OPAQUE, NOTE: {**B[NOTE], "Rect": OVER_TEXT}}


_PARENTLESS = {
    25: {"FT": Name("Sig"), "T": b"Sig4", "Kids": [Ref(26)]},
    26: {**WIDGET, "Rect": ASIDE, "P": Ref(PAGE)},
    FIELDS: [*B[FIELDS], Ref(25)],
    LIST: [*B[LIST], Ref(26)],
}


def _nested(**entries: Any) -> dict[int, Any]:
    """A new field, below it a node, below that the widget."""
    return {
        30: {"FT": Name("Sig"), "T": b"Sig3", "Kids": [Ref(31)]},
        31: {"Kids": [Ref(32)], "Parent": Ref(30), **entries},
        32: {**WIDGET, "Parent": Ref(31), "Rect": OVER_TEXT, "AP": {"N": Ref(33)}, "P": Ref(PAGE)},
        33: OPAQUE,
        FIELDS: [*B[FIELDS], Ref(30)],
        LIST: [*B[LIST], Ref(32)],
    }


def _spoken(**entries: Any) -> dict[int, Any]:
    return {20: {**_TAGGED[20], "K": [Ref(30), Ref(21)]}, 30: {**_SPOKEN, **entries}}


REFUSED: dict[str, Trap] = {
    # fields whose widgets are not where they were looked for
    "widget two levels below its new field": Trap(_nested(), R.EMPTY_FIELD_COVERS),
    "an old signature below a new field": Trap(_nested(T=b"x", V=Ref(STORE)), R.SIGNATURE_REUSED),
    "empty /Kids": Trap(
        {TEXT: {**_KIDLESS, "V": b"nine", "AP": {"N": Ref(30)}}, 30: MILLION},
        R.VALUE_APPEARANCE_MISMATCH,
        {TEXT: _KIDLESS},
    ),
    "kids that are no objects": Trap(
        {TEXT: {**_DIRECT, "V": b"million"}}, R.FIELD_CHANGED, {TEXT: _DIRECT}
    ),
    "a widget that has kids too": Trap(
        {TEXT: {**_BOTH, "V": b"nine", "AP": {"N": Ref(30)}}, 30: MILLION},
        R.VALUE_APPEARANCE_MISMATCH,
        {TEXT: _BOTH, 25: {**WIDGET, "Parent": Ref(TEXT), "Rect": [0, 0, 0, 0]}},
    ),
    "a widget without /Parent, drawn by nobody's signature": Trap(
        {26: {**_PARENTLESS[26], "AP": {"N": Ref(30)}}, 30: LETTERS}, R.FIELD_CHANGED, _PARENTLESS
    ),
    "a widget without /Parent, drawn again": Trap(
        {26: {**_PARENTLESS[26], "AP": {"N": Ref(30)}}, 30: LETTERS},
        R.FIELD_CHANGED,
        {**_PARENTLESS, 25: {**_PARENTLESS[25], "V": Ref(STORE)}},
    ),
    # fields that are something else as well
    "a comment in the shape of a signature field": Trap(
        new_field(Subtype=Name("FreeText"), Rect=ASIDE, Contents=b"Pay 999"), R.FIELD_ADDED
    ),
    "a second field of a name": Trap(
        {**new_field(V=Ref(31), T=b"amount"), 31: SIGNED}, R.FIELD_ADDED
    ),
    "a field that is the group of the page": Trap(
        {TEXT: {**_GROUP, "I": True}},
        R.FIELD_CHANGED,
        {TEXT: _GROUP, PAGE: {**B[PAGE], "Group": Ref(TEXT)}},
    ),
    "a field that is an action": Trap(
        {TEXT: {**_ACTION, "F": b"evil"}},
        R.FIELD_CHANGED,
        {TEXT: _ACTION, NOTE: {**B[NOTE], "A": Ref(TEXT)}},
    ),
    # flags, states, rich text
    "flags behind a reference": Trap({**with_(TEXT, F=Ref(30)), 30: 2}, R.FIELD_HIDDEN),
    "a field off the paper": Trap({TEXT: _field(F=0)}, R.FIELD_HIDDEN, {TEXT: _field(F=4)}),
    "rich text against the value": Trap(
        with_(TEXT, RV=b"<p>million</p>"), R.VALUE_APPEARANCE_MISMATCH
    ),
    "another state of a text that cannot be compared": Trap(
        {TEXT: {**_SWITCHED, "AS": Name("B")}},
        R.VALUE_APPEARANCE_MISMATCH,
        {TEXT: _SWITCHED, 25: MILLION},
    ),
    "letters that only clip": Trap(
        {**with_(TEXT, V=b"nine"), DRAWN: drawn(b"BT /F1 9 Tf 7 Tr (nine) Tj ET")},
        R.VALUE_APPEARANCE_MISMATCH,
    ),
    "letters painted over": Trap(
        {
            **with_(TEXT, V=b"nine"),
            DRAWN: drawn(b"BT /F1 9 Tf 2 2 Td (nine) Tj ET 1 g 0 0 140 20 re f"),
        },
        R.VALUE_APPEARANCE_MISMATCH,
    ),
    # the form's own settings
    "a font of the form gets other glyphs": Trap(
        {27: NINES}, R.OBJECT_REPLACED, _BY_DEFAULT, K.UNEXPLAINED
    ),
    "a font within the form gets other glyphs": Trap(
        with_(FORM, DR={"Font": {"F1": NINES}}),
        R.FORM_CHANGED,
        {FORM: {**B[FORM], "DR": {"Font": {"F1": B[FONT]}}}, DRAWN: OWN_FONT},
    ),
    "a font that the field's /DA missed": Trap(
        {**with_(FORM, DR={"Font": {"F1": Ref(FONT), "F9": Ref(30)}}), 30: NINES},
        R.FORM_CHANGED,
        {TEXT: _field(DA=b"/F9 9 Tf")},
    ),
    "the ink of all fields": Trap(with_(FORM, DA=b"1 g /F1 9 Tf"), R.FORM_CHANGED),
    "an order of calculation": Trap(
        with_(FORM, CO=[Ref(TEXT)]), R.FORM_CHANGED, {TEXT: _field(AA={"C": {}})}
    ),
    # what is read aloud
    "an element that replaces text": Trap(
        _spoken(ActualText=b"Pay 999"), R.OBJECT_REPLACED, _TAGGED, K.UNEXPLAINED
    ),
    "an element that takes content of the page": Trap(
        _spoken(K=0), R.OBJECT_REPLACED, _TAGGED, K.UNEXPLAINED
    ),
    "an element twice in the tree": Trap(
        {20: {**_TAGGED[20], "K": [Ref(21), Ref(21)]}}, R.OBJECT_REPLACED, _TAGGED, K.UNEXPLAINED
    ),
    "the tag tree comes into force": Trap(
        {CATALOG: {**_TAGGED[CATALOG], "MarkInfo": {"Marked": True}}}, R.CATALOG_CHANGED, _TAGGED
    ),
    # annotations
    "a film with scripts": Trap(new_annotation(Subtype=Name("RichMedia")), R.ACTION_ADDED),
    "a model with a script": Trap(
        {
            **new_annotation(Subtype=Name("3D"), **{"3DD": Ref(32)}),
            32: Stream({"OnInstantiate": Ref(33)}, b""),
            33: Stream({}, b"x"),
        },
        R.ACTION_ADDED,
    ),
    "a link that runs a script": Trap(
        new_annotation(Subtype=Name("Link"), A={"S": Name("URI"), "URI": b"javascript:x"}),
        R.ACTION_ADDED,
    ),
    "a link with a second action": Trap(
        new_annotation(Subtype=Name("Link"), PA={"S": Name("JavaScript")}), R.ACTION_ADDED
    ),
    "a cover hidden": Trap({NOTE: {**_COVER[NOTE], "F": 2}}, R.COVER_REMOVED, _COVER),
    "a cover moved": Trap({NOTE: {**_COVER[NOTE], "Rect": ASIDE}}, R.COVER_REMOVED, _COVER),
    "a cover emptied": Trap({APPEARANCES: drawn(b"")}, R.COVER_REMOVED, _COVER),
    "a cover on a layer": Trap({NOTE: {**_COVER[NOTE], "OC": Ref(30)}}, R.COVER_REMOVED, _COVER),
    "a background alone": Trap(new_field(Rect=OVER_TEXT, MK={"BG": [1]}), R.EMPTY_FIELD_COVERS),
}


@pytest.mark.parametrize("trap", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("permission", [None, 1, 2, 3])
def test_a_trap_that_no_signature_allows(trap: Trap, permission: int | None) -> None:
    refused = trap.world().refused(doc_mdp=permission)
    assert (trap.kind, trap.reason) in {(change.kind, change.reason) for change in refused}


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
        {TEXT: _field(Rect=OVER_TEXT)},
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


_TICKED = {**B[TEXT], "FT": Name("Btn"), "AS": Name("Off"), "V": Name("Off")}


@pytest.mark.parametrize(
    ("states", "entries", "expected"),
    [
        ({"N": {"Yes": Ref(DRAWN)}}, {"V": Name("Maybe")}, (K.FORM_FILL, R.FIELD_FILLED, False)),
        (
            {"N": {"Off": Ref(DRAWN)}, "D": {"Yes": Ref(DRAWN)}},
            {"V": Name("Yes"), "AS": Name("Yes")},
            (K.CONTENT, R.VALUE_APPEARANCE_MISMATCH, True),
        ),
    ],
    ids=["a state that no widget has", "a state under the mouse only"],
)
def test_a_box_whose_value_nothing_shows(
    states: dict[str, Any], entries: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    box = {**_TICKED, "AP": states}
    (change,) = World({**base(), TEXT: box}, {TEXT: {**box, **entries}}).changes()
    assert (change.kind, change.reason, change.compared) == expected


@pytest.mark.parametrize(("permission", "count"), [(None, 0), (2, 1), (3, 0)])
def test_letters_that_nobody_signs_are_a_comment(permission: int | None, count: int) -> None:
    world = World(base(), {**new_field(Rect=ASIDE, AP={"N": Ref(32)}), 32: LETTERS})
    refused = world.refused(doc_mdp=permission)
    assert [change.reason for change in refused] == [R.ANNOTATION_ADDED] * count


_NAMELESS = {key: value for key, value in B[TEXT].items() if key != "T"}
_NAMELESS_EMPTY = {key: value for key, value in B[EMPTY].items() if key != "T"}


@pytest.mark.parametrize(
    ("action", "locked"), [("All", True), ("Exclude", True), ("Include", False)]
)
@pytest.mark.parametrize("signing", [True, False])
def test_a_field_without_a_name_is_locked_like_any_other(
    action: str, locked: bool, signing: bool
) -> None:
    signed = {**base(), TEXT: _NAMELESS, EMPTY: _NAMELESS_EMPTY}
    filled = {TEXT: {**_NAMELESS, "V": b"nine"}, DRAWN: drawn(b"BT /F1 9 Tf (nine) Tj ET")}
    update = {EMPTY: {**_NAMELESS_EMPTY, "V": Ref(31)}, 31: SIGNED} if signing else filled
    lock = FieldMdp(action=action, fields=("other",))
    expected = [R.SIGNATURE_ADDED if signing else R.FIELD_FILLED] * locked
    assert [change.reason for change in World(signed, update).refused(field_mdp=lock)] == expected


ALLOWED: dict[str, Trap] = {
    "rich text of the value": Trap(
        {**with_(TEXT, V=b"nine", RV=b"<p>nine</p>"), DRAWN: drawn(b"BT /F1 9 Tf (nine) Tj ET")},
        R.FIELD_FILLED,
        kind=K.FORM_FILL,
    ),
    "a plain font that /DA missed": Trap(
        {**with_(FORM, DR={"Font": {"F1": Ref(FONT), "F9": Ref(30)}}), 30: B[FONT]},
        R.FORM_SETTINGS,
        {TEXT: _field(DA=b"/F9 9 Tf")},
        K.EXTENSION,
    ),
    "an order of nothing": Trap(with_(FORM, CO=[]), R.FORM_SETTINGS, kind=K.EXTENSION),
    "a default where each text has its own": Trap(
        with_(FORM, DA=b"/F1 0 Tf"),
        R.FORM_SETTINGS,
        {TEXT: _field(DA=b"/F1 9 Tf")},
        K.EXTENSION,
    ),
    "an element of a widget": Trap(
        _spoken(K={"Type": Name("OBJR"), "Obj": Ref(EMPTY)}, Alt=b"Signature"),
        R.STRUCTURE_TREE,
        _TAGGED,
        K.STRUCTURE,
    ),
    "a category of the form's resources grows": Trap(
        {28: {"F1": Ref(FONT), "F2": Ref(30)}, 30: NINES},
        R.FORM_SETTINGS,
        {28: {"F1": Ref(FONT)}, FORM: {**B[FORM], "DR": {"Font": Ref(28)}}},
        K.EXTENSION,
    ),
}


@pytest.mark.parametrize("trap", ALLOWED.values(), ids=ALLOWED)
def test_what_looks_like_one_and_is_honest(trap: Trap) -> None:
    changes = trap.world().changes()
    assert [(change.kind, change.reason) for change in changes] == [(trap.kind, trap.reason)]
    assert trap.world().refused(doc_mdp=2) == []
