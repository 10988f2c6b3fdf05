"""What the updates of these tests are made of."""

from __future__ import annotations

from typing import Any

from esign_verify.evidence import Change, ChangeKind, ChangeReason
from esign_verify.sandbox.pdf_objects import Name, Ref, Stream
from tests.document.changes.world import (
    DRAWN,
    FIELDS,
    LIST,
    PAGE,
    STORE,
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


def found(update: dict[int, Any], signed: dict[int, Any] | None = None) -> list[Change]:
    return list(World(signed or {**base(), STORE: SIGNED}, update).changes())
