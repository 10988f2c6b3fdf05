"""Passing over the data of large streams changes nothing that the scan finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esign_verify.document import scan as scan_module
from esign_verify.document import source as source_module
from esign_verify.document.object_reader import ObjectReader
from esign_verify.document.objects import Objects
from esign_verify.document.scan import ScanResult, scan_byte_ranges
from esign_verify.document.source import open_source
from esign_verify.document.xref import read_revisions
from tests.document.builder import BASE, Pdf

SIGNATURE = b"<</Type/Sig/ByteRange[0 1 2 3]/Contents<30>>>"
PIECES = st.sampled_from(
    (b"/ByteRange", SIGNATURE, b"x", b"x" * 63, b"x" * 64, b"endstream endobj ", b"90 0 obj")
)
LENGTHS = st.sampled_from((0, 0, 0, -1, 1, -70, 70, 5000, None))
"""how far the stated /Length is from the true one; None: no number"""


@st.composite
def streams(draw: st.DrawFn) -> bytes:
    data = draw(st.lists(PIECES, max_size=6).map(b"".join))
    wrong = draw(LENGTHS)
    length = b"(1)" if wrong is None else b"%d" % (len(data) + wrong)
    more = draw(st.sampled_from((b"", b"/ByteRange[0 1 2 3]", b"/A" + SIGNATURE)))
    return b"<</Length " + length + more + b">>stream\n" + data + b"\nendstream"


OBJECTS = st.lists(st.one_of(streams(), streams(), PIECES), min_size=1, max_size=6)


def scanned(data: bytes, large: int) -> ScanResult:
    source = open_source(data)
    revisions = read_revisions(source, ObjectReader(source))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan_module, "_LARGE", large)
        patch.setattr(source_module, "BLOCK", 64)
        return scan_byte_ranges(source, Objects(source, revisions), revisions, {9})


@settings(max_examples=300, deadline=None)
@given(OBJECTS, st.lists(st.integers(10, 900), max_size=2))
def test_large_streams_passed_over(bodies: list[bytes], nowhere: list[int]) -> None:
    """`nowhere`: places in the table where no object need be."""
    pdf = Pdf()
    offsets = pdf.objects({**BASE, **dict(enumerate(bodies, start=9))})
    rows = [(number, at, 0, "n") for number, at in offsets.items()]
    pdf.table([*rows, *((50 + n, at, 0, "n") for n, at in enumerate(nowhere))])
    data = bytes(pdf.data)
    assert scanned(data, 1) == scanned(data, 1 << 40)


def test_a_length_that_reaches_over_the_next_object_hides_no_signature() -> None:
    stream = b"<</Length 900>>stream\n/ByteRange\nendstream"
    pdf = Pdf().revision({**BASE, 9: stream, 10: SIGNATURE, 11: b"(" + b"x" * 900 + b")"})
    for large in (1, 1 << 40):
        found = scanned(bytes(pdf.data), large)
        assert [number for number, _ in found.found] == [10]
        assert found.stray == 0
