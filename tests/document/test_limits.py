"""Named limits (`limits.py`): what is over one is an error or a finding, never more work.

Nothing here is timed: what is asserted is that the work was counted and refused.
"""

from __future__ import annotations

import io
import re
import zlib
from pathlib import Path
from random import Random

import pytest

from esign_verify.cms.decode import new_digest
from esign_verify.document import open_document
from esign_verify.document.source import ByteRangeContent, Source, open_source
from esign_verify.document.syntax import Parser
from esign_verify.errors import DecodeError, LimitError, NotAPdfError
from esign_verify.evidence import DocumentEvidence
from esign_verify.limits import (
    MAX_FILE_BYTES,
    MAX_OBJECT_DEPTH,
    MAX_OBJECT_VALUES,
    MAX_OBJECTS,
    MAX_REVISIONS,
    MAX_SIGNATURES,
)
from tests.document.builder import BASE, CATALOG, PAGE, Pdf


def read(data: bytes) -> DocumentEvidence:
    with open_document(data) as document:
        return document.evidence


def limit_of(data: bytes) -> str:
    with pytest.raises(LimitError) as raised:
        read(data)
    return raised.value.code


class _Huge(io.RawIOBase):
    """A stream that cannot seek and never ends."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        buffer[:] = bytes(len(buffer))
        return len(buffer)


def test_size_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(MAX_FILE_BYTES + 1)  # a hole: takes no room on the disk
    with pytest.raises(LimitError) as raised:
        open_source(path)
    assert raised.value.params == {"limit": str(MAX_FILE_BYTES)}
    monkeypatch.setattr("esign_verify.document.source.MAX_FILE_BYTES", 3 << 20)
    with pytest.raises(LimitError) as raised:
        open_source(_Huge())  # type: ignore[arg-type]
    assert raised.value.code == "file_too_large"


def test_revisions() -> None:
    pdf = Pdf().revision(BASE)
    for number in range(MAX_REVISIONS - 1):
        pdf.revision({PAGE: BASE[PAGE][:-2] + b"/X %d>>" % number})
    assert len(read(bytes(pdf.data)).revisions) == MAX_REVISIONS
    pdf.revision({PAGE: BASE[PAGE]})
    assert limit_of(bytes(pdf.data)) == "too_many_revisions"


def chained(previous: bytes) -> bytes:
    """Two revisions, each with all objects; the second names `previous`, or ONE or itself, TWO."""
    pdf = Pdf()
    one = pdf.revision(BASE).previous
    two = pdf.revision(BASE).previous
    places = {b"ONE": b"%d" % (one or 0), b"TWO": b"%d" % (two or 0)}
    named = places.get(previous, previous)
    return bytes(pdf.data).replace(b"/Prev %d" % (one or 0), b"/Prev " + named)


def test_two_revisions_that_name_each_other_are_two() -> None:
    pdf = Pdf(previous=1000)
    one = pdf.revision(BASE).previous
    two = pdf.revision(BASE).previous
    data = bytes(pdf.data).replace(b"/Prev 1000", b"/Prev %4d" % (two or 0))
    assert 100 < (one or 0) < (two or 0) < 10_000
    assert len(read(data).revisions) == 2


@pytest.mark.parametrize(
    ("previous", "revisions"), [(b"TWO", 1), (b"0", 1), (b"-1", 1), (b"ONE", 2), (b"3 0 R", 1)]
)
def test_a_chain_of_revisions_that_bites_its_tail_ends(previous: bytes, revisions: int) -> None:
    assert len(read(chained(previous)).revisions) == revisions


@pytest.mark.parametrize("previous", [b"9999999", b"999999999999999999", b"1"])
def test_a_chain_of_revisions_that_leads_nowhere_is_an_error(previous: bytes) -> None:
    with pytest.raises(NotAPdfError) as raised:
        read(chained(previous))
    assert raised.value.code == "structure_unreadable"


def fields(count: int, more: bytes) -> bytes:
    numbers = range(10, 10 + count)
    form = b"<</Fields[%s]>>" % b" ".join(b"%d 0 R" % number for number in numbers)
    catalog = BASE[CATALOG][:-2] + b"/AcroForm 4 0 R>>"
    objects = {**BASE, CATALOG: catalog, 4: form}
    objects.update((n, b"<</FT/Sig/T(%d)%s>>" % (n, more)) for n in numbers)
    return bytes(Pdf().revision(objects).data)


SIGNED = b"/V<</Type/Sig/Filter/X/SubFilter/X/ByteRange[0 1 2 3]/Contents<30>>>"


def test_signatures() -> None:
    assert len(read(fields(MAX_SIGNATURES, SIGNED)).fields) == MAX_SIGNATURES
    assert limit_of(fields(MAX_SIGNATURES + 1, SIGNED)) == "too_many_signatures"


def test_ten_thousand_empty_signature_fields_are_no_attack() -> None:
    assert len(read(fields(10_000, b"")).empty_fields) == 10_000


def test_ten_thousand_fields_of_one_signature_are_one_signature() -> None:
    data = fields(10_000, b"/V 3 0 R")
    (field,) = read(data).fields
    assert len(field.names) == 10_000


def test_fields_past_the_limit_are_found_in_the_raw_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They are not visited, and cannot hide a signature for that."""
    monkeypatch.setattr("esign_verify.document.form.MAX_FIELDS", 3)
    found = read(fields(5, SIGNED))
    assert [field.reachable for field in found.fields].count(True) == 3
    assert len(found.fields) + found.unreachable_byte_ranges == 5


@pytest.mark.parametrize(
    "text",
    [
        b"[" + b"0 " * (MAX_OBJECT_VALUES + 1) + b"]",
        b"[" + b"[]" * (MAX_OBJECT_VALUES // 4) + b"]",
        b"<<" + b"/A 0" * (MAX_OBJECT_VALUES // 2) + b">>",
        b"(" + b"()" * MAX_OBJECT_VALUES + b")",
    ],
)
def test_values_of_one_object(text: bytes) -> None:
    with pytest.raises(DecodeError) as raised:
        Parser(text).value(0)
    assert raised.value.code == "pdf_object_too_large"


@pytest.mark.parametrize("opening", [b"[", b"<</A", b"[<</A"])
def test_fifty_thousand_levels_are_no_recursion(opening: bytes) -> None:
    with pytest.raises(DecodeError) as raised:
        Parser(opening * 50_000).value(0)
    assert raised.value.params == {"limit": str(MAX_OBJECT_DEPTH)}


def stream(dictionary: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (dictionary, len(data), data)


def xref_stream(dictionary: bytes, data: bytes) -> bytes:
    """A document whose only cross-reference data is this stream."""
    pdf = Pdf()
    pdf.objects(BASE)
    start = len(pdf.data)
    body = stream(b"/Type/XRef/W[1 4 2]/Root 1 0 R" + dictionary, data)
    pdf.data += b"9 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (body, start)
    return bytes(pdf.data)


@pytest.mark.parametrize(
    ("dictionary", "data", "detail"),
    [
        (b"/Size 9/Filter/Fl", zlib.compress(bytes(8 << 20), 9), "pdf_stream_ratio"),
        (
            b"/Size 9/Filter[/Fl/Fl]",
            zlib.compress(zlib.compress(bytes(70 << 20), 9), 9),
            "pdf_stream_ratio",
        ),
        (b"/Size 9/Index[%s]" % (b"0 0 " * MAX_OBJECT_VALUES), bytes(7), "pdf_object_too_large"),
        # lies about how many entries there are: no more than the data holds
        (b"/Size 9999999999", bytes(70), "pdf_catalog_missing"),
        (b"/Size 9/Index[0 2147483647]", bytes(70), "pdf_catalog_missing"),
        (b"/Size 9/Index[9999999999 1]", bytes(7), "pdf_catalog_missing"),
        (b"/Size 9/Index[-1 1]", bytes(7), "xref_malformed"),
    ],
)
def test_cross_reference_streams_that_lie(dictionary: bytes, data: bytes, detail: str) -> None:
    with pytest.raises(NotAPdfError) as raised:
        read(xref_stream(dictionary, data))
    assert raised.value.params == {"detail": detail}


def test_objects() -> None:
    row = b"\1" + bytes(6)
    packed = zlib.compress(row * (MAX_OBJECTS + 1), 1)
    monotonous = packed + bytes(len(row) * MAX_OBJECTS // 200)  # not over the ratio
    assert limit_of(xref_stream(b"/Size 9/Filter/Fl", monotonous)) == "too_many_objects"


def object_stream(count: int, inner: bytes) -> bytes:
    """Fields 10, 11, …, all at one place of one object stream."""
    pdf = Pdf()
    numbers = range(10, 10 + count)
    form = b"<</Fields[%s]>>" % b" ".join(b"%d 0 R" % number for number in numbers)
    index = b" ".join(b"%d 0" % number for number in numbers) + b" "
    packed = zlib.compress(index + inner, 9)
    holder = stream(b"/Type/ObjStm/N %d/First %d/Filter/Fl" % (count, len(index)), packed)
    objects = {**BASE, CATALOG: BASE[CATALOG][:-2] + b"/AcroForm 4 0 R>>", 4: form, 5: holder}
    offsets = pdf.objects(objects)
    rows = [b"\1" + at.to_bytes(4, "big") + bytes(2) for at in offsets.values()]
    rows += [b"\2" + (5).to_bytes(4, "big") + i.to_bytes(2, "big") for i in range(count)]
    places = b" ".join(b"%d 1" % number for number in offsets)
    start = len(pdf.data)
    table = stream(
        b"/Type/XRef/W[1 4 2]/Size 99/Root 1 0 R/Index[%s 10 %d]" % (places, count), b"".join(rows)
    )
    pdf.data += b"9 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, start)
    return bytes(pdf.data)


@pytest.mark.parametrize("inner", [b"<</A[%s]>>" % (b"0 " * 5_000), b"<</A[%s" % (b"0 " * 5_000)])
def test_thousands_of_objects_at_one_place_are_counted_each_time(
    inner: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """26 kB of such a file took 105 seconds; also where the object does not end."""
    assert read(object_stream(10, b"<</T(a)/FT/Sig>>")).empty_fields == ("a",) * 10
    monkeypatch.setattr("esign_verify.document.source.MAX_WORK_BYTES", 1 << 20)
    assert limit_of(object_stream(200, inner)) == "limit_exceeded"


@pytest.mark.parametrize("first", [b"99999999999999999999", b"1000", b"-1", b"null"])
def test_an_object_stream_that_lies_about_where_objects_begin(first: bytes) -> None:
    """A /First beyond what the machine counts was an OverflowError."""
    data = object_stream(3, b"<</T(a)/FT/Sig>>")
    assert read(data).empty_fields == ("a",) * 3
    lying = re.sub(rb"/First \d+", b"/First " + first, data)
    moved = re.sub(rb"startxref\n\d+", b"startxref\n%d" % lying.rindex(b"9 0 obj"), lying)
    assert read(moved).empty_fields == ()


def test_work_has_an_end_for_large_files_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esign_verify.document.source.MAX_WORK_TOTAL", 1_000)
    source = open_source(b"%PDF-1.7\n" + bytes(1 << 20))
    source.spend(1_000)
    with pytest.raises(LimitError):
        source.spend(1)


def digests(source: Source, ranges: list[tuple[int, ...]], algorithm: str) -> list[bytes]:
    return [ByteRangeContent(source, one).digest(algorithm) for one in ranges]


@pytest.mark.parametrize("algorithm", ["sha256", "shake256"])
def test_what_signatures_have_in_common_is_hashed_once(
    algorithm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty signatures over a growing file: one and a half passes, not twenty."""
    data = b"%PDF-1.7\n" + Random(1).randbytes(200_000)
    ranges = [(0, at, at + 100, 500) for at in range(5_000, 195_000, 10_000)]
    odd = [(7, 10), (), (0, 10**12, 5, -1), (300_000, 9), (0, -1, -1, 9), (0, -9), (0, 0)]
    ranges = [
        (0, -1),
        *ranges,
        ranges[3],
        *(one for strange in odd for one in (strange, ranges[4])),
    ]
    monkeypatch.setattr("esign_verify.document.source.MAX_DIGEST_BYTES", 1_000_000)
    source = open_source(data)
    found = digests(source, ranges, algorithm)
    for one, digest in zip(ranges, found, strict=True):
        hasher = new_digest(algorithm)
        for start, length in zip(one[::2], one[1::2], strict=True):
            if start >= 0:
                hasher.update(data[start : start + max(0, length)])
        assert digest == hasher.digest(), one


def test_a_thousand_signatures_over_a_large_file_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("esign_verify.document.source.MAX_DIGEST_BYTES", 700_000)
    source = open_source(b"%PDF-1.7\n" + bytes(200_000))
    ranges = [(0, 100_000 + i, 0, 200_000, 0, 200_000) for i in range(3)]
    with pytest.raises(LimitError) as raised:
        digests(source, ranges, "sha256")
    assert raised.value.code == "limit_exceeded"
