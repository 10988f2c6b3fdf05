"""Roundabout ways: a reference to nothing that becomes something, a key that means something
else elsewhere, a switch that makes readers draw again.

None is published under a name of its own. Each was found by asking what an analysis of
changes takes for granted.
"""

from __future__ import annotations

from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Raw, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_empty_field
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import (
    ALTERED,
    COVERED,
    FORBIDDEN,
    PASSED,
    UNTRUSTED,
    Case,
    Verdict,
    cases,
    check,
)
from tests.attacks_pdf.maker import (
    MALLORY,
    OVER_TEXT,
    Update,
    add_annotation,
    appearance,
    draw_on_page,
    form,
    rectangle,
    sign,
    text_field,
)

_APPEARS = "an annotation that /Annots named before it was there is not looked at"
OPEN: dict[str, str] = {}

Prepare = Callable[[PdfWriter], None]
Spring = Callable[[PdfWriter], bytes]


def _nothing(pdf: PdfWriter) -> None:
    pass


def _written(pdf: PdfWriter) -> bytes:
    pdf.write_revision()
    return bytes(pdf.data)


def _stamp(pdf: PdfWriter) -> dict[str, PdfObject]:
    page = first_page(pdf)
    entries: dict[str, PdfObject] = {"Type": Name("Annot"), "Subtype": Name("Stamp"), "P": page}
    return {**entries, "F": 4, "Rect": list(OVER_TEXT), "AP": {"N": Raw(b"501 0 R")}}


def _list_missing(pdf: PdfWriter) -> None:
    """The page's /Annots name an object that is not there."""
    listed = pdf.dictionary(first_page(pdf)).get("Annots")
    before = list(listed) if isinstance(listed, list) else []
    pdf.extend(first_page(pdf), Annots=[*before, Ref(500)])


def _define_stamp(pdf: PdfWriter) -> bytes:
    return Update(pdf).write({500: _stamp(pdf), 501: appearance()}).bytes()


def _list_then_define(pdf: PdfWriter) -> bytes:
    """Two updates: the first names what the second defines."""
    _list_missing(pdf)
    pdf.write_revision()
    return _define_stamp(pdf)


def _behind_two_references(pdf: PdfWriter) -> bytes:
    """/Annots name an object that is a reference to the annotation (7.3.10)."""
    drawn = pdf.add(appearance())
    stamp = pdf.add({**_stamp(pdf), "AP": {"N": drawn}})
    hop = pdf.add(stamp)
    listed = pdf.dictionary(first_page(pdf)).get("Annots")
    before = list(listed) if isinstance(listed, list) else []
    pdf.extend(first_page(pdf), Annots=[*before, hop])
    return _written(pdf)


def _group(pdf: PdfWriter) -> None:
    """The page is a transparency group (11.6.6), described by an object of its own."""
    pdf.extend(first_page(pdf), Group=pdf.add({"S": Name("Transparency"), "I": True}))


def _knock_out(pdf: PdfWriter) -> bytes:
    """/K of a group is no list of kids: it changes how its elements are composed."""
    own = pdf.dictionary(first_page(pdf))["Group"]
    assert isinstance(own, Ref)
    pdf.extend(own, K=pdf.add(Raw(b"true")))
    return _written(pdf)


def _fax(pdf: PdfWriter) -> None:
    """An image by CCITTFaxDecode, its parameters an object of their own (7.4.6)."""
    parameters = pdf.add({"Columns": 8, "Rows": 1})
    entries: dict[str, PdfObject] = {
        "Type": Name("XObject"),
        "Subtype": Name("Image"),
        "Width": 8,
        "Height": 1,
        "ColorSpace": Name("DeviceGray"),
        "BitsPerComponent": 1,
        "Filter": Name("CCITTFaxDecode"),
        "DecodeParms": parameters,
    }
    image = pdf.add(Stream(entries, b"\x26\xa0"))
    draw_on_page(pdf, image, b"q 400 0 0 100 50 600 cm /X Do Q")


def _other_coding(pdf: PdfWriter) -> bytes:
    """/K of the parameters chooses another coding: the image is another."""
    (own,) = (Ref(n) for n, v in pdf.objects.items() if isinstance(v, dict) and "Columns" in v)
    pdf.extend(own, K=pdf.add(Raw(b"-1")))
    return _written(pdf)


def _value_against_appearance(pdf: PdfWriter) -> None:
    """/V was Mallory's already, the appearance shows Alice's (shadow, replace)."""
    own = text_field(pdf, b"pay", b"Pay 100 to Alice")
    pdf.extend(own, V=MALLORY)


def _draw_again(pdf: PdfWriter) -> bytes:
    """/NeedAppearances: readers draw every field from its value (12.7.3)."""
    pdf.extend(form(pdf), NeedAppearances=True)
    return _written(pdf)


def _font_of_nobody(pdf: PdfWriter) -> None:
    """A field's appearance names a font that neither it nor the form has."""
    own = text_field(pdf, b"pay", b"Pay 100 to Alice")
    drawn = Stream(
        {"Subtype": Name("Form"), "BBox": [0, 0, 200, 50]},
        b"BT /F9 11 Tf 2 10 Td (Pay 100 to Alice) Tj ET",
    )
    pdf.extend(own, AP={"N": pdf.add(drawn)})
    pdf.extend(form(pdf), DR={"Font": {"F1": Ref(2)}})


def _font_for_it(pdf: PdfWriter) -> bytes:
    """/DR may grow, and gives the name a font whose digits are others."""
    digits: PdfObject = {"Type": Name("Encoding"), "Differences": [49, Name("nine")]}
    font: dict[str, PdfObject] = {
        "Type": Name("Font"),
        "Subtype": Name("Type1"),
        "BaseFont": Name("Helvetica"),
        "Encoding": digits,
    }
    pdf.extend(form(pdf), DR={"Font": {"F1": Ref(2), "F9": pdf.add(font)}})
    return _written(pdf)


ATTACKS: dict[str, tuple[Prepare, Spring, int | None, Verdict]] = {
    "missing-annotation-defined-p2": (_list_missing, _define_stamp, 2, FORBIDDEN),
    "missing-annotation-defined-p3": (_list_missing, _define_stamp, 3, COVERED),
    "listed-then-defined-p2": (_nothing, _list_then_define, 2, FORBIDDEN),
    "listed-then-defined-p3": (_nothing, _list_then_define, 3, COVERED),
    "listed-then-defined-approval": (_nothing, _list_then_define, None, COVERED),
    "behind-two-references-p2": (_nothing, _behind_two_references, 2, FORBIDDEN),
    "behind-two-references-p3": (_nothing, _behind_two_references, 3, COVERED),
    "group-knocks-out": (_group, _knock_out, None, ALTERED),
    "image-coded-otherwise": (_fax, _other_coding, None, ALTERED),
    "drawn-again-from-the-value": (_value_against_appearance, _draw_again, None, ALTERED),
    "font-of-the-form-appears": (_font_of_nobody, _font_for_it, None, ALTERED),
}


def _build(prepare: Prepare, spring: Spring | None, level: int | None) -> Callable[..., bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["Roundabout"])
        prepare(pdf)
        sign(pdf, pki, doc_mdp=level)
        return spring(pdf) if spring else bytes(pdf.data)

    return build


def _letters_in_an_empty_field(pki: SandboxPki) -> bytes:
    """A signature field without /V, and letters without a box: nobody vouches for them."""
    pdf = sign(new_document(["Certified"]), pki, doc_mdp=2)
    drawn = appearance()
    letters = Stream(drawn.dictionary, drawn.data.partition(b" f ")[2])
    entries: dict[str, PdfObject] = {"Rect": list(OVER_TEXT), "AP": {"N": pdf.add(letters)}}
    add_empty_field(pdf, SignatureSpec(field_name="Signature2", more_of_field=entries))
    return _written(pdf)


def _acting_widget(pki: SandboxPki) -> bytes:
    """The new signature's widget, a kid of its field, runs a script when it is seen."""
    pdf = sign(new_document(["Certified"]), pki, doc_mdp=2)
    field = Ref(len(pdf.objects) + 4)
    script: dict[str, PdfObject] = {"S": Name("JavaScript"), "JS": b"app.alert(1)"}
    widget = {"Subtype": Name("Widget"), "Parent": field, **rectangle(pdf, (300, 60, 500, 110))}
    kid = add_annotation(pdf, {**widget, "AA": {"PV": script}})
    sign(pdf, pki, "Signature2", signer=pki.look_alike_signer, more_of_field={"Kids": [kid]})
    assert pdf.dictionary(field)["T"] == b"Signature2"
    return bytes(pdf.data)


SPRUNG = [
    Case(
        id=name,
        source="ISO 32000-2, 7.5.6: what is shown must be what was signed",
        build=_build(prepare, spring, level),
        signatures={"Signature1": verdict},
    )
    for name, (prepare, spring, level, verdict) in ATTACKS.items()
]
ALONE = [
    Case(
        id=f"signed-alone-{prepare.__name__.strip('_').replace('_', '-')}",
        source="odd, but what was signed",
        build=_build(prepare, None, None),
        signatures={"Signature1": PASSED},
    )
    for prepare in dict.fromkeys(prepare for prepare, *_ in ATTACKS.values())
]
OTHERS = [
    Case(
        id="letters-in-an-empty-field-p2",
        source="SSA, S&P 2021: letters alone falsify as well as a box",
        build=_letters_in_an_empty_field,
        signatures={"Signature1": FORBIDDEN},
    ),
    Case(
        id="acting-widget-p2",
        source="12.6.3: additional actions are no part of signing",
        build=_acting_widget,
        signatures={"Signature1": ALTERED, "Signature2": UNTRUSTED},
    ),
]


@cases([*ALONE, *SPRUNG, *OTHERS])
def test_roundabout_ways(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
