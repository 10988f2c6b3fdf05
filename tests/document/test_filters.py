"""Stream filters with bounded output (ISO 32000-2, 7.4)."""

from __future__ import annotations

import zlib
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esign_verify.document.filters import decode_stream
from esign_verify.document.syntax import Dictionary
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_FILTERS, MAX_SMALL_STREAM_BYTES, MAX_STREAM_BYTES


def predicted(rows: bytes, **options: int) -> bytes:
    return decode_stream(zlib.compress(rows), ["FlateDecode"], [Dictionary(options)])


@pytest.mark.parametrize(
    ("data", "filters", "decoded"),
    [
        (b"as is", [], b"as is"),
        (zlib.compress(b"abc"), ["FlateDecode"], b"abc"),
        (zlib.compress(b"abc")[:-4], ["Fl"], b"abc"),
        (b"61 62\n6>junk", ["ASCIIHexDecode"], b"ab`"),
        (b"<~87cURD]~>", ["ASCII85Decode"], b"Hello"),
        (zlib.compress(b"x").hex().encode() + b">", ["AHx", "Fl"], b"x"),
        (b"plain", ["Crypt"], b"plain"),
    ],
)
def test_filters(data: bytes, filters: list[Any], decoded: bytes) -> None:
    assert decode_stream(data, filters, []) == decoded


def test_png_predictors_of_every_row_type() -> None:
    rows = b"\0\1\2\3" + b"\1\1\1\1" + b"\2\1\1\1" + b"\3\1\1\1" + b"\4\1\1\1"
    assert predicted(rows, Predictor=12, Columns=3) == bytes(
        (1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5)
    )


def test_the_last_row_may_be_cut_off() -> None:
    assert predicted(b"\2\1\2\3\2\1", Predictor=15, Columns=3) == bytes((1, 2, 3, 2, 2, 3))


@pytest.mark.parametrize(
    ("data", "filters", "options", "code"),
    [
        (b"no zlib", ["FlateDecode"], {}, "pdf_filter_failed"),
        (b"6x>", ["ASCIIHexDecode"], {}, "pdf_filter_failed"),
        (b"\xff\xff\xff\xff\xff~>", ["ASCII85Decode"], {}, "pdf_filter_failed"),
        (b"", ["LZWDecode"], {}, "pdf_filter_unsupported"),
        (b"", [None], {}, "pdf_filter_unsupported"),
        (b"", ["Crypt"], {"Name": "StdCF"}, "pdf_filter_unsupported"),
        (zlib.compress(b""), ["Fl"] * (MAX_FILTERS + 1), {}, "pdf_too_many_filters"),
        (zlib.compress(b"ab"), ["Fl"], {"Predictor": 2}, "pdf_filter_unsupported"),
        (zlib.compress(b"ab"), ["Fl"], {"Predictor": 12, "Columns": -1}, "pdf_filter_failed"),
        (zlib.compress(b"ab"), ["Fl"], {"Predictor": 12, "Columns": 0}, "pdf_filter_unsupported"),
        (zlib.compress(b"\7b"), ["Fl"], {"Predictor": 12}, "pdf_filter_failed"),
        (
            zlib.compress(b"ab"),
            ["Fl"],
            {"Predictor": 12, "Columns": 10**6, "Colors": 10**6, "BitsPerComponent": 10**6},
            "pdf_stream_too_large",
        ),
    ],
)
def test_refused(data: bytes, filters: list[Any], options: dict[str, Any], code: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode_stream(data, filters, [Dictionary(options)])
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("plain", "code"),
    [
        (bytes(MAX_SMALL_STREAM_BYTES + 1), "pdf_stream_ratio"),
        (bytes(MAX_STREAM_BYTES + 1), "pdf_stream_ratio"),
        (Random(1).randbytes(1 << 19) + bytes(MAX_STREAM_BYTES), "pdf_stream_too_large"),
    ],
)
def test_a_deflate_bomb_stops_at_the_limit(plain: bytes, code: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode_stream(zlib.compress(plain, 9), ["FlateDecode"], [])
    assert caught.value.code == code


def test_a_small_stream_may_be_as_monotonous_as_it_likes() -> None:
    plain = bytes(MAX_SMALL_STREAM_BYTES)
    assert decode_stream(zlib.compress(plain, 9), ["FlateDecode"], []) == plain


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.integers(1, 9), st.binary(min_size=1, max_size=90))
def test_rows_that_all_add_the_one_above_are_undone_alike(columns: int, data: bytes) -> None:
    """The fast way of cross-reference streams, against the definition (PNG, filter 2)."""
    data += bytes(-len(data) % columns)
    rows = [data[start : start + columns] for start in range(0, len(data), columns)]
    above = bytes(columns)
    expected = b""
    for row in rows:
        above = bytes((a + b) & 0xFF for a, b in zip(row, above, strict=True))
        expected += above
    encoded = b"".join(b"\2" + row for row in rows)
    assert predicted(encoded, Predictor=12, Columns=columns) == expected


NAMES = ["FlateDecode", "ASCIIHexDecode", "ASCII85Decode", "Crypt", "DCTDecode", None, 3]


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(
    st.binary(max_size=80) | st.binary(max_size=80).map(zlib.compress),
    st.lists(st.sampled_from(NAMES), max_size=3),
    st.dictionaries(
        st.sampled_from(["Predictor", "Columns", "Colors", "BitsPerComponent"]),
        st.integers(-2, 20) | st.just(10**9) | st.just("Name"),
    ),
)
def test_any_stream_gives_bytes_or_a_decode_error(
    data: bytes, filters: list[Any], options: dict[str, Any]
) -> None:
    try:
        assert isinstance(decode_stream(data, filters, [Dictionary(options)] * 3), bytes)
    except DecodeError as error:
        assert error.code.startswith("pdf_")
