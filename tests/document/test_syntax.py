"""Object syntax (ISO 32000-2, 7.2 and 7.3)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esign_verify.document.syntax import Dictionary, Parser, Reference, Stream
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_OBJECT_DEPTH


def parse(data: bytes) -> Any:
    return Parser(data).value(0)[0]


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"null", None),
        (b" true", True),
        (b"%comment\nfalse", False),
        (b"+17", 17),
        (b"-.5", -0.5),
        (b"4.", 4.0),
        (b"/Name", "Name"),
        (b"/A#42#20C", "AB C"),
        (b"/", ""),
        (b"<48 65\n6c6C 6>", b"Hell`"),
        (b"<>", b""),
        (b"(a(b)\\)c\\\\)", b"a(b))c\\"),
        (b"(\\110\\7x\\n\\q\\\r\ny)", b"H\x07x\nqy"),
        (b"12 0 R", Reference(12, 0)),
        (b"12 %x 0\n0\r\nR", Reference(12, 0)),
        (b"[1 2 R 3]", None),
        (b"[1 0 R/N(s)]", [Reference(1, 0), "N", b"s"]),
        (b"<</A 1/B[2]/C<</D null>>>>", {"A": 1, "B": [2], "C": {"D": None}}),
    ],
)
def test_objects(data: bytes, value: object) -> None:
    if data == b"[1 2 R 3]":
        value = [Reference(1, 2), 3]
    assert parse(data) == value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "pdf_syntax"),
        (b"nul", "pdf_syntax"),
        (b"1.2.3", "pdf_syntax"),
        (b"[1 2", "pdf_syntax"),
        (b"<</A 1", "pdf_dictionary_key"),
        (b"<<1 2>>", "pdf_dictionary_key"),
        (b"<</A>>", "pdf_syntax"),
        (b"<48zz>", "pdf_hex_string"),
        (b"<48", "pdf_hex_string"),
        (b"(a(b)", "pdf_string_unterminated"),
        (b"1" * 65, "pdf_number_too_long"),
        (b"[" * 50_000, "pdf_nested_too_deep"),
        (b"<</A" * 20_000, "pdf_nested_too_deep"),
    ],
)
def test_malformed_objects(data: bytes, code: str) -> None:
    with pytest.raises(DecodeError) as caught:
        parse(data)
    assert caught.value.code == code


def test_the_deepest_array_allowed() -> None:
    assert parse(b"[" * MAX_OBJECT_DEPTH + b"]" * MAX_OBJECT_DEPTH) != []


def test_of_two_equal_keys_the_last_counts_and_both_are_noted() -> None:
    found = parse(b"<</A 1/B 2/#41 3>>")
    assert (found, found.duplicates) == ({"A": 3, "B": 2}, ["A"])


def test_spans_say_where_a_value_stands_in_the_file() -> None:
    data = b"<</Contents   <00ff> /B 1>>"
    found, _ = Parser(data, 1000).value(0)
    start, end = found.spans["Contents"]
    assert data[start - 1000 : end - 1000] == b"<00ff>"


def test_an_indirect_stream() -> None:
    found = Parser(b"7 2 obj<</Length 3>>stream\r\nabc\nendstream endobj").indirect_object(0)
    assert found.reference == Reference(7, 2)
    assert found.value == Stream(Dictionary({"Length": 3}), 28)


@pytest.mark.parametrize("data", [b"7 obj 1", b"obj", b"-1 0 obj 1", b"7 0 R"])
def test_what_is_no_indirect_object(data: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        Parser(data).indirect_object(0)
    assert caught.value.code == "pdf_object_missing"


PIECES = st.lists(
    st.sampled_from(
        [
            b"<<",
            b">>",
            b"[",
            b"]",
            b"(",
            b")",
            b"<",
            b">",
            b"/A",
            b"/ByteRange",
            b"1",
            b" ",
            b"0",
            b" R",
            b"\\",
            b"%",
            b"\n",
            b"null",
            b"obj",
            b"stream\n",
            b"endobj",
            b"-.",
            b"#4",
            b"\xff",
        ]
    )
).map(b"".join)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=200) | PIECES)
def test_any_bytes_give_a_value_or_a_decode_error(data: bytes) -> None:
    for read in (Parser(data).value, Parser(b"1 0 obj " + data).indirect_object):
        try:
            read(0)
        except DecodeError as error:
            assert error.code.startswith("pdf_")
