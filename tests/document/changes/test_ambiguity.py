"""Updates that readers read in two ways: found by rendering random updates with PDFium.

Where a strict reader mistrusts the cross-reference data, it looks for objects by itself,
and the last of each number wins. So nothing in an update may give it cause to, and
nothing may be there to find that the data does not name.
"""

from __future__ import annotations

import pytest

from esign_verify.document.changes import review_changes
from esign_verify.document.object_reader import ObjectReader
from esign_verify.document.objects import Objects
from esign_verify.document.source import open_source
from esign_verify.document.xref import read_revisions
from esign_verify.evidence import ChangeKind, ChangeReason
from tests.document.builder import BASE, CATALOG, CONTENT, FORGED, PAGE, Pdf

NOTE = 9
FORGED_BODY = b"7 0 obj\n" + FORGED + b"\nendobj\n"


def signed() -> Pdf:
    return Pdf().revision(BASE)


def keys(pdf: Pdf) -> list[tuple[ChangeKind, ChangeReason, str]]:
    source = open_source(bytes(pdf.data))
    revisions = read_revisions(source, ObjectReader(source))
    assert len(revisions) == 2
    changes = review_changes(source, revisions, Objects(source, revisions), 1)
    return [(change.kind, change.reason, change.key) for change in changes]


def ambiguous(key: str) -> list[tuple[ChangeKind, ChangeReason, str]]:
    return [(ChangeKind.UNEXPLAINED, ChangeReason.AMBIGUOUS_UPDATE, key)]


def table(
    pdf: Pdf, rows: bytes, *, keyword: bytes = b"xref\n", trailer: bytes = b"trailer\n"
) -> Pdf:
    start = len(pdf.data)
    entries = b"<</Size 10/Root 1 0 R/Prev %d>>" % (pdf.previous or 0)
    pdf.data += keyword + rows + trailer + entries + b"\nstartxref\n%d\n%%%%EOF\n" % start
    return pdf


def note(pdf: Pdf) -> bytes:
    """One new object that nothing refers to; its row, and one of a free object."""
    offset = pdf.objects({NOTE: b"[1]"})[NOTE]
    return b"8 2\n0000000000 00000 f \n%010d 00000 n \n" % offset


def test_control() -> None:
    pdf = signed()
    assert keys(table(pdf, note(pdf))) == []


@pytest.mark.parametrize(
    "keyword", [b"\nxref\n", b"xref \n", b"xref\r\n"], ids=["line before", "blank", "CR LF"]
)
def test_what_all_readers_bear(keyword: bytes) -> None:
    pdf = signed()
    assert keys(table(pdf, note(pdf), keyword=keyword, trailer=b"\ntrailer\n")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b" n \n", b" n\n"),
        (b" f \n", b" f \r\n"),
        (b" n \n", b" n "),
        (b" 00000 n", b"  00000 n"),
        (b"8 2\n", b"8  2\n"),
        (b"8 2\n", b"8 2 "),
    ],
    ids=["19 bytes", "21 bytes", "no line end", "two blanks", "header with two", "header alone"],
)
def test_rows_that_strict_readers_refuse(old: bytes, new: bytes) -> None:
    pdf = signed()
    assert keys(table(pdf, note(pdf).replace(old, new))) == ambiguous("xref")


def test_a_number_twice_in_one_section() -> None:
    """The first entry changes nothing, the last shows the forged page."""
    pdf = signed()
    first = bytes(pdf.data).index(b"7 0 obj")
    forged = len(pdf.data)
    pdf.data += FORGED_BODY
    rows = b"".join(b"7 1\n%010d 00000 n \n" % offset for offset in (first, forged))
    found = keys(table(pdf, rows))
    assert ambiguous("xref")[0] in found
    assert ambiguous("obj")[0] in found


@pytest.mark.parametrize(
    "between", [b"", b"% a comment\n", b"\n\n"], ids=["plain", "comment", "lines"]
)
def test_an_object_that_the_table_leaves_out(between: bytes) -> None:
    pdf = signed()
    pdf.data += between + FORGED_BODY
    assert keys(table(pdf, note(pdf))) == ambiguous("obj")


def test_the_head_of_an_object_inside_a_listed_stream_is_none() -> None:
    """An attached document is data."""
    pdf = signed()
    stream = b"<</Length %d>>\nstream\n%b\nendstream" % (len(FORGED_BODY), FORGED_BODY)
    offset = pdf.objects({NOTE: stream})[NOTE]
    assert keys(table(pdf, b"9 1\n%010d 00000 n \n" % offset)) == []


def test_an_entry_that_points_at_another_object() -> None:
    pdf = signed()
    offset = pdf.objects({NOTE: FORGED})[NOTE]
    found = keys(table(pdf, b"7 1\n%010d 00000 n \n" % offset))
    assert (ChangeKind.UNEXPLAINED, ChangeReason.AMBIGUOUS_UPDATE, "") in found
    assert (ChangeKind.CONTENT, ChangeReason.OBJECT_UNREADABLE, "Contents") in found


def test_a_key_twice_in_the_trailer() -> None:
    pdf = signed()
    rows = note(pdf)
    end = b"trailer\n<</Size 10/Root 1 0 R/Root 1 0 R/Prev %d>>" % (pdf.previous or 0)
    start = len(pdf.data)
    pdf.data += b"xref\n" + rows + end + b"\nstartxref\n%d\n%%%%EOF\n" % start
    assert keys(pdf) == ambiguous("xref")


def test_a_key_twice_in_an_object_of_the_update() -> None:
    page = BASE[PAGE].replace(b"/Contents 7 0 R", b"/Contents 7 0 R/Contents 7 0 R")
    found = keys(signed().revision({PAGE: page}))
    assert found == ambiguous("")


def test_a_smaller_size_and_a_larger_one_that_reveals() -> None:
    assert ambiguous("Size")[0] in keys(signed().revision({CATALOG: BASE[CATALOG]}, size=5))
    hidden = Pdf().revision({**BASE, 20: FORGED}, size=8)
    assert keys(hidden.revision({CATALOG: BASE[CATALOG]}, size=21)) == ambiguous("Size")


def test_the_signed_table_points_into_the_update() -> None:
    pdf = Pdf()
    rows = [(number, at, 0, "n") for number, at in pdf.objects(BASE).items() if number != CONTENT]
    pdf.table([*rows, (CONTENT, len(pdf.data) + 1000, 0, "n")])
    pdf.revision({NOTE: b"[" + b"1 " * 600 + b"]"})
    assert ambiguous("startxref")[0] in keys(pdf)


@pytest.mark.parametrize(
    ("number", "expected"), [(CONTENT, ambiguous("xref")), (12, [])], ids=["of the page", "new"]
)
def test_a_cross_reference_stream_bears_the_number_of_another_object(
    number: int, expected: list[tuple[ChangeKind, ChangeReason, str]]
) -> None:
    """MuPDF takes it for that object: the page is empty."""
    pdf = signed()
    offset = pdf.objects({NOTE: b"[1]"})[NOTE]
    data = b"\1" + offset.to_bytes(4, "big") + b"\0"
    start = len(pdf.data)
    entries = b"<</Type/XRef/Size 13/Root 1 0 R/W[1 4 1]/Index[9 1]/Length 6/Prev %d>>" % (
        pdf.previous or 0
    )
    pdf.data += b"%d 0 obj\n" % number + entries + b"\nstream\n" + data + b"\nendstream\nendobj\n"
    pdf.data += b"startxref\n%d\n%%%%EOF\n" % start
    assert keys(pdf) == expected
