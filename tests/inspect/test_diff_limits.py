"""Two revisions compared: what limits leave out, and what cannot be compared."""

from __future__ import annotations

from array import array

import pytest

from esign_verify.document.changes.mentions import Mentions
from esign_verify.errors import DocumentError, UsageError
from esign_verify.evidence.difference import (
    Action,
)
from esign_verify.inspect import compare_revisions
from esign_verify.limits import MAX_DIFFERENCES, MAX_DIFFERENT_ENTRIES, MAX_DIFFERENT_LINES
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document
from tests.attacks_pdf.maker import signed
from tests.inspect.paper import compared, with_pages


def test_limits_say_what_they_leave_out(sandbox: Sandbox) -> None:
    pdf = new_document(["Many"])
    keys: dict[str, PdfObject] = {f"K{n:03}": n for n in range(MAX_DIFFERENT_ENTRIES + 7)}
    lines = b"\n".join(b"%d 0 m" % n for n in range(MAX_DIFFERENT_LINES + 5))
    big = pdf.add({})
    data = pdf.add(Stream({}, b""))
    many: list[PdfObject] = [pdf.add({"N": n}) for n in range(MAX_DIFFERENCES)]
    pdf.extend(pdf.catalog, Own=[big, data, *many])
    pdf.write_revision()
    pdf.update(big, keys)
    pdf.update(data, Stream({}, lines))
    for n, number in enumerate(many):
        assert isinstance(number, Ref)
        pdf.update(number, {"N": n + 1})
    pdf.write_revision()
    found = compared(pdf, older=2)
    assert found.objects_total == MAX_DIFFERENCES + 3
    assert len(found.objects) == MAX_DIFFERENCES + 1
    one = next(o for o in found.objects if o.number == big.number)
    assert (len(one.entries), one.entries_left_out) == (MAX_DIFFERENT_ENTRIES, 7)
    text = next(o for o in found.objects if o.number == data.number).lines
    assert text is not None
    assert (len(text.new), text.new_left_out, text.old) == (MAX_DIFFERENT_LINES, 5, ())


def test_the_references_of_a_document_are_gone_through_a_few_times_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not once for each object that differs, or that leads to one."""
    pdf = new_document(["Many"])
    fonts = [pdf.add({"Type": Name("Font"), "N": n}) for n in range(100)]
    with_pages(pdf, [{"Resources": pdf.add({"Font": {"F1": font}})} for font in fonts])
    pdf.write_revision()
    for font in fonts:
        pdf.extend(font, N=-1)
    pdf.write_revision()
    passes = 0
    gone_through = Mentions._all

    def counted(self: Mentions) -> list[tuple[array[int], array[int]]]:
        nonlocal passes
        passes += 1
        return gone_through(self)

    monkeypatch.setattr(Mentions, "_all", counted)
    found = compared(pdf, older=2)
    assert [page.new_page for page in found.pages] == list(range(2, 102))
    assert passes <= 20


def test_revisions_that_are_not_there(sandbox: Sandbox) -> None:
    pdf = signed(sandbox.pki)
    for options in ({"older": 0}, {"older": 3}, {"newer": 3}):
        with pytest.raises(UsageError) as unknown:
            compared(pdf, **options)
        assert unknown.value.code == "revision_unknown"
    with pytest.raises(UsageError) as reversed_:
        compared(pdf, older=2, newer=1)
    assert reversed_.value.code == "revisions_reversed"


def test_a_file_whose_index_is_broken_says_so(sandbox: Sandbox) -> None:
    data = bytes(signed(sandbox.pki).data).replace(b"xref", b"xxxx")
    found = compare_revisions(data)
    assert (found.rebuilt, found.revisions, found.objects) == (True, 1, ())


def test_what_is_no_pdf_is_an_error() -> None:
    with pytest.raises(DocumentError):
        compare_revisions(b"hello")


def test_an_object_that_does_not_parse_is_named(sandbox: Sandbox) -> None:
    pdf = signed(sandbox.pki)
    pdf.extend(first_page(pdf), Rotate=12345)
    offset = pdf.write_revision()[first_page(pdf).number]
    data = bytes(pdf.data[:offset]) + bytes(pdf.data[offset:]).replace(b"12345", b"<<<<<")
    found = compare_revisions(data)
    one = next(o for o in found.objects if o.number == first_page(pdf).number)
    assert (one.unreadable, one.entries, one.action) == (True, (), Action.CHANGED)
