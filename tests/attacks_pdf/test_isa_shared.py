"""ISA under cover: the update looks like one that is permitted, and changes what is shown.

An object may have two parts to play. What a form, a store or a signer may rewrite, the
page may show; and what the signed revision only names, a later one may define.
"""

from __future__ import annotations

from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Raw, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document, page_content
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import ALTERED, PASSED, Case, cases, check
from tests.attacks_pdf.maker import (
    FORGED_PAGE,
    MALLORY,
    Update,
    appearance,
    draw_on_page,
    name_what_is_not_there,
    page_text_number,
    sign,
    text_field,
)

OPEN: dict[str, str] = {}

Prepare = Callable[[PdfWriter], None]
Spring = Callable[[PdfWriter], bytes]


def _written(pdf: PdfWriter) -> bytes:
    pdf.write_revision()
    return bytes(pdf.data)


def _nothing(pdf: PdfWriter) -> None:
    pass


def _forge_text(pdf: PdfWriter) -> bytes:
    pdf.update(page_content(pdf), FORGED_PAGE)
    return _written(pdf)


def field_shares_its_appearance(pdf: PdfWriter) -> None:
    own = text_field(pdf, b"name", b"Siti")
    drawn = pdf.dictionary(own)["AP"]["N"]  # type: ignore[call-overload, index]
    draw_on_page(pdf, drawn, b"/X Do")


def _fill_in_place(pdf: PdfWriter) -> bytes:
    """/V and the one appearance say the same, and the page shows it too."""
    (own,) = (Ref(n) for n, v in pdf.objects.items() if isinstance(v, dict) and "DA" in v)
    drawn = pdf.dictionary(own)["AP"]["N"]  # type: ignore[call-overload, index]
    pdf.extend(own, V=MALLORY)
    pdf.update(drawn, appearance(MALLORY, (200, 50)))
    return _written(pdf)


def field_shares_a_font(pdf: PdfWriter) -> None:
    own = text_field(pdf, b"name", b"Siti")
    drawn = pdf.dictionary(own)["AP"]["N"]  # type: ignore[call-overload, index]
    stream = pdf.objects[drawn.number]
    assert isinstance(stream, Stream)
    fonts: dict[str, PdfObject] = {"Font": {"F1": Ref(2)}}
    pdf.update(drawn, Stream({**stream.dictionary, "Resources": fonts}, stream.data))


def _change_font(pdf: PdfWriter) -> bytes:
    pdf.extend(Ref(2), Encoding={"Differences": [49, Name("nine")]})
    return _written(pdf)


def store_names_the_text(pdf: PdfWriter) -> None:
    pdf.extend(pdf.catalog, DSS=pdf.add({"Certs": [page_content(pdf)]}))


def metadata_is_the_text(pdf: PdfWriter) -> None:
    pdf.extend(pdf.catalog, Metadata=page_content(pdf))


def information_is_the_page(pdf: PdfWriter) -> None:
    pdf.info = first_page(pdf)


def extensions_are_the_page(pdf: PdfWriter) -> None:
    pdf.extend(pdf.catalog, Extensions=first_page(pdf))


def _turn_page(pdf: PdfWriter) -> bytes:
    pdf.extend(first_page(pdf), Rotate=180)
    return _written(pdf)


def _turn_tree(pdf: PdfWriter) -> bytes:
    """Pages inherit (7.7.3.4)."""
    pages = pdf.dictionary(pdf.catalog)["Pages"]
    assert isinstance(pages, Ref)
    pdf.extend(pages, Rotate=180)
    return _written(pdf)


def _define(pdf: PdfWriter) -> bytes:
    return Update(pdf).write({500: FORGED_PAGE}).bytes()


def _define_as_store(pdf: PdfWriter) -> bytes:
    """The missing object is a stream of /DSS, which may be added."""
    dss: PdfObject = {"Certs": [Ref(500)]}
    catalog = {**pdf.dictionary(pdf.catalog), "DSS": Ref(501)}
    return Update(pdf).write({1: catalog, 501: dss, 500: FORGED_PAGE}).bytes()


def names_it_where_it_cannot_be_read(pdf: PdfWriter) -> None:
    """The resources hold a keyword that no reader knows; lenient ones pass over it."""
    raw = b"<</Font <</F1 2 0 R>> /Bad bad /XObject <</X 500 0 R>>>>"
    pdf.extend(first_page(pdf), Resources=pdf.add(Raw(raw)))
    pdf.update(page_content(pdf), Stream({}, b"/X Do"))


def names_it_oddly(pdf: PdfWriter) -> None:
    """White space and a comment within the reference (7.2.4)."""
    text = b"[%d 0 R 500%%comment\n 0\r\nR]" % page_content(pdf).number
    pdf.extend(first_page(pdf), Contents=pdf.add(Raw(text)))


def names_null(pdf: PdfWriter) -> None:
    """An object that is there, and null."""
    page = first_page(pdf)
    pdf.extend(page, Contents=[pdf.dictionary(page)["Contents"], pdf.add(None)])


def _replace_null_as_store(pdf: PdfWriter) -> bytes:
    (null,) = (number for number, value in pdf.objects.items() if value is None)
    catalog = {**pdf.dictionary(pdf.catalog), "DSS": Ref(501)}
    return Update(pdf).write({1: catalog, 501: {"Certs": [Ref(null)]}, null: FORGED_PAGE}).bytes()


def _other_generation(pdf: PdfWriter) -> bytes:
    number = page_text_number(pdf)
    update = Update(pdf)
    at = update.objects({number: FORGED_PAGE}, 1)[number]
    return update.table([(number, at, 1, "n")]).bytes()


def _unknown_kind(pdf: PdfWriter) -> bytes:
    """An entry of a type that does not exist is a reference to null (7.5.8.3)."""
    update = Update(pdf)
    update.xref_stream([(page_text_number(pdf), 3, 0, 0)])
    return update.bytes()


ATTACKS: dict[str, tuple[Prepare, Spring]] = {
    "appearance-shared-with-the-page": (field_shares_its_appearance, _fill_in_place),
    "font-shared-with-the-page": (field_shares_a_font, _change_font),
    "store-shared-with-the-page": (store_names_the_text, _forge_text),
    "metadata-shared-with-the-page": (metadata_is_the_text, _forge_text),
    "information-shared-with-the-page": (information_is_the_page, _turn_page),
    "extensions-shared-with-the-page": (extensions_are_the_page, _turn_page),
    "page-tree-inherited": (_nothing, _turn_tree),
    "dangling-reference-defined": (name_what_is_not_there, _define),
    "dangling-reference-defined-as-store": (name_what_is_not_there, _define_as_store),
    "unreadable-reference-defined": (names_it_where_it_cannot_be_read, _define_as_store),
    "odd-reference-defined": (names_it_oddly, _define_as_store),
    "null-replaced-as-store": (names_null, _replace_null_as_store),
    "other-generation": (_nothing, _other_generation),
    "unknown-kind-of-entry": (_nothing, _unknown_kind),
}


def _build(prepare: Prepare, spring: Spring | None) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["Two parts to play"])
        prepare(pdf)
        sign(pdf, pki)
        return spring(pdf) if spring else bytes(pdf.data)

    return build


SPRUNG = [
    Case(
        id=name,
        source="attacks.md 3.1 ISA, by way of what may change",
        build=_build(prepare, spring),
        signatures={"Signature1": ALTERED},
    )
    for name, (prepare, spring) in ATTACKS.items()
]
ALONE = [
    Case(
        id=f"signed-alone-{prepare.__name__.strip('_').replace('_', '-')}",
        source="odd, but what was signed",
        build=_build(prepare, None),
        signatures={"Signature1": PASSED},
    )
    for prepare in dict.fromkeys(prepare for prepare, _ in ATTACKS.values())
]


@cases([*ALONE, *SPRUNG])
def test_incremental_saving_under_cover(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
