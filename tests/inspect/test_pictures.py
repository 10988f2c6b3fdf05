"""Pages drawn: where signatures stand, what later revisions changed, which pages."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from esign_verify.evidence.pictures import PARTS, Comparison, MarkKind, NotDrawn, NotDrawnReason
from esign_verify.evidence_json import from_json, to_json
from esign_verify.inspect import draw_pictures
from esign_verify.limits import MAX_PICTURE_PAGES, MAX_PICTURE_VERSIONS
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document, page_content, page_text
from esign_verify.sandbox.pdf_writer import PdfWriter
from tests.attacks_pdf.maker import AWAY, OVER_TEXT, rectangle, sign, signed
from tests.inspect.paper import (
    black,
    dark_box,
    drawn,
    evidence_of,
    image,
    in_parts,
    is_near,
    pages_of,
    place,
    with_pages,
)

ONE_PIXEL = PARTS // 450
"""a picture of 900 pixels is exact to two of them"""


def blank(**page: PdfObject) -> PdfWriter:
    """A page that shows nothing."""
    pdf = new_document(["Nothing"])
    pdf.update(page_content(pdf), Stream({}, b""))
    pdf.extend(first_page(pdf), **page)
    pdf.write_revision()
    return pdf


@pytest.mark.parametrize(
    ("page", "box"),
    [
        # the widget lies at 100 to 300 across and 500 to 600 up, on 595 by 842
        ({}, (1680, 2874, 5043, 4062)),
        ({"Rotate": 90}, (5938, 1680, 7126, 5043)),
        ({"Rotate": 270}, (2874, 4957, 4062, 8320)),
        ({"CropBox": [50, 400, 450, 800]}, (1250, 5000, 6250, 7500)),
    ],
)
def test_a_signature_is_marked_where_it_is_drawn(
    sandbox: Sandbox, page: dict[str, PdfObject], box: tuple[int, int, int, int]
) -> None:
    pdf = blank(**page)
    seal = {"AP": {"N": pdf.add(black(200, 100))}}
    sign(pdf, sandbox.pki, rectangle=(100, 500, 300, 600), more_of_field=seal)
    pictures = drawn(bytes(pdf.data))
    (picture,) = pictures.pictures
    (mark,) = picture.marks
    assert (mark.kind, mark.label, mark.signature) == (MarkKind.SIGNATURE, "Signature1", 0)
    assert is_near(place(mark), box, 2)
    assert is_near(dark_box(picture), box, ONE_PIXEL)
    assert (picture.page, picture.revision) == (1, 3)
    assert pictures.not_drawn == ()


def test_a_box_is_cut_at_the_edge_and_an_invisible_one_is_none(sandbox: Sandbox) -> None:
    pdf = sign(blank(), sandbox.pki, rectangle=(-100, 742, 119, 2000))
    sign(pdf, sandbox.pki, "Signature2", rectangle=(700, 10, 800, 50))
    sign(pdf, sandbox.pki, "Signature3")
    marks = drawn(bytes(pdf.data)).pictures[0].marks
    assert [(mark.label, place(mark)) for mark in marks] == [("Signature1", (0, 0, 2000, 1188))]


def test_a_document_timestamp_is_marked_as_one(sandbox: Sandbox) -> None:
    pdf = sign(
        blank(),
        sandbox.pki,
        rectangle=AWAY,
        type="DocTimeStamp",
        sub_filter="ETSI.RFC3161",
    )
    (mark,) = drawn(bytes(pdf.data)).pictures[0].marks
    assert mark.kind is MarkKind.TIMESTAMP


def test_what_changed_is_marked_with_the_change_that_it_shows(sandbox: Sandbox) -> None:
    pdf = signed(sandbox.pki)
    page = first_page(pdf)
    stamp = {"Type": Name("Annot"), "Subtype": Name("Stamp"), "F": 4}
    listed = pdf.dictionary(page)["Annots"]
    assert isinstance(listed, list)
    pdf.extend(page, Annots=[*listed, pdf.add({**stamp, **rectangle(pdf, AWAY)})])
    pdf.write_revision()
    data = bytes(pdf.data)
    pictures = drawn(data)
    current, then = pictures.pictures
    (found,) = pictures.comparisons
    assert (found.revision, found.fields, found.page, found.same) == (2, (0,), 1, False)
    assert (found.signed, found.current) == (1, 0)
    assert (current.revision, then.revision) == (3, 2)
    (area,) = found.areas
    changes = evidence_of(data).changes
    assert {changes[index].rectangle for index in area.changes} == {tuple(map(float, AWAY))}
    # the line of text in the stamp, inside its /Rect: 50 60 250 110 of 595 by 842
    assert 840 <= area.left < area.right <= 4203
    assert 8693 <= area.top < area.bottom <= 9288
    outside = (0, 0, 900, 1273 * area.top // PARTS)
    assert image(current).crop(outside).tobytes() == image(then).crop(outside).tobytes()
    assert image(current).tobytes() != image(then).tobytes()


def test_each_area_is_linked_to_what_lies_there(sandbox: Sandbox) -> None:
    pdf = signed(sandbox.pki)
    page = first_page(pdf)
    listed = pdf.dictionary(page)["Annots"]
    assert isinstance(listed, list)
    stamp = {"Type": Name("Annot"), "Subtype": Name("Stamp"), "F": 4}
    below, above = (50, 60, 250, 110), (50, 400, 250, 450)
    stamps = [pdf.add({**stamp, **rectangle(pdf, place)}) for place in (below, above)]
    pdf.extend(page, Annots=[*listed, *stamps])
    pdf.write_revision()
    data = bytes(pdf.data)
    changes = evidence_of(data).changes
    (found,) = drawn(data).comparisons
    linked = [{changes[index].rectangle for index in area.changes} for area in found.areas]
    assert linked == [{tuple(map(float, above))}, {tuple(map(float, below))}]


def test_forged_content_is_a_change_that_names_no_place(sandbox: Sandbox) -> None:
    pdf = signed(sandbox.pki)
    pdf.update(page_content(pdf), page_text([b"Attacks", b"Pay 999 to Mallory"]))
    pdf.write_revision()
    data = bytes(pdf.data)
    (found,) = drawn(data).comparisons
    (area,) = found.areas
    (change,) = (evidence_of(data).changes[index] for index in area.changes)
    assert (change.page, change.rectangle, change.reason.value) == (1, None, "object_replaced")


def test_a_page_that_looks_the_same_is_kept_once(sandbox: Sandbox) -> None:
    document = next(d for d in sandbox.documents if d.name == "pades-lta.pdf")
    pictures = drawn(document.pdf)
    assert [picture.revision for picture in pictures.pictures] == [4]
    same = Comparison(revision=2, fields=(0,), page=1, same=True, current=0)
    assert pictures.comparisons == (same,)


def test_a_page_of_another_size_is_changed_all_over(sandbox: Sandbox) -> None:
    pdf = signed(sandbox.pki)
    pdf.extend(first_page(pdf), MediaBox=[0, 0, 595, 900])
    pdf.write_revision()
    (area,) = drawn(bytes(pdf.data)).comparisons[0].areas
    assert place(area) == (0, 0, PARTS, PARTS)


def test_the_newest_signed_revisions_are_compared(sandbox: Sandbox) -> None:
    pdf = new_document(["Many signers"])
    for number in range(MAX_PICTURE_VERSIONS + 3):
        sign(pdf, sandbox.pki, f"S{number}")
    found = drawn(bytes(pdf.data)).comparisons
    last = MAX_PICTURE_VERSIONS + 3
    assert [comparison.revision for comparison in found] == list(range(last - 3, last + 1))


def test_pages_with_signatures_come_first_then_changed_ones_then_the_first(
    sandbox: Sandbox,
) -> None:
    pdf = with_pages(new_document(["First"]), [{}] * 8)
    pdf.write_revision()
    kids = pages_of(pdf)
    sign(pdf, sandbox.pki)
    for number in (7, 3):
        pdf.extend(kids[number - 1], Contents=pdf.add(page_text([b"Forged"])))
        pdf.write_revision()
    pictures = drawn(bytes(pdf.data))
    last = [picture.page for picture in pictures.pictures if picture.revision == 5]
    assert (pictures.pages, last) == (9, [1, 3, 7])
    assert [(one.page, one.same) for one in pictures.comparisons] == [
        (1, True),
        (3, False),
        (7, False),
    ]


def test_pages_over_the_limit_are_named(sandbox: Sandbox) -> None:
    pdf = signed(sandbox.pki)
    many = MAX_PICTURE_PAGES + 5
    with_pages(pdf, [{}] * many)
    pdf.write_revision()
    kids = pages_of(pdf)
    for number in range(2, many):
        pdf.extend(kids[number - 1], Rotate=90)
    pdf.write_revision()
    pictures = drawn(bytes(pdf.data))
    shown = [picture.page for picture in pictures.pictures if picture.revision == 4]
    assert shown == list(range(1, MAX_PICTURE_PAGES + 1))
    assert pictures.not_drawn[0] == NotDrawn(
        reason=NotDrawnReason.PAGE_LIMIT, page=MAX_PICTURE_PAGES + 1
    )


def test_the_same_file_gives_the_same_pictures(sandbox: Sandbox, tmp_path: Path) -> None:
    document = next(d for d in sandbox.documents if d.name == "mixed-four.pdf")
    path = tmp_path / "letter.pdf"
    path.write_bytes(document.pdf)
    evidence = evidence_of(document.pdf)
    first = draw_pictures(document.pdf, evidence)
    assert draw_pictures(path, evidence) == first
    assert draw_pictures(io.BytesIO(document.pdf), evidence) == first
    assert from_json(type(first), to_json(first)) == first
    assert len(first.pictures) == 3


def test_bytes_before_the_header_move_nothing(sandbox: Sandbox) -> None:
    document = next(d for d in sandbox.documents if d.name == "annotation-permitted.pdf")
    assert drawn(b"\n" * 100 + document.pdf) == drawn(document.pdf)


@pytest.mark.parametrize(
    ("name", "password", "reason"),
    [
        ("encrypted-user-password.pdf", "right", None),
        ("encrypted-user-password.pdf", "wrong", NotDrawnReason.ENCRYPTED),
    ],
)
def test_encrypted_documents(
    sandbox: Sandbox, name: str, password: str, reason: NotDrawnReason | None
) -> None:
    document = next(d for d in sandbox.documents if d.name == name)
    evidence = evidence_of(document.pdf, document.password)
    given = document.password if password == "right" else password
    pictures = draw_pictures(document.pdf, evidence, password=given)
    found = [one.reason for one in pictures.not_drawn]
    assert (len(pictures.pictures), found) == ((1, []) if reason is None else (0, [reason]))


def test_a_field_over_the_text_hides_it(sandbox: Sandbox) -> None:
    """Appearances of widgets are drawn: what covers a page in a reader covers it here."""
    pdf = signed(sandbox.pki)
    sign(pdf, sandbox.pki, "Over", rectangle=OVER_TEXT, more_of_field=rectangle(pdf, OVER_TEXT))
    current, then = drawn(bytes(pdf.data)).pictures
    hidden = in_parts(OVER_TEXT, (595, 842))
    assert hidden[0] < dark_box(current)[0]
    assert dark_box(current) != dark_box(then)
