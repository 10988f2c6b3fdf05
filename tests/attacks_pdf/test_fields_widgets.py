"""Widgets after signing (ISO 32000-2, 12.7.4, 12.7.5): several of one field, check boxes, the
signature's own, and fields that lie over the text of the page.
"""

from __future__ import annotations

from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import (
    ALTERED,
    COVERED,
    PASSED,
    STRIPPED,
    Case,
    Verdict,
    cases,
    check,
)
from tests.attacks_pdf.maker import (
    AWAY,
    MALLORY,
    OVER_TEXT,
    add_annotation,
    add_field,
    appearance,
    rectangle,
    sign,
    signature_field,
)

OPEN: dict[str, str] = {}

VALUE = b"Siti"
SIZE = (200, 50)

Change = Callable[[PdfWriter, dict[str, Ref]], None]


def _fields(pdf: PdfWriter) -> dict[str, Ref]:
    """A text field with two widgets, and a check box."""
    text = add_field(pdf, {"FT": Name("Tx"), "T": b"twice", "V": b"", "Rect": [0, 0, 0, 0]})
    kids = [
        add_annotation(pdf, {"Subtype": Name("Widget"), "Parent": text, **rectangle(pdf, box, b"")})
        for box in (AWAY, (300, 60, 500, 110))
    ]
    entries: dict[str, PdfObject] = {"FT": Name("Tx"), "T": b"twice", "V": b"", "Kids": list(kids)}
    pdf.update(text, entries)
    page = first_page(pdf)
    annotations = pdf.dictionary(page)["Annots"]
    assert isinstance(annotations, list)
    pdf.extend(page, Annots=[item for item in annotations if item != text])
    states: dict[str, PdfObject] = {
        "Yes": pdf.add(appearance(b"X", (20, 20))),
        "Off": pdf.add(appearance(b"", (20, 20))),
    }
    box: dict[str, PdfObject] = {
        "FT": Name("Btn"),
        "T": b"agree",
        "V": Name("Off"),
        "AS": Name("Off"),
        "Rect": [520, 60, 540, 80],
        "AP": {"N": states},
    }
    return {"text": text, "left": kids[0], "right": kids[1], "box": add_field(pdf, box)}


def _both_widgets(pdf: PdfWriter, refs: dict[str, Ref]) -> None:
    pdf.extend(refs["text"], V=VALUE)
    for side in ("left", "right"):
        pdf.extend(refs[side], AP={"N": pdf.add(appearance(VALUE, SIZE))})


def _one_widget(pdf: PdfWriter, refs: dict[str, Ref]) -> None:
    """The second widget still shows the old value."""
    pdf.extend(refs["text"], V=VALUE)
    pdf.extend(refs["left"], AP={"N": pdf.add(appearance(VALUE, SIZE))})


def _box_redrawn(pdf: PdfWriter, refs: dict[str, Ref]) -> None:
    """Ticked, with another drawing for the tick."""
    states: dict[str, PdfObject] = {
        "Yes": pdf.add(appearance(b"Pay 999 to Mallory", (300, 20))),
        "Off": pdf.add(appearance(b"", (20, 20))),
    }
    pdf.extend(refs["box"], V=Name("Yes"), AS=Name("Yes"), AP={"N": states})


def _signature_redrawn(pdf: PdfWriter, refs: dict[str, Ref]) -> None:
    pdf.extend(signature_field(pdf), **rectangle(pdf, OVER_TEXT, b"Signed by Mallory"))


def _signature_renamed(pdf: PdfWriter, refs: dict[str, Ref]) -> None:
    pdf.extend(signature_field(pdf), T=b"Signature9")


def _signature_emptied(pdf: PdfWriter, refs: dict[str, Ref]) -> None:
    own = signature_field(pdf)
    pdf.update(own, {k: v for k, v in pdf.dictionary(own).items() if k != "V"})


def _permissions_removed(pdf: PdfWriter, refs: dict[str, Ref]) -> None:
    catalog = pdf.dictionary(pdf.catalog)
    pdf.update(pdf.catalog, {key: value for key, value in catalog.items() if key != "Perms"})


def _permissions_removed_and_filled(pdf: PdfWriter, refs: dict[str, Ref]) -> None:
    _permissions_removed(pdf, refs)
    _both_widgets(pdf, refs)


def _changed(name: str, change: Change, verdict: Verdict, source: str, **spec: int) -> Case:
    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["A form"])
        refs = _fields(pdf)
        sign(pdf, pki, **spec)
        change(pdf, refs)
        pdf.write_revision()
        return bytes(pdf.data)

    field = "Signature9" if change is _signature_renamed else "Signature1"
    return Case(id=name, source=source, build=build, signatures={field: verdict})


def _covering(kind: str) -> Callable[[SandboxPki], bytes]:
    """A field as large as the text of the page, empty when it was signed."""

    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["A field over the text"])
        entries: dict[str, PdfObject] = {"FT": Name(kind), "T": b"large", "Rect": list(OVER_TEXT)}
        if kind == "Tx":
            own = add_field(pdf, {**entries, "V": b"", "DA": b"/F1 11 Tf 0 g"})
            sign(pdf, pki)
            pdf.extend(own, V=MALLORY, AP={"N": pdf.add(appearance(MALLORY))})
        else:
            empty = Stream({"Subtype": Name("Form"), "BBox": [0, 0, 350, 100]}, b"")
            states: dict[str, PdfObject] = {
                "Yes": pdf.add(appearance(MALLORY)),
                "Off": pdf.add(empty),
            }
            off: dict[str, PdfObject] = {"V": Name("Off"), "AS": Name("Off"), "AP": {"N": states}}
            own = add_field(pdf, {**entries, **off})
            sign(pdf, pki)
            pdf.extend(own, V=Name("Yes"), AS=Name("Yes"))
        pdf.write_revision()
        return bytes(pdf.data)

    return build


COVERING = [
    Case(
        id=f"filled-over-the-text-{name}",
        source="shadow hide by way of a form: filling in is permitted, what it covers is told",
        build=_covering(kind),
        signatures={"Signature1": COVERED},
    )
    for name, kind in (("text", "Tx"), ("box", "Btn"))
]
CHANGES = [
    _changed("two-widgets-filled", _both_widgets, PASSED, "12.7.4.1: one field, two widgets"),
    _changed("one-of-two-widgets-filled", _one_widget, ALTERED, "12.7.4.1"),
    _changed("box-redrawn", _box_redrawn, ALTERED, "12.7.5.2.3: a state is chosen, not drawn"),
    _changed("signature-redrawn", _signature_redrawn, ALTERED, "shadow, on the signature itself"),
    _changed("signature-renamed", _signature_renamed, ALTERED, "12.7.4.2"),
    _changed("signature-emptied", _signature_emptied, STRIPPED, "12.7.5.5: /V is gone"),
    _changed("permissions-removed", _permissions_removed, ALTERED, "12.8.6", doc_mdp=2),
    _changed(
        "permissions-removed-p1", _permissions_removed_and_filled, ALTERED, "12.8.6", doc_mdp=1
    ),
]


@cases([*CHANGES, *COVERING])
def test_widgets(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
