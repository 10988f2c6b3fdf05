"""What honest writers put in a document, or change while they sign it."""

from __future__ import annotations

from collections.abc import Callable

from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, page_content
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.maker import form

Step = Callable[[PdfWriter, SandboxPki], None]


def nothing(pdf: PdfWriter, pki: SandboxPki) -> None:
    pass


def extensions(pdf: PdfWriter, _: SandboxPki) -> None:
    """/Extensions and /Version of the catalog (7.12): ESIC of ETSI, ADBE of Adobe."""
    levels: dict[str, PdfObject] = {
        "ESIC": {"BaseVersion": Name("1.7"), "ExtensionLevel": 2},
        "ADBE": pdf.add({"BaseVersion": Name("1.7"), "ExtensionLevel": 8}),
    }
    pdf.extend(pdf.catalog, Extensions=levels, Version=Name("2.0"))


def information(pdf: PdfWriter, _: SandboxPki) -> None:
    assert pdf.info is not None
    pdf.extend(pdf.info, Producer=b"another signer", ModDate=b"D:20260101120000Z")


def metadata(text: bytes) -> Step:
    def step(pdf: PdfWriter, _: SandboxPki) -> None:
        entries: dict[str, PdfObject] = {"Type": Name("Metadata"), "Subtype": Name("XML")}
        packet = Stream(entries, b"<?xpacket?><x>" + text + b"</x>")
        held = pdf.dictionary(pdf.catalog).get("Metadata")
        if isinstance(held, Ref):
            pdf.update(held, packet)
        else:
            pdf.extend(pdf.catalog, Metadata=pdf.add(packet))

    return step


def tagged(pdf: PdfWriter, _: SandboxPki) -> None:
    """A structure tree with one paragraph (14.7)."""
    root = pdf.add(None)
    paragraph = pdf.add({"Type": Name("StructElem"), "S": Name("P"), "P": root, "K": 0})
    tree = pdf.add({"Nums": [0, [paragraph]]})
    entries: dict[str, PdfObject] = {
        "Type": Name("StructTreeRoot"),
        "K": [paragraph],
        "ParentTree": tree,
        "ParentTreeNextKey": 1,
    }
    pdf.update(root, entries)
    pdf.extend(first_page(pdf), StructParents=0)
    pdf.extend(pdf.catalog, StructTreeRoot=root, MarkInfo={"Marked": True})


def dangling(pdf: PdfWriter, _: SandboxPki) -> None:
    pdf.extend(pdf.catalog, PieceInfo={"Sandbox": {"Private": Ref(9_999)}})


def form_with_resources(pdf: PdfWriter, _: SandboxPki) -> None:
    """A form with default resources: the fonts of the page."""
    pdf.extend(form(pdf), DR={"Font": {"F1": Ref(2)}}, DA=b"/F1 0 Tf 0 g")


def unchanged(pdf: PdfWriter, _: SandboxPki) -> None:
    """The page's text and the pages, written again as they are."""
    for reference in (page_content(pdf), pdf.dictionary(pdf.catalog)["Pages"]):
        assert isinstance(reference, Ref)
        pdf.update(reference, pdf.objects[reference.number])


def bookmarks(pdf: PdfWriter, _: SandboxPki) -> None:
    """5,000 siblings: a chain that no recursion survives."""
    count = 5_000
    parent = pdf.add(None)
    first = len(pdf.objects) + 1
    for number in range(first, first + count):
        entries: dict[str, PdfObject] = {"Title": b"t", "Parent": parent}
        if number > first:
            entries["Prev"] = Ref(number - 1)
        if number < first + count - 1:
            entries["Next"] = Ref(number + 1)
        pdf.add(entries)
    last = Ref(first + count - 1)
    outline: dict[str, PdfObject] = {"First": Ref(first), "Last": last, "Count": count}
    pdf.update(parent, {"Type": Name("Outlines"), **outline})
    pdf.extend(pdf.catalog, Outlines=parent)


def empty_fields(pdf: PdfWriter, _: SandboxPki) -> None:
    fields: list[PdfObject] = [
        pdf.add({"FT": Name("Sig"), "T": b"f%d" % count}) for count in range(10_000)
    ]
    pdf.extend(form(pdf), Fields=fields)
