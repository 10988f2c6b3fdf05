"""What is done fast gives what the plain way gives: hexadecimal strings, heads, digests."""

from __future__ import annotations

import hashlib
import re
import zlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from esign_verify.document import source as source_module
from esign_verify.document.object_reader import ObjectReader
from esign_verify.document.objects import Objects
from esign_verify.document.recovery import object_headers
from esign_verify.document.source import open_source
from esign_verify.document.syntax import Parser
from esign_verify.document.xref import read_revisions
from esign_verify.errors import DecodeError, LimitError
from tests.document.builder import BASE, Pdf

_HEX = re.compile(rb"<([0-9A-Fa-f\0\t\n\f\r ]*)(>?)")
_HEAD = re.compile(rb"(?<![0-9])(\d{1,10})[\0\t\n\f\r ]{1,8}\d{1,5}[\0\t\n\f\r ]{1,8}obj\b")

MANY = settings(max_examples=200, deadline=None)
LENGTHS = st.sampled_from((0, 1, 2, 3, 1022, 1023, 1024, 1025, 8190, 8191, 8192, 9000))
DIGITS = st.tuples(st.sampled_from((b"0", b"a", b"F", b" ", b"\n", b"4 ")), LENGTHS)
ODD = st.sampled_from((b"", b"", b"g", b"<", b"(", b"%", b"\x80", b"\xb2", b"-", b">", b"/"))


@MANY
@given(st.lists(st.tuples(DIGITS, ODD), max_size=3), st.sampled_from((b">", b"", b"x>", b">>")))
def test_hexadecimal_strings(parts: list[tuple[tuple[bytes, int], bytes]], end: bytes) -> None:
    """7.3.4.3; and where reading stopped, by which a chunk is known to be too short."""
    data = b"<1" + b"".join(digit * count + odd for (digit, count), odd in parts) + end
    match = _HEX.match(data)
    assert match is not None
    digits = re.sub(rb"[\0\t\n\f\r ]", b"", match[1])
    parser = Parser(data, 1000)
    if match[2]:
        value = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        assert parser.value(0) == (value, match.end())
    else:
        with pytest.raises(DecodeError) as error:
            parser.value(0)
        assert error.value.code == "pdf_hex_string"
        assert error.value.params == {"offset": str(1000 + match.end())}


LONGEST = b"0000000012" + b" " * 8 + b"65535" + b" " * 8 + b"obj"
HEADS = st.sampled_from(
    (
        *(b"1", b"0", b"65535", b"0000000012", b"x", b"obj", b"obj", b"obj", b"endobj", b"objx"),
        *(b" ", b" ", b"\n", b"\r\n", b"\0", b" " * 8, b" " * 9, b"7 0 obj", b"obj7", b"-"),
        LONGEST,
    )
)


@MANY
@example(LONGEST, 1 << 20)
@example(b"1" + LONGEST, 1 << 20)
@given(st.lists(HEADS, max_size=40).map(b"".join), st.sampled_from((64, 65, 97, 1 << 20)))
def test_object_headers_are_those_of_the_plain_expression(text: bytes, block: int) -> None:
    data = b"%PDF-1.7\n" + text
    expected = [(int(match[1]), match.start()) for match in _HEAD.finditer(data)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source_module, "BLOCK", block)
        found = list(object_headers(open_source(data)))
    # at the very end of a block `obj` is taken for a whole word: then one more is looked at
    assert set(expected) <= set(found)
    if block > len(data):
        assert found == expected


HEAD_ENDS = st.lists(st.integers(-3, 330), max_size=6)


@MANY
@given(HEAD_ENDS, HEAD_ENDS, st.sampled_from((b"", b"leading")))
def test_heads_in_any_order(asked: list[int], heads: list[int], leading: bytes) -> None:
    data = b"%PDF-1.7\n" + bytes(index % 251 for index in range(300))
    source = open_source(leading + data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source_module, "BLOCK", 64)
        assert source.file_sha256(heads) == hashlib.sha256(leading + data).hexdigest()
        for end in asked:
            for name in ("sha256", "sha512"):
                expected = hashlib.new(name, data[: max(0, end)])
                hasher = source.hasher_of_head(name, end)
                assert hasher.digest() == expected.digest()
                hasher.update(b"more")  # must not reach the next one


@MANY
@given(st.lists(st.integers(0, 300), max_size=5), st.integers(0, 320), st.integers(0, 320))
def test_occurrences_in_a_range(places: list[int], start: int, end: int) -> None:
    data = bytearray(b"%PDF-1.7\n" + bytes(311))
    for place in places:
        data[9 + place : 19 + place] = b"/ByteRange"
    found = [m.start() for m in re.finditer(b"(?=/ByteRange)", data[:end]) if m.start() >= start]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source_module, "BLOCK", 64)
        assert list(open_source(bytes(data)).find_all(b"/ByteRange", start, end)) == found


FLOODS = {
    "hexadecimal string": b"<" + b"0" * 3_000_000 + b">",
    "hexadecimal string without end": b"<" + b"0" * 3_000_000,
    "name": b"/" + b"A" * 3_000_000,
    "number": b"1" * 3_000_000,
}
COUNT = 100


@pytest.mark.parametrize("body", FLOODS.values(), ids=FLOODS)
def test_many_objects_of_one_place_in_an_object_stream_are_counted(body: bytes) -> None:
    """A few kB that would unpack to COUNT times 3 MB, all kept."""
    numbers = range(100, 100 + COUNT)
    index = b"".join(b"%d 0 " % number for number in numbers)
    packed = zlib.compress(index + body, 9)
    entries = b"<</Type/ObjStm/N %d/First %d" % (COUNT, len(index))
    stream = entries + b"/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
    pdf = Pdf()
    offsets = pdf.objects({**BASE, 50: stream + packed + b"\nendstream"})
    rows = [(number, 1, at, 0) for number, at in offsets.items()]
    pdf.xref_stream(60, [*rows, *((n, 2, 50, place) for place, n in enumerate(numbers))])
    source = open_source(bytes(pdf.data))
    objects = Objects(source, read_revisions(source, ObjectReader(source)))
    looked_at = 0
    with pytest.raises(LimitError):
        for number in numbers:
            looked_at += 1
            try:
                objects.get(number)
            except DecodeError:
                continue
    assert looked_at < COUNT // 4
