"""Shadow attacks (NDSS 2021, CVE-2020-9592/9596): prepared before signing, sprung after.

Signed alone each document is intact: what it hides is hidden from nobody's digest.
Once the hidden content shows, the document is altered.
"""

from __future__ import annotations

from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream, serialize
from esign_verify.sandbox.pdf_page import first_page, new_document, page_content, page_text
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import ALTERED, PASSED, STRIPPED, Case, cases, check
from tests.attacks_pdf.maker import (
    MALLORY,
    OVER_TEXT,
    Update,
    add_annotation,
    appearance,
    draw_on_page,
    fill,
    form,
    pixel,
    rectangle,
    sign,
    text_field,
)

OPEN: dict[str, str] = {}

_NDSS = "Mainka et al., Shadow Attacks: Hiding and Replacing Content in Signed PDFs, NDSS 2021"

Prepare = Callable[[PdfWriter], Ref]
Spring = Callable[[PdfWriter, Ref], bytes]


def _image(pdf: PdfWriter) -> Ref:
    """A white image over the text of the page, drawn by the page itself."""
    image = pixel(pdf, b"\xff")
    draw_on_page(pdf, image, b"q 400 0 0 100 50 700 cm /X Do Q")
    return image


def _annotation(pdf: PdfWriter) -> Ref:
    return add_annotation(
        pdf, {"Subtype": Name("Stamp"), **rectangle(pdf, OVER_TEXT, b"Pay 100 to Alice")}
    )


def _field(pdf: PdfWriter) -> Ref:
    return text_field(pdf, b"cover", b"Pay 100 to Alice", OVER_TEXT, Ff=1)


def _font_for_digits(pdf: PdfWriter) -> Ref:
    """The font of the page's text is object 2; its glyphs are drawn by the page's text."""
    return Ref(2)


def _hidden_twins(pdf: PdfWriter) -> Ref:
    """Objects 1 and 4 a second time, with what the attacker wants; no table names them."""
    pages: PdfObject = {"Type": Name("Catalog"), "Pages": Ref(3), "PageMode": Name("FullScreen")}
    for number, value in ((1, pages), (page_content(pdf).number, page_text([MALLORY]))):
        pdf.data += b"%d 0 obj\n" % number + serialize(value) + b"\nendobj\n"
    return page_content(pdf)


def _hidden_catalog(pdf: PdfWriter) -> Ref:
    """A second catalog, page and text, to which nothing refers."""
    page = first_page(pdf)
    forged = pdf.add({**pdf.dictionary(page), "Contents": pdf.add(page_text([MALLORY]))})
    pages: PdfObject = {"Type": Name("Pages"), "Kids": [forged], "Count": 1}
    tree = pdf.add(pages)
    return pdf.add({"Type": Name("Catalog"), "Pages": tree})


def _free(pdf: PdfWriter, cover: Ref) -> bytes:
    return Update(pdf).table([(cover.number, 0, 1, "f")]).bytes()


def _empty(pdf: PdfWriter, cover: Ref) -> bytes:
    value = pdf.objects[cover.number]
    assert isinstance(value, Stream)
    pdf.update(cover, Stream(dict(value.dictionary), b""))
    pdf.write_revision()
    return bytes(pdf.data)


def _empty_appearance(pdf: PdfWriter, cover: Ref) -> bytes:
    normal = pdf.dictionary(cover)["AP"]["N"]  # type: ignore[call-overload, index]
    return _empty(pdf, normal)


def _drop_field(pdf: PdfWriter, cover: Ref) -> bytes:
    """The field leaves /AcroForm and the page, as if an editor had removed it."""
    fields = pdf.dictionary(form(pdf))["Fields"]
    annotations = pdf.dictionary(first_page(pdf))["Annots"]
    assert isinstance(fields, list)
    assert isinstance(annotations, list)
    pdf.extend(form(pdf), Fields=[item for item in fields if item != cover])
    pdf.extend(first_page(pdf), Annots=[item for item in annotations if item != cover])
    pdf.write_revision()
    return bytes(pdf.data)


def _hide_field(pdf: PdfWriter, cover: Ref) -> bytes:
    """/F 2: hidden (12.5.3)."""
    pdf.extend(cover, F=2)
    pdf.write_revision()
    return bytes(pdf.data)


def _other_appearance(pdf: PdfWriter, cover: Ref) -> bytes:
    pdf.extend(cover, AP={"N": pdf.add(appearance(MALLORY))})
    pdf.write_revision()
    return bytes(pdf.data)


def _other_appearance_in_place(pdf: PdfWriter, cover: Ref) -> bytes:
    normal = pdf.dictionary(cover)["AP"]["N"]  # type: ignore[call-overload, index]
    pdf.update(normal, appearance(MALLORY))
    pdf.write_revision()
    return bytes(pdf.data)


def _value_and_appearance(pdf: PdfWriter, cover: Ref) -> bytes:
    """/V says one thing, /AP shows another."""
    fill(pdf, cover, b"Pay 100 to Bob", shown=MALLORY)
    pdf.write_revision()
    return bytes(pdf.data)


def _other_font(pdf: PdfWriter, font: Ref) -> bytes:
    """Digits show other glyphs: 100 reads 900."""
    encoding: dict[str, PdfObject] = {"Differences": [49, Name("nine")]}
    pdf.extend(font, Encoding=encoding)
    pdf.write_revision()
    return bytes(pdf.data)


def _twin(number: int) -> Spring:
    """Only a table: the number is now what stands at its hidden twin."""

    def spring(pdf: PdfWriter, _text: Ref) -> bytes:
        data = bytes(pdf.data)
        # the first is the visible one of revision 1, the next its twin
        hidden = data.index(b"\n%d 0 obj" % number, data.index(b"%%EOF")) + 1
        return Update(pdf).table([(number, hidden, 0, "n")]).bytes()

    return spring


def _name_root(pdf: PdfWriter, catalog: Ref) -> bytes:
    """Only a trailer: /Root is the hidden catalog, which shares the form of the signed one."""
    shared = pdf.dictionary(pdf.catalog)["AcroForm"]
    return (
        Update(pdf)
        .write({catalog.number: {**pdf.dictionary(catalog), "AcroForm": shared}}, Root=catalog)
        .bytes()
    )


ATTACKS: dict[str, tuple[Prepare, Spring]] = {
    "hide-1-image-freed": (_image, _free),
    "hide-1-image-empty": (_image, _empty),
    "hide-1-annotation-freed": (_annotation, _free),
    "hide-1-annotation-empty": (_annotation, _empty_appearance),
    "hide-2-field-dropped": (_field, _drop_field),
    "hide-2-field-hidden": (_field, _hide_field),
    "replace-appearance": (_field, _other_appearance),
    "replace-appearance-in-place": (_field, _other_appearance_in_place),
    "replace-value-against-appearance": (_field, _value_and_appearance),
    "replace-font": (_font_for_digits, _other_font),
    "hide-and-replace-text-twin": (_hidden_twins, _twin(4)),
    "hide-and-replace-root": (_hidden_catalog, _name_root),
}


def _prepared(pki: SandboxPki, prepare: Prepare) -> tuple[PdfWriter, Ref]:
    pdf = new_document(["Shadow"])
    reference = prepare(pdf)
    return sign(pdf, pki), reference


def _alone(prepare: Prepare) -> Callable[[SandboxPki], bytes]:
    return lambda pki: bytes(_prepared(pki, prepare)[0].data)


def _sprung(prepare: Prepare, spring: Spring) -> Callable[[SandboxPki], bytes]:
    return lambda pki: spring(*_prepared(pki, prepare))


SPRUNG = [
    Case(
        id=name,
        source=_NDSS,
        build=_sprung(prepare, spring),
        signatures={"Signature1": ALTERED},
    )
    for name, (prepare, spring) in ATTACKS.items()
] + [
    Case(
        id="hide-and-replace-catalog-twin",
        source="the hidden catalog has no form: the signature is out of reach",
        build=_sprung(_hidden_twins, _twin(1)),
        signatures={"Signature1": STRIPPED},
    )
]
ALONE = [
    Case(
        id=f"signed-alone-{prepare.__name__.strip('_')}",
        source="attacks.md section 1: signed alone the document is intact",
        build=_alone(prepare),
        signatures={"Signature1": PASSED},
    )
    for prepare in dict.fromkeys(prepare for prepare, _ in ATTACKS.values())
]


@cases([*ALONE, *SPRUNG])
def test_shadow_attacks(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
