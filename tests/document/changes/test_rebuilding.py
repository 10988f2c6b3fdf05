"""What a reader finds that rebuilds a file: each was a forged page in PDFium, MuPDF or Poppler.

The attacker prepares the signed part so that readers rebuild it, and shows the page that
is signed; what the update adds is then found as well (`tests/viewers` found them).
"""

from __future__ import annotations

import re

import pytest

from esign_verify.evidence import ChangeKind, ChangeReason
from tests.document.builder import BASE, CATALOG, CONTENT, FORGED, PAGE, Pdf
from tests.document.changes.test_ambiguity import NOTE, ambiguous, keys

FORGED_PAGE = BASE[PAGE].replace(b"7 0 R", b"12 0 R")
FORGED_BODY = b"7 0 obj\n" + FORGED + b"\nendobj\n"
CONTAINER, OTHER = 20, 21
STORE = {CATALOG: BASE[CATALOG][:-2] + b"/DSS 9 0 R>>", NOTE: b"<</Certs[]>>"}
NOTHING: list[tuple[ChangeKind, ChangeReason, str]] = [
    (ChangeKind.EXTENSION, ChangeReason.SECURITY_STORE, "DSS")
]
"""what is said of an honest update"""
REBUILT = [*NOTHING, *ambiguous("startxref")]


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<" + entries + b"/Length %d>>\nstream\n" % len(data) + data + b"\nendstream"


def container(*objects: tuple[int, bytes]) -> bytes:
    index, data = b"", b""
    for number, body in objects:
        index += b"%d %d " % (number, len(data))
        data += body + b" "
    head = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(index))
    return stream(index + data, head)


def loose(pdf: Pdf) -> Pdf:
    """Rows that strict readers refuse: they rebuild the file."""
    pdf.data = bytearray(bytes(pdf.data).replace(b" n \n", b" n\r\r"))
    return pdf


def test_an_honest_update_of_a_loose_table() -> None:
    assert keys(loose(Pdf().revision(BASE)).revision(STORE)) == NOTHING


@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
def test_a_loose_table_and_an_object_that_it_leaves_out(first: bool) -> None:
    """Where the table is read, one body counts; where it is not, the last."""
    pdf = Pdf()
    pdf.data += FORGED_BODY if first else b""
    offsets = pdf.objects(BASE)
    pdf.data += b"" if first else FORGED_BODY
    pdf.table([(number, at, 0, "n") for number, at in offsets.items()])
    expected = NOTHING if first else REBUILT
    assert keys(loose(pdf).revision(STORE)) == expected


def test_an_object_stream_of_the_signed_part_that_no_entry_names() -> None:
    """MuPDF takes the page from it, whose content the update adds."""
    hidden = container((PAGE, FORGED_PAGE))
    pdf = Pdf().revision({**BASE, CONTAINER: hidden})
    assert keys(loose(pdf).revision({**STORE, 12: FORGED})) == REBUILT


def test_the_same_where_no_reader_has_cause_to_rebuild() -> None:
    pdf = Pdf().revision({**BASE, CONTAINER: container((PAGE, FORGED_PAGE))})
    assert keys(pdf.revision({**STORE, 12: FORGED})) == NOTHING


def test_an_entry_that_leads_to_no_object_is_a_cause() -> None:
    pdf = Pdf()
    pdf.data += b"12 0 obj\n" + FORGED + b"\nendobj\n"
    offsets = {**pdf.objects(BASE), 8: 9}
    pdf.table([(number, at, 0, "n") for number, at in offsets.items()])
    assert keys(pdf.revision(STORE)) == REBUILT


def test_the_end_too_far_from_the_end_of_the_file_is_a_cause() -> None:
    """MuPDF and Poppler look for `startxref` in the last kilobyte."""
    hidden = container((PAGE, FORGED_PAGE))
    pdf = Pdf().revision({**BASE, CONTAINER: hidden})
    pdf.revision({**STORE, 12: FORGED}, end=b"%%EOF" + b"\n" * 1100)
    assert keys(pdf) == REBUILT


def test_a_body_in_a_stream_of_the_update_over_a_loose_table() -> None:
    """Poppler finds it there."""
    pdf = loose(Pdf().revision(BASE)).revision({**STORE, 12: stream(b"\n" + FORGED_BODY)})
    assert keys(pdf) == REBUILT


def test_an_object_stream_of_the_update_that_no_entry_names() -> None:
    pdf = Pdf().revision(BASE).revision({**STORE, CONTAINER: container((PAGE, FORGED_PAGE))})
    assert keys(pdf) == [*NOTHING, *ambiguous("Type")]


@pytest.mark.parametrize(
    ("index", "expected"), [(0, []), (1, ambiguous("Type"))], ids=["right", "wrong"]
)
def test_the_index_of_an_entry(
    index: int, expected: list[tuple[ChangeKind, ChangeReason, str]]
) -> None:
    """One reader goes by the number, another by the index (7.5.8.3)."""
    pdf = Pdf().revision(BASE)
    held = container((OTHER, b"[1]"), (22, b"[2]"))
    place = pdf.objects({CONTAINER: held})[CONTAINER]
    rows = [(CONTAINER, 1, place, 0), (OTHER, 2, CONTAINER, index), (22, 2, CONTAINER, 1)]
    pdf.xref_stream(23, rows)
    assert keys(pdf) == expected


@pytest.mark.parametrize(
    ("root", "expected"),
    [(b"1", NOTHING), (b"45", [*NOTHING, *ambiguous("Type")])],
    ids=["same catalog", "another"],
)
def test_a_cross_reference_stream_that_nothing_names(
    root: bytes, expected: list[tuple[ChangeKind, ChangeReason, str]]
) -> None:
    entries = b"/Type/XRef/W[1 4 2]/Index[0 0]/Size 30/Root %s 0 R" % root
    pdf = Pdf().revision(BASE).revision({**STORE, OTHER: stream(b"", entries)})
    assert keys(pdf) == expected


@pytest.mark.parametrize("before", [b"", b"%"], ids=["plain", "comment"])
def test_a_trailer_that_no_section_has(before: bytes) -> None:
    pdf = Pdf().revision(BASE)
    pdf.data += before + b"trailer <</Size 30/Root 45 0 R>>\n"
    assert keys(pdf.revision(STORE)) == [*NOTHING, *ambiguous("obj")]


@pytest.mark.parametrize(
    ("number", "size", "expected"),
    [
        (30, None, NOTHING),
        (30, 30, [*NOTHING, *ambiguous("Size")]),
        (30, 99_999_999, [*NOTHING, *ambiguous("Size")]),
        (4_194_303, None, NOTHING),
        (4_194_304, None, [*NOTHING, *ambiguous("Size")]),
    ],
    ids=["plain", "not below Size", "large Size", "largest", "too large"],
)
def test_numbers_over_the_size(
    number: int, size: int | None, expected: list[tuple[ChangeKind, ChangeReason, str]]
) -> None:
    pdf = Pdf().revision(BASE).revision({**STORE, number: b"[1]"}, size=size)
    assert keys(pdf) == expected


def test_a_signed_cross_reference_stream_has_a_number_that_the_page_refers_to() -> None:
    """Poppler draws it for as long as it is the newest."""
    page = BASE[PAGE].replace(b"/Contents 7 0 R", b"/Contents[7 0 R 30 0 R]")
    pdf = Pdf()
    offsets = pdf.objects({**BASE, PAGE: page})
    rows = b"".join(b"\1" + at.to_bytes(4, "big") + b"\0\0" for at in offsets.values())
    index = b" ".join(b"%d 1" % number for number in offsets)
    pdf.previous, pdf.size = len(pdf.data), 31
    entries = b"/Type/XRef/W[1 4 2]/Size 31/Root 1 0 R/Index[%s]" % index
    pdf.objects({30: stream(rows, entries)})
    pdf.data += b"startxref\n%d\n%%%%EOF\n" % pdf.previous
    assert keys(pdf.revision(STORE)) == REBUILT
    assert CONTENT in offsets


def test_a_catalog_that_the_trailer_does_not_name() -> None:
    """Poppler takes the last one that it finds."""
    other = b"<</Type/Catalog/Pages 44 0 R>>"
    assert keys(Pdf().revision(BASE).revision({**STORE, 45: other})) == [
        *NOTHING,
        *ambiguous("Type"),
    ]


@pytest.mark.parametrize("old", [b"/Length 44", b"/Count 1"], ids=["length", "page tree"])
def test_a_body_in_a_stream_where_the_signed_part_is_broken(old: bytes) -> None:
    """Poppler rebuilds such a file; an attached document alone is data."""
    broken = {number: body.replace(old, old + b"9") for number, body in BASE.items()}
    update = {**STORE, 12: stream(b"\n" + FORGED_BODY)}
    assert keys(Pdf().revision(BASE).revision(update)) == NOTHING
    assert keys(Pdf().revision(broken).revision(update)) == REBUILT


def test_the_signed_startxref_names_another_place_than_prev() -> None:
    """Read alone, the signed part is rebuilt; read by the update's /Prev, it is not."""
    pdf = Pdf()
    offsets = pdf.objects(BASE)
    pdf.data += FORGED_BODY
    pdf.table([(number, at, 0, "n") for number, at in offsets.items()])
    pdf.data = bytearray(re.sub(rb"startxref\n", b"startxref\n1", bytes(pdf.data)))
    assert keys(pdf.revision(STORE)) == REBUILT


def test_the_root_by_another_generation() -> None:
    pdf = Pdf().revision(BASE).revision(STORE)
    update = bytes(pdf.data)
    place = update.rindex(b"/Root 1 0 R")
    pdf.data = bytearray(update[:place] + b"/Root 1 1 R" + update[place + 11 :])
    assert ambiguous("Root")[0] in keys(pdf)


@pytest.mark.parametrize("kind", [b"Page", b"Pages"])
def test_a_new_page_that_nothing_refers_to(kind: bytes) -> None:
    """Poppler looks for pages by itself where the page tree of the signed part is broken."""
    pdf = Pdf().revision(BASE).revision({NOTE: b"<</Type/" + kind + b"/Kids[]/Count 0>>"})
    assert keys(pdf) == ambiguous("Type")
