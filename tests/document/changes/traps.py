"""Documents prepared before they were signed, so that an update can say what no one signed.

A trap is what the base is prepared with and what springs it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from esign_verify.evidence import ChangeKind, ChangeReason
from esign_verify.sandbox.pdf_objects import Name, Ref, Stream
from tests.document.changes.pieces import (
    SIGNED,
    B,
    K,
    drawn,
)
from tests.document.changes.world import (
    CATALOG,
    FONT,
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


def field_(**entries: Any) -> dict[str, Any]:
    return {**B[TEXT], **entries}


TAGGED = {
    CATALOG: {**B[CATALOG], "StructTreeRoot": Ref(20)},
    20: {"Type": Name("StructTreeRoot"), "K": [Ref(21)]},
    21: {"S": Name("P"), "P": Ref(20), "Pg": Ref(PAGE), "K": [0]},
}
_SPOKEN = {"S": Name("Span"), "P": Ref(20), "Pg": Ref(PAGE)}


def spoken(**entries: Any) -> dict[int, Any]:
    return {20: {**TAGGED[20], "K": [Ref(30), Ref(21)]}, 30: {**_SPOKEN, **entries}}
