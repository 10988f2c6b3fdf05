"""What a filled-in field shows must be what it says (ISO 32000-2, 12.7.4.3, 12.5.5).

Without DocMDP a form may be filled in; its appearance is a drawing, which can show more
than the value, less, or something else.
"""

from __future__ import annotations

from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Stream
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import (
    ALTERED,
    PASSED,
    Case,
    Verdict,
    cases,
    check,
)
from tests.attacks_pdf.maker import (
    pixel,
    sign,
    text_field,
)

OPEN: dict[str, str] = {}

VALUE = b"Siti"
SIZE = (200, 50)
_FONT: dict[str, PdfObject] = {
    "Type": Name("Font"),
    "Subtype": Name("Type1"),
    "BaseFont": Name("Helvetica"),
}
Draw = Callable[[PdfWriter], tuple[bytes, dict[str, PdfObject]]]


def _stream(drawing: bytes, resources: dict[str, PdfObject], **entries: PdfObject) -> Stream:
    head: dict[str, PdfObject] = {
        "Type": Name("XObject"),
        "Subtype": Name("Form"),
        "BBox": [0, 0, *SIZE],
        "Resources": resources,
        **entries,
    }
    return Stream(head, drawing)


def _text(text: bytes = VALUE, before: bytes = b"", at: bytes = b"2 10") -> bytes:
    return b"/Tx BMC q BT " + before + b"/F1 11 Tf " + at + b" Td (" + text + b") Tj ET Q EMC\n"


def plain(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    return _text(), {"Font": {"F1": _FONT}}


def split_words(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    """Kerned, letter by letter, as text engines write it."""
    return b"/Tx BMC BT /F1 11 Tf 2 10 Td [(Si) -20 (t) 5 (i)] TJ ET EMC", {"Font": {"F1": _FONT}}


def with_border(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    return b"1 1 1 rg 0 0 200 50 re f 0 G 0 0 200 50 re s 0 g " + plain(pdf)[0], plain(pdf)[1]


def invisible_value(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    """The value in rendering mode 3, another text in mode 0 (9.3.6)."""
    shown = _text(b"Mallory", at=b"2 30")
    return _text(before=b"3 Tr ") + shown, {"Font": {"F1": _FONT}}


def value_hidden_and_image(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    """The value is invisible, an image shows what the attacker wants."""
    image = pixel(pdf, b"\0")
    drawing = _text(before=b"3 Tr ") + b"q 200 0 0 50 0 0 cm /Im Do Q"
    return drawing, {"Font": {"F1": _FONT}, "XObject": {"Im": image}}


def inline_image(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    drawing = b"q 200 0 0 50 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \0 EI Q"
    return _text(before=b"3 Tr ") + drawing, {"Font": {"F1": _FONT}}


def value_outside(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    """The value beside the box, where it is clipped; another text inside."""
    return _text(at=b"900 900") + _text(b"Mallory"), {"Font": {"F1": _FONT}}


def more_than_the_value(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    return _text(VALUE + b" and Mallory"), {"Font": {"F1": _FONT}}


def value_in_white(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    """White on white, and letters drawn as paths."""
    paths = b"0 g 10 10 m 30 40 l 50 10 l s 60 10 m 60 40 l s\n"
    return _text(before=b"1 g ") + paths, {"Font": {"F1": _FONT}}


def text_in_nested_form(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    inner = pdf.add(_stream(_text(b"Mallory"), {"Font": {"F1": _FONT}}))
    return _text() + b"/X Do", {"Font": {"F1": _FONT}, "XObject": {"X": inner}}


def font_with_other_glyphs(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    """Code S shows M: /Encoding with /Differences (9.6.5)."""
    letters: PdfObject = {
        "Type": Name("Encoding"),
        "Differences": [83, Name("M"), 105, Name("a"), 116, Name("l")],
    }
    return _text(), {"Font": {"F1": {**_FONT, "Encoding": letters}}}


def font_that_draws(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    """Type 3: every glyph is a drawing of its own (9.6.4)."""
    glyph = pdf.add(Stream({}, b"1000 0 d0 0 0 900 900 re f"))
    names: list[PdfObject] = [Name(letter) for letter in ("S", "i", "t")]
    font: dict[str, PdfObject] = {
        "Type": Name("Font"),
        "Subtype": Name("Type3"),
        "FontBBox": [0, 0, 1000, 1000],
        "FontMatrix": [0.001, 0, 0, 0.001, 0, 0],
        "CharProcs": {"S": glyph, "i": glyph, "t": glyph},
        "Encoding": {"Differences": [83, names[0], 105, names[1], 116, names[2]]},
        "FirstChar": 0,
        "LastChar": 255,
        "Widths": [1000] * 256,
    }
    return _text(), {"Font": {"F1": font}}


def nothing_drawn(pdf: PdfWriter) -> tuple[bytes, dict[str, PdfObject]]:
    """The value is stored, and shown nowhere."""
    return b"/Tx BMC EMC", {}


DRAWINGS: dict[str, tuple[Draw, Verdict]] = {
    "plain": (plain, PASSED),
    "split-words": (split_words, PASSED),
    "with-border": (with_border, PASSED),
    "invisible-value": (invisible_value, ALTERED),
    "value-hidden-and-image": (value_hidden_and_image, ALTERED),
    "inline-image": (inline_image, ALTERED),
    "value-outside": (value_outside, ALTERED),
    "more-than-the-value": (more_than_the_value, ALTERED),
    "value-in-white": (value_in_white, ALTERED),
    "text-in-nested-form": (text_in_nested_form, ALTERED),
    "font-with-other-glyphs": (font_with_other_glyphs, ALTERED),
    "font-that-draws": (font_that_draws, ALTERED),
    "nothing-drawn": (nothing_drawn, ALTERED),
}


def _drawn(draw: Draw) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["A form"])
        own = text_field(pdf, b"name", b"")
        sign(pdf, pki)
        drawing, resources = draw(pdf)
        pdf.extend(own, V=VALUE, AP={"N": pdf.add(_stream(drawing, resources))})
        pdf.write_revision()
        return bytes(pdf.data)

    return build


@cases(
    [
        Case(
            id=name,
            source="attacks.md 3.1 V/AP: what is stored against what is drawn",
            build=_drawn(draw),
            signatures={"Signature1": verdict},
        )
        for name, (draw, verdict) in DRAWINGS.items()
    ]
)
def test_what_a_field_shows(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
