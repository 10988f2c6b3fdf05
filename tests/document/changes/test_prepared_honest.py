"""What looks like a trap and is allowed, and where the answer depends on the lock."""

from __future__ import annotations

import pytest

from esign_verify.evidence import FieldMdp
from esign_verify.sandbox.pdf_objects import Name, Ref
from tests.document.changes.pieces import (
    SIGNED,
    B,
    K,
    R,
    drawn,
    with_,
)
from tests.document.changes.traps import NINES, TAGGED, Trap, field_, spoken
from tests.document.changes.world import (
    DRAWN,
    EMPTY,
    FONT,
    FORM,
    TEXT,
    World,
    base,
)

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
        {TEXT: field_(DA=b"/F9 9 Tf")},
        K.EXTENSION,
    ),
    "an order of nothing": Trap(with_(FORM, CO=[]), R.FORM_SETTINGS, kind=K.EXTENSION),
    "a default where each text has its own": Trap(
        with_(FORM, DA=b"/F1 0 Tf"),
        R.FORM_SETTINGS,
        {TEXT: field_(DA=b"/F1 9 Tf")},
        K.EXTENSION,
    ),
    "an element of a widget": Trap(
        spoken(K={"Type": Name("OBJR"), "Obj": Ref(EMPTY)}, Alt=b"Signature"),
        R.STRUCTURE_TREE,
        TAGGED,
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
