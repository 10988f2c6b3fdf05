"""Documents for drawing and comparing, and what their pictures show."""

from __future__ import annotations

import io
from collections.abc import Iterable

from PIL import Image

from esign_verify.document import open_document
from esign_verify.evidence import DocumentEvidence
from esign_verify.evidence.difference import Difference
from esign_verify.evidence.pictures import PARTS, Mark, Picture, Pictures
from esign_verify.inspect import compare_revisions, draw_pictures
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page
from esign_verify.sandbox.pdf_writer import PdfWriter

Box = tuple[int, int, int, int]


def evidence_of(data: bytes, password: str | None = None) -> DocumentEvidence:
    with open_document(data, password=password) as document:
        return document.evidence


def drawn(data: bytes, password: str | None = None) -> Pictures:
    return draw_pictures(data, evidence_of(data, password), password=password)


def image(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.data)).convert("L")


def dark_box(picture: Picture) -> Box:
    """Around everything that is not white, in `PARTS`."""
    pixels = image(picture)
    around = pixels.point(lambda value: 255 * (value < 128)).getbbox()
    assert around is not None
    return in_parts(around, pixels.size)


def in_parts(box: Box, size: tuple[int, int]) -> Box:
    left, top, right, bottom = (edge * PARTS // size[index % 2] for index, edge in enumerate(box))
    return left, top, right, bottom


def place(mark: Mark) -> Box:
    return mark.left, mark.top, mark.right, mark.bottom


def is_near(one: Box, other: Box, parts: int) -> bool:
    return all(abs(a - b) <= parts for a, b in zip(one, other, strict=True))


def black(width: float, height: float) -> Stream:
    """An appearance that is black all over (8.10)."""
    entries: dict[str, PdfObject] = {
        "Type": Name("XObject"),
        "Subtype": Name("Form"),
        "BBox": [0, 0, width, height],
    }
    return Stream(entries, b"0 g 0 0 %d %d re f" % (width, height))


def compared(pdf: PdfWriter, **options: int) -> Difference:
    return compare_revisions(bytes(pdf.data), **options)


def page_tree(pdf: PdfWriter) -> Ref:
    tree = pdf.dictionary(first_page(pdf))["Parent"]
    assert isinstance(tree, Ref)
    return tree


def pages_of(pdf: PdfWriter) -> list[Ref]:
    kids = pdf.dictionary(page_tree(pdf))["Kids"]
    assert isinstance(kids, list)
    return [kid for kid in kids if isinstance(kid, Ref)]


def with_pages(pdf: PdfWriter, pages: Iterable[dict[str, PdfObject]]) -> PdfWriter:
    """More pages after the first one, in the next revision."""
    tree, kids = page_tree(pdf), pages_of(pdf)
    added = [
        pdf.add({"Type": Name("Page"), "Parent": tree, "MediaBox": [0, 0, 595, 842], **entries})
        for entries in pages
    ]
    pdf.extend(tree, Kids=[*kids, *added], Count=len(kids) + len(added))
    return pdf
