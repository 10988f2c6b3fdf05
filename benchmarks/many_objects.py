"""Documents whose size is in their number of objects, signed a few times.

Real ones are long reports: pages with contents and resources, and where they are tagged a
structure tree that names every page (ISO 32000-2, 14.7).
"""

from __future__ import annotations

from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_signing import SignatureSpec
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.recipes import sign_pades

_KIDS = 100
"""of one node of the page tree, the structure tree and the parent tree"""


def many_objects(
    pki: SandboxPki, objects: int, *, streams: bool, tagged: bool, signatures: int = 3
) -> bytes:
    """A document of about `objects` objects, signed `signatures` times."""
    pdf = PdfWriter(xref_streams=streams)
    each = 5 if tagged else 3
    pages = [_page(pdf, number) for number in range(objects // each)]
    _page_tree(pdf, pages)
    if tagged:
        _structure_tree(pdf, pages)
    pdf.write_revision()
    return _signed(pdf, pki, signatures)


def regulation(pki: SandboxPki) -> bytes:
    """About 680 kB: tagged, in object streams, four signatures."""
    return many_objects(pki, 11_500, streams=True, tagged=True, signatures=4)


def many_bookmarks(pki: SandboxPki, count: int) -> bytes:
    """One list of `count` bookmarks, a signature, and another in a later revision."""
    pdf = PdfWriter()
    page = _page(pdf, 0)
    _page_tree(pdf, [page])
    root = pdf.add({})
    items = [pdf.add({}) for _ in range(count)]
    for number, item in enumerate(items):
        entry: dict[str, PdfObject] = {
            "Title": b"Pasal %d" % (number + 1),
            "Parent": root,
            "Dest": [page, Name("Fit")],
        }
        if number:
            entry["Prev"] = items[number - 1]
        if number + 1 < count:
            entry["Next"] = items[number + 1]
        pdf.objects[item.number] = entry
    outlines: dict[str, PdfObject] = {"First": items[0], "Last": items[-1], "Count": count}
    pdf.objects[root.number] = {"Type": Name("Outlines"), **outlines}
    pdf.extend(pdf.catalog, Outlines=root)
    pdf.write_revision()
    return _signed(pdf, pki, 2)


def four_signatures(pki: SandboxPki) -> bytes:
    """About 680 kB, most of it a picture: few objects."""
    pdf = PdfWriter()
    pages = [_page(pdf, number) for number in range(40)]
    _page_tree(pdf, pages)
    picture: dict[str, PdfObject] = {
        "Type": Name("XObject"),
        "Subtype": Name("Image"),
        "Width": 640,
        "Height": 625,
        "ColorSpace": Name("DeviceGray"),
        "BitsPerComponent": 8,
    }
    image = pdf.add(Stream(picture, bytes(range(250)) * 1600))
    pdf.extend(pages[0], Resources={"XObject": {"Im1": image}})
    pdf.write_revision()
    return _signed(pdf, pki, 4)


def _page(pdf: PdfWriter, number: int) -> Ref:
    text = b"BT /F1 11 Tf 60 780 Td (Halaman %d) Tj ET" % (number + 1)
    marked = b"/P <</MCID 0>> BDC " + text + b" EMC"
    contents = pdf.add(Stream({}, marked))
    font: dict[str, PdfObject] = {
        "Type": Name("Font"),
        "Subtype": Name("Type1"),
        "BaseFont": Name("Helvetica"),
    }
    resources = pdf.add({"Font": {"F1": font}})
    return pdf.add(
        {
            "Type": Name("Page"),
            "MediaBox": [0, 0, 595, 842],
            "Contents": contents,
            "Resources": resources,
        }
    )


def _page_tree(pdf: PdfWriter, pages: list[Ref]) -> None:
    """The first page under the root, the others under nodes of `_KIDS`."""
    root = pdf.add({})
    kids: list[PdfObject] = [pages[0]]
    pdf.objects[pages[0].number] = {**pdf.dictionary(pages[0]), "Parent": root}
    for start in range(1, len(pages), _KIDS):
        children = pages[start : start + _KIDS]
        node = pdf.add({"Type": Name("Pages"), "Parent": root, "Count": len(children)})
        pdf.objects[node.number] = {**pdf.dictionary(node), "Kids": list(children)}
        for child in children:
            pdf.objects[child.number] = {**pdf.dictionary(child), "Parent": node}
        kids.append(node)
    tree: dict[str, PdfObject] = {"Type": Name("Pages"), "Kids": kids, "Count": len(pages)}
    pdf.objects[root.number] = tree
    pdf.objects[pdf.catalog.number] = {**pdf.dictionary(pdf.catalog), "Pages": root}


def _structure_tree(pdf: PdfWriter, pages: list[Ref]) -> None:
    """/Document with a section a page, a paragraph in each, and the parent tree."""
    root, document = pdf.add({}), pdf.add({})
    sections: list[PdfObject] = []
    numbers: list[PdfObject] = []
    for number, page in enumerate(pages):
        section = pdf.add({})
        paragraph = pdf.add(
            {"Type": Name("StructElem"), "S": Name("P"), "P": section, "Pg": page, "K": 0}
        )
        element: dict[str, PdfObject] = {"Type": Name("StructElem"), "S": Name("Sect")}
        pdf.objects[section.number] = {**element, "P": document, "K": [paragraph]}
        pdf.objects[page.number] = {**pdf.dictionary(page), "StructParents": number}
        sections.append(section)
        numbers += [number, [paragraph]]
    leaves: list[PdfObject] = []
    for start in range(0, len(pages), _KIDS):
        part = numbers[2 * start : 2 * (start + _KIDS)]
        limits: list[PdfObject] = [start, start + len(part) // 2 - 1]
        leaves.append(pdf.add({"Limits": limits, "Nums": part}))
    parents = pdf.add({"Kids": leaves})
    top: dict[str, PdfObject] = {"Type": Name("StructElem"), "S": Name("Document")}
    pdf.objects[document.number] = {**top, "P": root, "K": sections}
    tree: dict[str, PdfObject] = {"Type": Name("StructTreeRoot"), "K": document}
    pdf.objects[root.number] = {
        **tree,
        "ParentTree": parents,
        "ParentTreeNextKey": len(pages),
    }
    catalog = pdf.dictionary(pdf.catalog)
    pdf.objects[pdf.catalog.number] = {
        **catalog,
        "StructTreeRoot": root,
        "MarkInfo": {"Marked": True},
    }


def _signed(pdf: PdfWriter, pki: SandboxPki, count: int) -> bytes:
    for number in range(count):
        field = SignatureSpec(field_name=f"Signature{number + 1}")
        sign_pades(pdf, pki.signer, pki.day(number - 20), tsa=pki.tsa_current, field=field)
    return bytes(pdf.data)
