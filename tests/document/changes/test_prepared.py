"""Documents prepared before they were signed, so that an update can say what no one signed.

Each was found by asking which shape of a document the analysis never thought of: what is
behind a reference, in two places, without a name, inherited, or something else as well.
"""

from __future__ import annotations

from typing import Any

import pytest

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
from tests.document.changes.traps import (
    MILLION,
    NINES,
    NO_AP,
    OWN_FONT,
    TAGGED,
    WIDGET,
    Trap,
    field_,
    spoken,
)
from tests.document.changes.world import (
    APPEARANCES,
    CATALOG,
    DRAWN,
    FIELDS,
    FONT,
    FORM,
    LIST,
    NOTE,
    PAGE,
    STORE,
    TEXT,
    World,
    base,
)

_KIDLESS = field_(Kids=[])
_DIRECT = {**NO_AP, "Kids": [{**WIDGET, "Rect": [300, 300, 400, 320], "AP": {"N": Ref(DRAWN)}}]}
_BOTH = field_(Kids=[Ref(25)])
_GROUP = field_(S=Name("Transparency"), I=False)
_ACTION = field_(S=Name("Launch"), F=b"good")
_SWITCHED = field_(AP={"N": {"A": Ref(DRAWN), "B": Ref(25)}}, AS=Name("A"), Ff=1 << 13)
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
    "a field off the paper": Trap({TEXT: field_(F=0)}, R.FIELD_HIDDEN, {TEXT: field_(F=4)}),
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
        {TEXT: field_(DA=b"/F9 9 Tf")},
    ),
    "the ink of all fields": Trap(with_(FORM, DA=b"1 g /F1 9 Tf"), R.FORM_CHANGED),
    "an order of calculation": Trap(
        with_(FORM, CO=[Ref(TEXT)]), R.FORM_CHANGED, {TEXT: field_(AA={"C": {}})}
    ),
    # what is read aloud
    "an element that replaces text": Trap(
        spoken(ActualText=b"Pay 999"), R.OBJECT_REPLACED, TAGGED, K.UNEXPLAINED
    ),
    "an element that takes content of the page": Trap(
        spoken(K=0), R.OBJECT_REPLACED, TAGGED, K.UNEXPLAINED
    ),
    "an element twice in the tree": Trap(
        {20: {**TAGGED[20], "K": [Ref(21), Ref(21)]}}, R.OBJECT_REPLACED, TAGGED, K.UNEXPLAINED
    ),
    "the tag tree comes into force": Trap(
        {CATALOG: {**TAGGED[CATALOG], "MarkInfo": {"Marked": True}}}, R.CATALOG_CHANGED, TAGGED
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
