"""ISA (CCS 2019), variants J to O: an update that is well made, and changes what is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document, page_text
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf import growth
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


def _pages(pdf: PdfWriter) -> Ref:
    found = pdf.dictionary(pdf.catalog)["Pages"]
    assert isinstance(found, Ref)
    return found


def page_added(pdf: PdfWriter) -> bytes:
    pages, first = _pages(pdf), first_page(pdf)
    more = pdf.add({**pdf.dictionary(first), "Contents": pdf.add(page_text([b"Page two"]))})
    pdf.extend(pages, Kids=[first, more], Count=2)
    pdf.write_revision()
    return bytes(pdf.data)


def page_shown_twice(pdf: PdfWriter) -> bytes:
    first = first_page(pdf)
    pdf.extend(_pages(pdf), Kids=[first, first], Count=2)
    pdf.write_revision()
    return bytes(pdf.data)


def page_replaced(pdf: PdfWriter) -> bytes:
    """Another object stands in the page tree; the signed page is on nobody's way."""
    first = first_page(pdf)
    other = pdf.add({**pdf.dictionary(first), "Contents": pdf.add(page_text([b"Other"]))})
    pdf.extend(_pages(pdf), Kids=[other])
    pdf.write_revision()
    return bytes(pdf.data)


def page_group_added(pdf: PdfWriter) -> bytes:
    """A colour space for blending: other colours (11.6.6)."""
    group: PdfObject = {"S": Name("Transparency"), "CS": Name("DeviceGray")}
    pdf.extend(first_page(pdf), Group=group)
    pdf.write_revision()
    return bytes(pdf.data)


_ATTACHED: dict[str, PdfObject] = {"Names": [b"a.pdf", {"Type": Name("Filespec"), "F": b"a.pdf"}]}
_LABELS: dict[str, PdfObject] = {"Nums": [0, {"P": b"999-"}]}
_INTENT: dict[str, PdfObject] = {"S": Name("GTS_PDFA1"), "OutputConditionIdentifier": b"x"}

ATTACKS: dict[str, Attack] = {
    "J-page-added": page_added,
    "J-page-shown-twice": page_shown_twice,
    "J-page-replaced": page_replaced,
    "N-attachment": _change_catalog(lambda pdf: {"Names": {"EmbeddedFiles": _ATTACHED}}),
    "N-associated-file": _change_catalog(lambda pdf: {"AF": [pdf.add(_ATTACHED)]}),
    "N-collection": _change_catalog(lambda pdf: {"Collection": {"View": Name("D")}}),
    "N-destinations": _change_catalog(lambda pdf: {"Dests": {"a": [first_page(pdf), Name("Fit")]}}),
    "N-page-labels": _change_catalog(lambda pdf: {"PageLabels": _LABELS}),
    "N-output-intents": _change_catalog(lambda pdf: {"OutputIntents": [_INTENT]}),
    "N-viewer-preferences": _change_catalog(
        lambda pdf: {"ViewerPreferences": {"Direction": Name("R2L")}}
    ),
    "N-outlines": _change_catalog(lambda pdf: {"Outlines": pdf.add({"Type": Name("Outlines")})}),
    "N-address": _change_catalog(lambda pdf: {"URI": {"Base": b"https://mallory.invalid/"}}),
    "O-group": page_group_added,
    "O-tabs-and-action": _change_page(Tabs=Name("S"), AA={"C": _SCRIPT}),
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


def _tagged(change: Callable[[PdfWriter, Ref], None]) -> Callable[[SandboxPki], bytes]:
    """A tagged document, and a change of its one paragraph (14.7, 14.9)."""

    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["Tagged"])
        growth.tagged(pdf, pki)
        (paragraph,) = (
            Ref(number)
            for number, value in pdf.objects.items()
            if isinstance(value, dict) and value.get("Type") == "StructElem"
        )
        sign(pdf, pki)
        change(pdf, paragraph)
        pdf.write_revision()
        return bytes(pdf.data)

    return build


def _parent_tree_moved(pdf: PdfWriter, paragraph: Ref) -> None:
    """What the tree says of the page's text is said of another element."""
    (tree,) = (
        Ref(number)
        for number, value in pdf.objects.items()
        if isinstance(value, dict) and "Nums" in value
    )
    other = pdf.add({**pdf.dictionary(paragraph), "ActualText": b"Pay 999 to Mallory"})
    pdf.update(tree, {"Nums": [0, [other]]})


OTHERS = [
    Case(
        id="J-tagged-actual-text",
        source="14.9.4: what is read aloud and copied is /ActualText",
        build=_tagged(lambda pdf, own: pdf.extend(own, ActualText=b"Pay 999 to Mallory")),
        signatures={"Signature1": ALTERED},
    ),
    Case(
        id="J-tagged-parent-tree",
        source="14.7.4.4: the parent tree leads to another element",
        build=_tagged(_parent_tree_moved),
        signatures={"Signature1": ALTERED},
    ),
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
