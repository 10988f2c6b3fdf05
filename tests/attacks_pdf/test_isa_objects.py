"""ISA (CCS 2019), variants J to O: an update that is well made, and changes what is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document, page_text
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import ALTERED, PASSED, Case, cases, check
from tests.attacks_pdf.maker import sign, signed

OPEN: dict[str, str] = {}

Attack = Callable[[PdfWriter], bytes]


def _change_page(**entries: PdfObject) -> Attack:
    def attack(pdf: PdfWriter) -> bytes:
        pdf.extend(first_page(pdf), **entries)
        pdf.write_revision()
        return bytes(pdf.data)

    return attack


def _change_catalog(make: Callable[[PdfWriter], Mapping[str, PdfObject]]) -> Attack:
    def attack(pdf: PdfWriter) -> bytes:
        pdf.extend(pdf.catalog, **make(pdf))
        pdf.write_revision()
        return bytes(pdf.data)

    return attack


def more_contents(pdf: PdfWriter) -> bytes:
    page = first_page(pdf)
    more = pdf.add(page_text([b"Pay 999 to Mallory"]))
    pdf.extend(page, Contents=[pdf.dictionary(page)["Contents"], more])
    pdf.write_revision()
    return bytes(pdf.data)


def _change_font(**entries: PdfObject) -> Attack:
    """The font of the page's text is object 2."""

    def attack(pdf: PdfWriter) -> bytes:
        made = {k: pdf.add(v) if isinstance(v, Stream) else v for k, v in entries.items()}
        pdf.extend(Ref(2), **made)
        pdf.write_revision()
        return bytes(pdf.data)

    return attack


_SCRIPT: dict[str, PdfObject] = {"S": Name("JavaScript"), "JS": b"app.alert(1)"}
_ENCODING: dict[str, PdfObject] = {"Differences": [49, Name("nine"), Name("nine")]}
_CMAP = b"/CIDInit /ProcSet findresource begin 1 beginbfchar <31> <0039> endbfchar end"
_LAYER: dict[str, PdfObject] = {"OCGs": [], "D": {"OFF": []}}

ATTACKS: dict[str, Attack] = {
    "K-more-contents": more_contents,
    "L-font": _change_font(BaseFont=Name("Symbol")),
    "L-encoding": _change_font(Encoding=_ENCODING),
    "L-to-unicode": _change_font(ToUnicode=Stream({}, _CMAP)),
    "M-layers": _change_catalog(lambda pdf: {"OCProperties": _LAYER}),
    "N-open-action": _change_catalog(lambda pdf: {"OpenAction": _SCRIPT}),
    "N-additional-actions": _change_catalog(lambda pdf: {"AA": {"WC": _SCRIPT}}),
    "N-names": _change_catalog(lambda pdf: {"Names": {"JavaScript": {"Names": [b"a", _SCRIPT]}}}),
    "N-open-action-indirect": _change_catalog(lambda pdf: {"OpenAction": pdf.add(_SCRIPT)}),
    "O-rotate": _change_page(Rotate=180),
    "O-crop-box": _change_page(CropBox=[0, 0, 300, 300]),
    "O-media-box": _change_page(MediaBox=[0, 0, 300, 300]),
    "O-user-unit": _change_page(UserUnit=3),
    "O-page-actions": _change_page(AA={"O": _SCRIPT}),
    "O-resources": _change_page(Resources={"Font": {}}),
}


def _two_pages(pki: SandboxPki, swapped: bool) -> bytes:
    pdf = new_document(["Two pages"])
    first = first_page(pdf)
    pages = pdf.dictionary(first)["Parent"]
    assert isinstance(pages, Ref)
    second = pdf.add({**pdf.dictionary(first), "Contents": pdf.add(page_text([b"Page two"]))})
    pdf.extend(pages, Kids=[first, second], Count=2)
    sign(pdf, pki)
    if swapped:
        pdf.extend(pages, Kids=[second, first])
        pdf.write_revision()
    return bytes(pdf.data)


OTHERS = [
    Case(
        id="J-pages-swapped",
        source="attacks.md 3.1 ISA (J)",
        build=lambda pki: _two_pages(pki, True),
        signatures={"Signature1": ALTERED},
    ),
    Case(
        id="control-two-pages",
        source="the document of variant J",
        build=lambda pki: _two_pages(pki, False),
        signatures={"Signature1": PASSED},
    ),
    Case(
        id="control",
        source="the document that is attacked",
        build=lambda pki: bytes(signed(pki).data),
        signatures={"Signature1": PASSED},
    ),
]


def _case(name: str, attack: Attack) -> Case:
    return Case(
        id=name,
        source=f"attacks.md 3.1 ISA ({name[0]}); Mladenov et al., CCS 2019, section 4.2",
        build=lambda pki: attack(signed(pki)),
        signatures={"Signature1": ALTERED},
    )


@cases([*(_case(name, attack) for name, attack in ATTACKS.items()), *OTHERS])
def test_incremental_saving_of_objects(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
