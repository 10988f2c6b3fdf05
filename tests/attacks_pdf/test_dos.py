"""Files made to cost time or memory (attacks.md 3.1, DoS): an answer, within the named limits.

Each structure was there when the file was signed. It is judged as signed alone, and with
a second signature after it, which makes the analysis of later changes walk the document.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Raw, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document, page_content
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import PASSED, UNREADABLE_BELOW, Case, cases, check
from tests.attacks_pdf.maker import deflated, form, sign

_TOO_STRICT = "the difference analysis in use is too strict: `document_altered`"
OPEN: dict[str, str] = {
    "page-tree-of-ten-million-then-a-signature": _TOO_STRICT,
}

_BOMB = 200 * 1024 * 1024
Hostile = Callable[[PdfWriter], None]


def _aside(pdf: PdfWriter, value: PdfObject) -> Ref:
    """An object that the catalog names, and nothing shows."""
    own = pdf.add(value)
    pdf.extend(pdf.catalog, PieceInfo={"Sandbox": {"Private": own}})
    return own


def nested_arrays(pdf: PdfWriter) -> None:
    _aside(pdf, Raw(b"[" * 50_000 + b"]" * 50_000))


def nested_dictionaries(pdf: PdfWriter) -> None:
    _aside(pdf, Raw(b"<</A" * 20_000 + b" null" + b">>" * 20_000))


def length_of_itself(pdf: PdfWriter) -> None:
    number = len(pdf.objects) + 1
    _aside(pdf, Raw(b"<</Length %d 0 R>>\nstream\nx\nendstream" % number))


def length_loop(pdf: PdfWriter) -> None:
    number = len(pdf.objects) + 1
    _aside(pdf, Raw(b"<</Length %d 0 R>>\nstream\nx\nendstream" % (number + 1)))
    pdf.add(Ref(number + 2))
    pdf.add(Ref(number + 1))


def length_of_text_of_itself(pdf: PdfWriter) -> None:
    """The same, of what the page shows."""
    text = page_content(pdf)
    pdf.update(text, Raw(b"<</Length %d 0 R>>\nstream\nBT ET\nendstream" % text.number))


def reference_chain(pdf: PdfWriter) -> None:
    start = len(pdf.objects) + 1
    _aside(pdf, Ref(start + 1))
    for number in range(start + 1, start + 5000):
        pdf.add(Ref(number + 1))
    pdf.add(1)


def filter_chain(pdf: PdfWriter) -> None:
    data = b"x"
    for _ in range(100):
        data = zlib.compress(data)
    _aside(pdf, Stream({"Filter": [Name("FlateDecode")] * 100}, data))


def filter_chain_of_text(pdf: PdfWriter) -> None:
    stream = pdf.objects[page_content(pdf).number]
    assert isinstance(stream, Stream)
    data = stream.data
    for _ in range(100):
        data = zlib.compress(data)
    pdf.update(page_content(pdf), Stream({"Filter": [Name("FlateDecode")] * 100}, data))


def deflate_bomb(pdf: PdfWriter) -> None:
    _aside(pdf, Stream({"Filter": Name("FlateDecode")}, deflated(_BOMB)))


def deflate_bomb_of_text(pdf: PdfWriter) -> None:
    pdf.update(page_content(pdf), Stream({"Filter": Name("FlateDecode")}, deflated(_BOMB)))


def deflate_bomb_twice(pdf: PdfWriter) -> None:
    data = zlib.compress(deflated(_BOMB))
    _aside(pdf, Stream({"Filter": [Name("FlateDecode")] * 2}, data))


def page_tree_loop(pdf: PdfWriter) -> None:
    pages = pdf.dictionary(pdf.catalog)["Pages"]
    assert isinstance(pages, Ref)
    pdf.extend(pages, Kids=[first_page(pdf), pages], Count=2)


def page_tree_of_ten_million(pdf: PdfWriter) -> None:
    """Seven levels of ten kids each that are one and the same node: a tree as a lattice."""
    kid = first_page(pdf)
    for _ in range(7):
        kids: PdfObject = {"Type": Name("Pages"), "Kids": [kid] * 10, "Count": 10}
        kid = pdf.add(kids)
    pdf.extend(pdf.catalog, Pages=kid)


def outline_loop(pdf: PdfWriter) -> None:
    first, second = pdf.add(None), pdf.add(None)
    outline: PdfObject = {"Type": Name("Outlines"), "First": first, "Last": second, "Count": 2}
    parent = pdf.add(outline)
    pdf.update(first, {"Title": b"a", "Parent": parent, "Next": second})
    pdf.update(second, {"Title": b"b", "Parent": parent, "Next": first})
    pdf.extend(pdf.catalog, Outlines=parent)


def fields_loop(pdf: PdfWriter) -> None:
    own = pdf.add(None)
    pdf.update(own, {"T": b"loop", "Kids": [own, own]})
    pdf.extend(form(pdf), Fields=[own])


def huge_page(pdf: PdfWriter) -> None:
    pdf.extend(first_page(pdf), MediaBox=[0, 0, 10**30, 10**30])


def many_operators(pdf: PdfWriter) -> None:
    """A million path operators: nothing that verification must draw."""
    stream = pdf.objects[page_content(pdf).number]
    assert isinstance(stream, Stream)
    pdf.update(page_content(pdf), Stream({}, stream.data + b"\n0 0 m 1 1 l S" * 400_000))


def saved_states(pdf: PdfWriter) -> None:
    pdf.update(page_content(pdf), Stream({}, b"q " * 500_000 + b"Q " * 500_000))


def forms_of_forms(pdf: PdfWriter) -> None:
    """Ten form XObjects, each drawing the next ten times: 10^10 drawings."""
    inner: PdfObject = Stream({"Subtype": Name("Form"), "BBox": [0, 0, 9, 9]}, b"0 0 9 9 re f")
    last = pdf.add(inner)
    for _ in range(10):
        entries: dict[str, PdfObject] = {
            "Subtype": Name("Form"),
            "BBox": [0, 0, 9, 9],
            "Resources": {"XObject": {"X": last}},
        }
        last = pdf.add(Stream(entries, b"/X Do " * 10))
    page = first_page(pdf)
    resources = pdf.dictionary(page)["Resources"]
    assert isinstance(resources, dict)
    pdf.extend(page, Resources={**resources, "XObject": {"X": last}})
    pdf.update(page_content(pdf), Stream({}, b"/X Do"))


STRUCTURES = (
    nested_arrays,
    nested_dictionaries,
    length_of_itself,
    length_loop,
    length_of_text_of_itself,
    reference_chain,
    filter_chain,
    filter_chain_of_text,
    deflate_bomb,
    deflate_bomb_of_text,
    deflate_bomb_twice,
    page_tree_loop,
    page_tree_of_ten_million,
    outline_loop,
    fields_loop,
    huge_page,
    many_operators,
    saved_states,
    forms_of_forms,
)


def _alone(hostile: Hostile) -> Callable[[SandboxPki], bytes]:
    return lambda pki: bytes(_signed(pki, hostile).data)


def _signed(pki: SandboxPki, hostile: Hostile) -> PdfWriter:
    pdf = new_document(["Costly"])
    hostile(pdf)
    return sign(pdf, pki)


def _followed(hostile: Hostile) -> Callable[[SandboxPki], bytes]:
    """The second signature is visible, so that what lies below it matters."""

    def build(pki: SandboxPki) -> bytes:
        pdf = _signed(pki, hostile)
        place = (300, 60, 500, 110)
        sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa, rectangle=place)
        return bytes(pdf.data)

    return build


def _name(hostile: Hostile) -> str:
    return hostile.__name__.replace("_", "-")


ALONE = [
    Case(
        id=_name(hostile),
        source="attacks.md 3.1 DoS: what is odd is what was signed",
        build=_alone(hostile),
        signatures={"Signature1": PASSED},
    )
    for hostile in STRUCTURES
]
UNREADABLE = (
    length_of_text_of_itself,
    filter_chain_of_text,
    deflate_bomb_of_text,
    many_operators,
    saved_states,
    forms_of_forms,
)
"""What the page shows is beyond the limits: the second signature may lie on something."""
FOLLOWED = [
    Case(
        id=f"{_name(hostile)}-then-a-signature",
        source="attacks.md 3.1 DoS: what did not change is no alteration, however odd",
        build=_followed(hostile),
        signatures={
            "Signature1": UNREADABLE_BELOW if hostile in UNREADABLE else PASSED,
            "Signature2": PASSED,
        },
    )
    for hostile in STRUCTURES
]


@cases([*ALONE, *FOLLOWED])
def test_costly_structures(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
