"""PDF object syntax (ISO 32000-2, 7.2, 7.3): bytes to plain values.

null → None, boolean → bool, numbers → int or float, names → str (without the slash),
strings → bytes, arrays → list, dictionaries → `Dictionary`, references → `Reference`.
A `Dictionary` knows where in the buffer each value stands, which is what the
geometry check of a signature needs. Anything malformed raises `DecodeError`.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Iterator
from typing import Any, NamedTuple

from esign_verify._frozen import frozen
from esign_verify.errors import DecodeError
from esign_verify.limits import (
    CONTAINER_VALUES,
    MAX_OBJECT_DEPTH,
    MAX_OBJECT_VALUES,
    VALUE_COST,
)

_SPACE = re.compile(rb"[\0\t\n\f\r ]*+(?:%[^\r\n]*+[\0\t\n\f\r ]*+)*+")
_GAP = rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+[\r\n])++"
_REFERENCE = re.compile(
    rb"(\d{1,10})" + _GAP + rb"(\d{1,5})" + _GAP + rb"R(?![^\0\t\n\f\r ()<>\[\]{}/%])"
)
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?![^\0\t\n\f\r ()<>\[\]{}/%])")
_NAME = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]*)")
_WHITE_SPACE = b"\0\t\n\f\r "
_HEX_DIGITS_AND_SPACE = b"0123456789ABCDEFabcdef" + _WHITE_SPACE
_NOT_HEX = re.compile(rb"[^0-9A-Fa-f\0\t\n\f\r ]")
_KEYWORD = re.compile(rb"[A-Za-z]+")
_LITERAL_STOP = re.compile(rb"[()\\]")
_OCTAL = re.compile(rb"[0-7]{1,3}")
_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_HEADER = re.compile(rb"[\0\t\n\f\r ]*(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj")
_STREAM = re.compile(rb"[\0\t\n\f\r ]*+(?:%[^\r\n]*+[\0\t\n\f\r ]*+)*+stream(\r\n|\n|\r)")
_INTEGERS = re.compile(rb"\d{1,10}")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_KEYWORDS: dict[bytes, Any] = {b"null": None, b"true": True, b"false": False}


class Reference(NamedTuple):
    """An indirect reference (7.3.10)."""

    number: int
    generation: int


class Dictionary(dict[str, Any]):
    """A dictionary object. `spans`: where each value stands in the file, if it does."""

    __slots__ = ("duplicates", "spans")

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.spans: dict[str, tuple[int, int]] = {}
        self.duplicates: list[str] = []


@frozen
class Stream:
    """A stream object: its dictionary and where its encoded data starts."""

    dictionary: Dictionary
    data_start: int


@frozen
class IndirectObject:
    """`N G obj …`: the value, and its span in the file."""

    reference: Reference
    value: Any
    start: int
    end: int


class Parser:
    """Reads objects out of a buffer; `base` is the file offset of its first byte."""

    def __init__(self, buffer: bytes, base: int = 0) -> None:
        self._buffer = buffer
        self._base = base
        self.values = 0

    @property
    def cost(self) -> int:
        """Work of what was parsed so far, beside its bytes."""
        return VALUE_COST * self.values

    def indirect_object(self, position: int) -> IndirectObject:
        """The indirect object at a buffer position (7.3.10)."""
        header = _HEADER.match(self._buffer, position)
        if header is None:
            raise DecodeError("pdf_object_missing", offset=self._base + position)
        reference = Reference(int(header[1]), int(header[2]))
        value_start = self._skip(header.end())
        value, end = self.value(value_start)
        if isinstance(value, Dictionary):
            stream = _STREAM.match(self._buffer, end)
            if stream is not None:
                value = Stream(value, self._base + stream.end())
                end = stream.end()
        return IndirectObject(reference, value, self._base + value_start, self._base + end)

    def value(self, position: int, depth: int = 0) -> tuple[Any, int]:
        """The object at a buffer position, and the position after it."""
        buffer = self._buffer
        position = self._skip(position)
        first = buffer[position : position + 1]
        if first == b"/":
            return self._name(position)
        if first == b"<":
            if buffer[position : position + 2] == b"<<":
                return self._dictionary(position, depth)
            return self._hex_string(position)
        if first == b"[":
            return self._array(position, depth)
        if first == b"(":
            return self._literal_string(position)
        if first.isdigit():
            reference = _REFERENCE.match(buffer, position)
            if reference is not None:
                return Reference(int(reference[1]), int(reference[2])), reference.end()
        number = _NUMBER.match(buffer, position)
        if number is not None:
            return self._number(number[0]), number.end()
        keyword = _KEYWORD.match(buffer, position)
        if keyword is not None and keyword[0] in _KEYWORDS:
            return _KEYWORDS[keyword[0]], keyword.end()
        raise DecodeError("pdf_syntax", offset=self._base + position)

    def _count(self, values: int) -> None:
        """DecodeError once one object has more values than real ones have."""
        self.values += values
        if self.values > MAX_OBJECT_VALUES:
            raise DecodeError("pdf_object_too_large", limit=MAX_OBJECT_VALUES)

    def _skip(self, position: int) -> int:
        match = _SPACE.match(self._buffer, position)
        return match.end() if match else position

    @staticmethod
    def _number(text: bytes) -> int | float:
        if len(text) > 64:
            raise DecodeError("pdf_number_too_long")
        return float(text) if b"." in text else int(text)

    def _name(self, position: int) -> tuple[str, int]:
        match = _NAME.match(self._buffer, position)
        assert match is not None
        raw = match[1]
        if b"#" in raw:
            raw = _NAME_ESCAPE.sub(lambda m: bytes((int(m[1], 16),)), raw)
        return raw.decode("utf-8", "replace"), match.end()

    def _hex_string(self, position: int) -> tuple[bytes, int]:
        buffer, size = self._buffer, 1024
        # in growing steps: what costs is how far the digits go, not where some `>` stands
        while (end := buffer.find(b">", position, position + size)) < 0:
            if buffer[position + 1 : position + size].translate(None, _HEX_DIGITS_AND_SPACE):
                break
            if position + size >= len(buffer):
                # its end may lie behind that of the buffer: the caller tells by the place
                raise DecodeError("pdf_hex_string", offset=self._base + len(buffer))
            size *= 8
        if end >= 0:
            digits = buffer[position + 1 : end].translate(None, _WHITE_SPACE)
            try:
                return unhexlify(digits + b"0" * (len(digits) % 2)), end + 1
            except ValueError:
                pass
        odd = _NOT_HEX.search(buffer, position + 1)
        assert odd is not None
        raise DecodeError("pdf_hex_string", offset=self._base + odd.start())

    def _literal_string(self, position: int) -> tuple[bytes, int]:
        """7.3.4.2: balanced parentheses, escapes, octal codes."""
        buffer = self._buffer
        parts: list[bytes] = []
        depth = 1
        position += 1
        while True:
            stop = _LITERAL_STOP.search(buffer, position)
            if stop is None:
                raise DecodeError("pdf_string_unterminated", offset=self._base + len(self._buffer))
            parts.append(buffer[position : stop.start()])
            position = stop.end()
            self._count(1)
            if stop[0] == b"\\":
                escaped, position = self._escape(position)
                parts.append(escaped)
                continue
            depth += 1 if stop[0] == b"(" else -1
            if depth == 0:
                return b"".join(parts), position
            parts.append(stop[0])

    def _escape(self, position: int) -> tuple[bytes, int]:
        octal = _OCTAL.match(self._buffer, position)
        if octal is not None:
            return bytes((int(octal[0], 8) & 0xFF,)), octal.end()
        if self._buffer[position : position + 2] == b"\r\n":
            return b"", position + 2
        character = self._buffer[position : position + 1]
        if character in (b"\r", b"\n"):
            return b"", position + 1
        return _ESCAPES.get(character, character), position + 1

    def _array(self, position: int, depth: int) -> tuple[list[Any], int]:
        if depth >= MAX_OBJECT_DEPTH:
            raise DecodeError("pdf_nested_too_deep", limit=MAX_OBJECT_DEPTH)
        values: list[Any] = []
        position = self._skip(position + 1)
        self._count(CONTAINER_VALUES)
        while self._buffer[position : position + 1] != b"]":
            value, position = self.value(position, depth + 1)
            values.append(value)
            if len(values) > MAX_OBJECT_VALUES:
                break
            position = self._skip(position)
        self._count(len(values))
        return values, position + 1

    def _dictionary(self, position: int, depth: int) -> tuple[Dictionary, int]:
        """7.3.7. Of two equal keys the last wins, as in common viewers; both are noted."""
        if depth >= MAX_OBJECT_DEPTH:
            raise DecodeError("pdf_nested_too_deep", limit=MAX_OBJECT_DEPTH)
        dictionary = Dictionary()
        position = self._skip(position + 2)
        self._count(CONTAINER_VALUES)
        while self._buffer[position : position + 2] != b">>":
            if self._buffer[position : position + 1] != b"/":
                raise DecodeError("pdf_dictionary_key", offset=self._base + position)
            key, position = self._name(position)
            start = self._skip(position)
            value, position = self.value(start, depth + 1)
            if key in dictionary:
                dictionary.duplicates.append(key)
            dictionary[key] = value
            dictionary.spans[key] = (self._base + start, self._base + position)
            position = self._skip(position)
            self._count(2)
        return dictionary, position + 2


def forget_spans(value: Any) -> None:
    """Positions inside an object stream are no positions in the file."""
    stack = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, Dictionary):
            current.spans.clear()
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)


def integers(data: bytes) -> Iterator[bytes]:
    """The unsigned integers of a text, e.g. the index of an object stream (7.5.7)."""
    return (match[0] for match in _INTEGERS.finditer(data))


def as_list(value: Any) -> list[Any]:
    """What may be an array or a single value, as a list; null is none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
