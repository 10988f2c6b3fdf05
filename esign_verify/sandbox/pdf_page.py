"""The page that every document of the sandbox starts from."""

from __future__ import annotations

from collections.abc import Sequence

from esign_verify.sandbox.pdf_encryption import DocumentEncryption
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream, literal
from esign_verify.sandbox.pdf_writer import PdfWriter

BANNER = b"SANDBOX - not a real document"
"""the first line of every page, forged ones too"""

PAYMENT = b"Pay 100 to Alice"
"""the line that attacks change"""

_FONT: dict[str, PdfObject] = {
    "Type": Name("Font"),
    "Subtype": Name("Type1"),
    "BaseFont": Name("Helvetica"),
}


def new_document(
    lines: Sequence[str],
    *,
    xref_streams: bool = False,
    encryption: DocumentEncryption | None = None,
    pdf: PdfWriter | None = None,
) -> PdfWriter:
    """One A4 page with `lines` (ASCII) and the payment line, written as revision 1.

    `pdf`: an empty document that writes in another way.
    """
    pdf = pdf or PdfWriter(xref_streams=xref_streams, encryption=encryption)
    font = pdf.add(dict(_FONT))
    pages = pdf.add({})
    text = [line.encode("ascii") for line in lines]
    content = pdf.add(page_text([*text, PAYMENT]))
    resources: dict[str, PdfObject] = {"Font": {"F1": font}}
    page = pdf.add(
        {
            "Type": Name("Page"),
            "Parent": pages,
            "MediaBox": [0, 0, 595, 842],
            "Resources": resources,
            "Contents": content,
        }
    )
    kids: list[PdfObject] = [page]
    pdf.update(pages, {"Type": Name("Pages"), "Kids": kids, "Count": 1})
    pdf.extend(pdf.catalog, Pages=pages)
    pdf.info = pdf.add({"Producer": b"Sandbox writer", "Title": lines[0].encode("ascii")})
    pdf.write_revision()
    return pdf


def page_text(lines: Sequence[bytes]) -> Stream:
    """A content stream, not compressed, so that attacks can be read in the file."""
    shown = b"\n".join(literal(line) + b" Tj 0 -18 Td" for line in (BANNER, *lines))
    return Stream({}, b"BT /F1 11 Tf 60 780 Td\n" + shown + b"\nET")


def text_form(size: tuple[float, float], drawing: bytes, **entries: PdfObject) -> Stream:
    """A form XObject (8.10) of this width and height, with the page's font as /F1."""
    form: dict[str, PdfObject] = {
        "Type": Name("XObject"),
        "Subtype": Name("Form"),
        "BBox": [0, 0, *size],
        "Resources": {"Font": {"F1": dict(_FONT)}},
        **entries,
    }
    return Stream(form, drawing)


def page_content(pdf: PdfWriter) -> Ref:
    """The content stream of page 1, for attacks to replace."""
    reference = pdf.dictionary(first_page(pdf))["Contents"]
    assert isinstance(reference, Ref)
    return reference


def first_page(pdf: PdfWriter) -> Ref:
    pages = pdf.dictionary(pdf.catalog)["Pages"]
    assert isinstance(pages, Ref)
    kids = pdf.dictionary(pages)["Kids"]
    assert isinstance(kids, list)
    page = kids[0]
    assert isinstance(page, Ref)
    return page
