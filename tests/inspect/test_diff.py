"""Two revisions compared: which objects differ, what they are, and on which pages."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from esign_verify.errors import DocumentError
from esign_verify.evidence.difference import (
    Action,
    Difference,
    EntryDifference,
    LinesDifference,
    PageDifference,
)
from esign_verify.evidence_json import from_json, to_json
from esign_verify.inspect import compare_revisions
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, Ref
from esign_verify.sandbox.pdf_page import first_page, new_document, page_content, page_text
from esign_verify.sandbox.pdf_writer import PdfWriter
from tests.attacks_pdf.maker import AWAY, rectangle, sign, signed
from tests.inspect.paper import compared, page_tree, pages_of, with_pages


def actions(difference: Difference) -> dict[int, Action]:
    """Object → what became of it, without the trailer, whose /ID always changes."""
    return {one.number: one.action for one in difference.objects if one.number}


def test_page_content_that_was_replaced(sandbox: Sandbox) -> None:
    pdf = signed(sandbox.pki)
    content = page_content(pdf)
    pdf.update(content, page_text([b"Attacks", b"Pay 999 to Mallory"]))
    pdf.write_revision()
    found = compared(pdf)
    assert (found.older.number, found.older.signatures) == (2, ("Signature1",))
    assert (found.newer.number, found.newer.signatures, found.revisions) == (3, (), 3)
    assert actions(found) == {content.number: Action.CHANGED}
    one = found.objects[-1]
    page = first_page(pdf).number
    assert (one.parts, one.pages, one.uses) == (("other",), (1,), (f"{page} /Contents",))
    assert (one.written, one.field, one.unreadable) == ((3,), "", False)
    assert one.lines == LinesDifference(
        old=("(Pay 100 to Alice) Tj 0 -18 Td",),
        new=("(Pay 999 to Mallory) Tj 0 -18 Td",),
        old_left_out=0,
        new_left_out=0,
    )
    assert one.old_stream is not None
    assert one.new_stream is not None
    assert one.new_stream.length == one.old_stream.length + 2
    assert found.pages == (
        PageDifference(
            action=Action.CHANGED,
            object_number=page,
            old_page=1,
            new_page=1,
            objects=(content.number,),
        ),
    )


def test_an_annotation_and_its_appearance(sandbox: Sandbox) -> None:
    pdf = signed(sandbox.pki)
    page = first_page(pdf)
    listed = pdf.dictionary(page)["Annots"]
    assert isinstance(listed, list)
    stamp = pdf.add({"Type": Name("Annot"), "Subtype": Name("Stamp"), **rectangle(pdf, AWAY)})
    pdf.extend(page, Annots=[*listed, stamp])
    pdf.write_revision()
    found = compared(pdf)
    one, appearance, annotation = (
        next(o for o in found.objects if o.parts == (part,))
        for part in ("page", "states", "annotation")
    )
    assert actions(found) == {
        page.number: Action.CHANGED,
        appearance.number: Action.ADDED,
        stamp.number: Action.ADDED,
    }
    field = listed[0]
    assert isinstance(field, Ref)
    assert one.entries == (
        EntryDifference(
            path="/Annots",
            action=Action.CHANGED,
            old=f"[ {field.number} 0 R ]",
            new=f"[ {field.number} 0 R {stamp.number} 0 R ]",
        ),
    )
    assert (annotation.type, annotation.pages) == ("/Type /Annot /Subtype /Stamp", (1,))
    assert appearance.uses == (f"{stamp.number} /AP /N",)
    (entry,) = annotation.entries
    assert (entry.path, entry.action, entry.old) == ("", Action.ADDED, "")
    assert "/Rect [ 50 60 250 110 ]" in entry.new


def test_a_field_that_was_filled_in(sandbox: Sandbox) -> None:
    document = next(d for d in sandbox.documents if d.name == "form-filled.pdf")
    found = compare_revisions(document.pdf)
    one = next(o for o in found.objects if o.parts == ("field",))
    assert (one.field, one.pages) == ("amount", (1,))
    assert [(e.path, e.old, e.new) for e in one.entries][1:] == [("/V", "(100)", "(250)")]


def test_validation_data_and_a_timestamp_belong_to_no_content(sandbox: Sandbox) -> None:
    document = next(d for d in sandbox.documents if d.name == "pades-lta.pdf")
    found = compare_revisions(document.pdf)
    parts = {part for one in found.objects for part in one.parts}
    assert parts == {
        "trailer", "catalog", "page", "form", "field", "value", "security_store"
    }  # fmt: skip
    assert found.newer.signatures == ("Timestamp1",)
    assert {one.written for one in found.objects if one.parts == ("security_store",)} == {(3,)}


def test_pages_added_removed_and_moved(sandbox: Sandbox) -> None:
    pdf = with_pages(new_document(["Pages"]), [{}, {}])
    pdf.write_revision()
    sign(pdf, sandbox.pki)
    first, second, third = pages_of(pdf)
    added = pdf.add({"Type": Name("Page"), "Parent": page_tree(pdf), "MediaBox": [0, 0, 200, 200]})
    pdf.extend(page_tree(pdf), Kids=[first, added, third], Count=3)
    pdf.extend(third, Rotate=90)
    pdf.write_revision()
    found = compared(pdf)
    assert [(p.action, p.object_number, p.old_page, p.new_page) for p in found.pages] == [
        (Action.ADDED, added.number, None, 2),
        (Action.CHANGED, third.number, 3, 3),
        (Action.REMOVED, second.number, 2, None),
    ]
    assert (found.older.pages, found.newer.pages) == (3, 3)


def test_what_a_page_shares_marks_every_page_that_uses_it(sandbox: Sandbox) -> None:
    """A font behind resources behind pages: the way up is followed, not /Parent."""
    pdf = new_document(["Shared"])
    font = pdf.add({"Type": Name("Font"), "Subtype": Name("Type1"), "BaseFont": Name("Helvetica")})
    resources = pdf.add({"Font": {"F9": font}})
    with_pages(pdf, [{"Resources": resources}, {}, {"Resources": resources}])
    pdf.write_revision()
    pdf.extend(font, BaseFont=Name("Courier"))
    pdf.write_revision()
    found = compared(pdf, older=2)
    (one,) = (o for o in found.objects if o.number)
    assert (one.number, one.pages) == (font.number, (2, 4))
    assert [p.new_page for p in found.pages] == [2, 4]


def test_a_link_to_a_page_does_not_show_it(sandbox: Sandbox) -> None:
    pdf = with_pages(new_document(["Linked"]), [{}])
    first, second = pages_of(pdf)
    link = pdf.add(
        {
            "Type": Name("Annot"),
            "Subtype": Name("Link"),
            "Rect": [0, 0, 9, 9],
            "A": {"S": Name("GoTo"), "D": [first, Name("Fit")]},
        }
    )
    pdf.extend(second, Annots=[link])
    pdf.write_revision()
    pdf.update(page_content(pdf), page_text([b"Forged"]))
    pdf.write_revision()
    assert [page.new_page for page in compared(pdf, older=2).pages] == [1]


def test_what_is_written_again_alike_is_counted_only(sandbox: Sandbox) -> None:
    pdf = signed(sandbox.pki)
    pdf.extend(first_page(pdf))
    pdf.update(page_content(pdf), page_text([b"Attacks", b"Pay 100 to Alice"]))
    pdf.write_revision()
    found = compared(pdf)
    assert (actions(found), found.rewritten_alike, found.pages) == ({}, 2, ())


def test_what_was_changed_and_changed_back_is_the_same(sandbox: Sandbox) -> None:
    pdf = signed(sandbox.pki)
    for rotation in (90, 0):
        pdf.extend(first_page(pdf), Rotate=rotation)
        pdf.write_revision()
    assert actions(compared(pdf, older=3, newer=4)) == {first_page(pdf).number: Action.CHANGED}
    one = next(o for o in compared(pdf, older=2).objects if o.number)
    assert [(e.path, e.action, e.new) for e in one.entries] == [("/Rotate", Action.ADDED, "0")]
    assert one.written == (3, 4)


def test_objects_in_object_streams_are_compared_and_the_streams_are_not(
    sandbox: Sandbox,
) -> None:
    pdf = new_document(["Streams"], pdf=PdfWriter(xref_streams=True, compress_updates=True))
    pdf.extend(first_page(pdf), Rotate=90)
    pdf.write_revision()
    found = compared(pdf, older=1)
    assert actions(found) == {first_page(pdf).number: Action.CHANGED}


def test_strings_of_an_encrypted_document_are_decrypted(sandbox: Sandbox) -> None:
    document = next(d for d in sandbox.documents if d.name == "encrypted-user-password.pdf")
    found = compare_revisions(document.pdf, older=1, password=document.password)
    one = next(o for o in found.objects if o.parts == ("field",))
    assert "/T (Signature1)" in one.entries[0].new
    with pytest.raises(DocumentError) as locked:
        compare_revisions(document.pdf)
    assert locked.value.code == "password_required"
    with pytest.raises(DocumentError) as wrong:
        compare_revisions(document.pdf, password="no")
    assert wrong.value.code == "password_wrong"


def test_values_that_look_alike_when_cut_are_told_apart() -> None:
    pdf = new_document(["Long"])
    own = pdf.add({"Long": b"a" * 5_000 + b"1", "Flag": 1})
    pdf.extend(pdf.catalog, Own=own)
    pdf.write_revision()
    pdf.extend(own, Long=b"a" * 5_000 + b"2", Flag=True)
    pdf.write_revision()
    one = next(o for o in compared(pdf, older=2).objects if o.number == own.number)
    flag, long = one.entries
    assert (flag.old, flag.new) == ("1", "true")
    assert long.old != long.new
    assert long.old.split(" #")[0] == long.new.split(" #")[0]


def test_without_a_signature_from_the_first_revision() -> None:
    pdf = new_document(["Nothing signed"])
    pdf.extend(first_page(pdf), Rotate=90)
    pdf.write_revision()
    found = compared(pdf)
    assert (found.older.number, found.newer.number) == (1, 2)


def test_every_source_and_the_way_through_json(sandbox: Sandbox, tmp_path: Path) -> None:
    document = next(d for d in sandbox.documents if d.name == "mixed-four.pdf")
    path = tmp_path / "surat.pdf"
    path.write_bytes(document.pdf)
    found = compare_revisions(path)
    assert found.file_name == "surat.pdf"
    bare = compare_revisions(document.pdf)
    assert bare == compare_revisions(io.BytesIO(document.pdf))
    assert from_json(Difference, to_json(found)) == found
    assert bare.objects == found.objects
