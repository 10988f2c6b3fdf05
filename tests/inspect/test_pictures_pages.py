"""Which page is compared with which: pages are followed by their objects."""

from __future__ import annotations

from esign_verify.evidence.pictures import NotDrawn, NotDrawnReason
from esign_verify.inspect import compare_revisions, draw_comparison
from esign_verify.inspect.page_pairs import PagePairs
from esign_verify.limits import MAX_PICTURE_PAGES
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name
from esign_verify.sandbox.pdf_page import new_document, page_text
from esign_verify.sandbox.pdf_writer import PdfWriter
from tests.attacks_pdf.maker import AWAY, sign
from tests.inspect.paper import drawn, evidence_of, image, page_tree, pages_of, with_pages

Row = tuple[int, int, bool, tuple[int, int] | None, tuple[int, int] | None]


def rows(data: bytes) -> list[Row]:
    """Of each comparison: signed revision, page, whether alike, and (revision, page) of both."""
    pictures = drawn(data)
    keys = [(picture.revision, picture.page) for picture in pictures.pictures]
    return [
        (
            one.revision,
            one.page,
            one.same,
            None if one.signed is None else keys[one.signed],
            None if one.current is None else keys[one.current],
        )
        for one in pictures.comparisons
    ]


def three_pages(sandbox: Sandbox) -> PdfWriter:
    """Each with a line of its own; the signature stands on the first."""
    pdf = new_document(["One"])
    font = pdf.dictionary(pages_of(pdf)[0])["Resources"]
    more = [{"Resources": font, "Contents": pdf.add(page_text([t]))} for t in (b"Two", b"Three")]
    with_pages(pdf, more)
    pdf.write_revision()
    return sign(pdf, sandbox.pki, rectangle=AWAY)


def test_a_page_put_before_the_signed_one(sandbox: Sandbox) -> None:
    pdf = three_pages(sandbox)
    kids = pages_of(pdf)
    cover = pdf.add({"Type": Name("Page"), "Parent": page_tree(pdf), "MediaBox": [0, 0, 595, 842]})
    pdf.extend(page_tree(pdf), Kids=[cover, *kids], Count=4)
    pdf.write_revision()
    data = bytes(pdf.data)
    pictures = drawn(data)
    shown = {picture.page: picture for picture in pictures.pictures}
    assert (pictures.pages, sorted(shown)) == (4, [1, 2])
    assert [mark.label for mark in shown[2].marks] == ["Signature1"]
    assert shown[1].marks == ()
    assert rows(data) == [(3, 2, True, None, (4, 2))]


def test_a_page_put_at_the_end_is_drawn(sandbox: Sandbox) -> None:
    pdf = with_pages(three_pages(sandbox), [{}])
    pdf.write_revision()
    assert [picture.page for picture in drawn(bytes(pdf.data)).pictures] == [1, 4]


def test_a_page_that_was_removed_is_shown_as_it_was(sandbox: Sandbox) -> None:
    pdf = three_pages(sandbox)
    first, _, third = pages_of(pdf)
    pdf.extend(page_tree(pdf), Kids=[first, third], Count=2)
    pdf.write_revision()
    assert rows(bytes(pdf.data)) == [(3, 1, True, None, (4, 1)), (3, 2, False, (3, 2), None)]


def test_a_change_that_names_no_page_is_looked_for(sandbox: Sandbox) -> None:
    """A font behind resources behind two of four pages."""
    pdf = new_document(["One"])
    font = pdf.add({"Type": Name("Font"), "Subtype": Name("Type1"), "BaseFont": Name("Helvetica")})
    resources = pdf.add({"Font": {"F1": font}})
    text = pdf.add(page_text([b"Shared"]))
    own = {"Resources": resources, "Contents": text}
    with_pages(pdf, [own, {}, own])
    pdf.write_revision()
    sign(pdf, sandbox.pki, rectangle=AWAY)
    pdf.extend(font, BaseFont=Name("Courier"))
    pdf.write_revision()
    assert rows(bytes(pdf.data)) == [
        (3, 1, True, None, (4, 1)),
        (3, 2, False, (3, 2), (4, 2)),
        (3, 4, False, (3, 4), (4, 4)),
    ]


def test_any_two_revisions_beside_each_other(sandbox: Sandbox) -> None:
    pdf = three_pages(sandbox)
    second = pages_of(pdf)[1]
    for line in (b"Forged", b"Forged again"):
        pdf.extend(second, Contents=pdf.add(page_text([line])))
        pdf.write_revision()
    data = bytes(pdf.data)
    found = compare_revisions(data, older=4, newer=5)
    pictures = draw_comparison(data, evidence_of(data), found)
    assert [(one.revision, one.page) for one in pictures.pictures] == [(5, 2), (4, 2)]
    assert [(one.revision, one.signed, one.current) for one in pictures.comparisons] == [(4, 1, 0)]
    earlier = draw_comparison(data, evidence_of(data), compare_revisions(data, older=3, newer=4))
    assert [(one.revision, one.page) for one in earlier.pictures] == [(4, 2), (3, 2)]
    assert image(earlier.pictures[0]).tobytes() == image(pictures.pictures[1]).tobytes()


def test_pages_over_the_limit_of_a_comparison(sandbox: Sandbox) -> None:
    pdf = with_pages(new_document(["Many"]), [{}] * (MAX_PICTURE_PAGES + 2))
    pdf.write_revision()
    data = bytes(pdf.data)
    pictures = draw_comparison(data, evidence_of(data), compare_revisions(data, older=1))
    assert len(pictures.pictures) == MAX_PICTURE_PAGES
    last = MAX_PICTURE_PAGES + 2
    assert pictures.not_drawn == (
        NotDrawn(reason=NotDrawnReason.PAGE_LIMIT, page=last),
        NotDrawn(reason=NotDrawnReason.PAGE_LIMIT, page=last + 1),
    )


def test_pairs_that_nobody_knows_have_the_same_number() -> None:
    nothing = PagePairs()
    assert (nothing.earlier(3, 1), nothing.now(3, 1), nothing.added()) == (3, 3, [])
    pairs = PagePairs(last=(7, 8, 9), before={2: (8, 6)})
    assert [pairs.earlier(page, 2) for page in (1, 2, 3, 4)] == [0, 1, 0, 4]
    assert [pairs.now(page, 2) for page in (1, 2)] == [2, 0]
    assert (pairs.added(), pairs.removed(2), pairs.removed(1)) == ([1, 3], [2], [])
