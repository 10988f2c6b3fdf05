"""What the scan of texts does fast is what it says: compared with plain definitions."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from esign_verify.document.changes.mentions import _end_of_text, _plain

_WORDS = re.compile(rb"endobj|stream")
_REFERENCE = re.compile(rb"(?<![0-9])\d+[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+R(?![A-Za-z0-9])")


def plain(text: bytes) -> bytes | None:
    """`_plain`, character by character."""
    result, position = b"", 0
    while position < len(text):
        if text[position] in b"%":
            while position < len(text) and text[position] not in b"\r\n":
                position += 1
            result += b" "
        elif text[position] in b"(":
            end = _end_of_string(text, position)
            if end is None:
                return None
            result, position = result + b" ", end
        elif text[position] in b")":
            return None
        else:
            result += text[position : position + 1]
            position += 1
    closed = [result.count(one) == result.count(other) for one, other in ((b"<<", b">>"), b"[]")]
    return result if all(closed) else None


def _end_of_string(text: bytes, position: int) -> int | None:
    depth = 0
    while position < len(text):
        if text[position] in b"\\":
            position += 1
        elif text[position] in b"(":
            depth += 1
        elif text[position] in b")":
            depth -= 1
        if depth > 2:
            return None  # nested more than once: left to the parser
        position += 1
        if depth == 0:
            return position
    return None


LONG = b"<" + b"0a" * 200
PIECES = st.sampled_from(
    (
        *(b"<<", b">>", b"[", b"]", b"(", b")", b"<", b">", b"%", b"\n", b"\r", b" ", b"\\"),
        *(b"7 0 R", b"/A", b"12", LONG, LONG + b">", LONG + b"\n>", LONG + b" " + LONG[1:] + b">"),
        *(b"%" + LONG + b"\n>> 7 0 R <<\n", b"(" + LONG + b">)", b" " * 1100, b"x" * 1100),
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map(b"".join))
def test_strings_and_comments_are_left_out_and_nothing_else(text: bytes) -> None:
    found, expected = _plain(text), plain(text)
    assert (found is None) is (expected is None)
    if found is not None and expected is not None:
        assert _REFERENCE.findall(found) == _REFERENCE.findall(expected)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from((0, 1, 5, 1014, 1018, 1019, 1020, 1023, 1024, 4090, 5000)),
            st.sampled_from((b"", b"endobj", b"stream", b"endstream", b"endob", b"strea")),
        ),
        max_size=4,
    ),
    st.integers(0, 12),
    st.integers(0, 12),
)
def test_the_end_of_a_text(parts: list[tuple[int, bytes]], start: int, left: int) -> None:
    window = b"".join(b"x" * count + word for count, word in parts)
    limit = max(0, len(window) - left)
    expected = _WORDS.search(window, start, limit)
    assert _end_of_text(window, start, limit) == (expected.start() if expected else -1)
