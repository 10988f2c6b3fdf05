"""Mutations of DER: elements exchanged, doubled, removed, wrapped, with wrong lengths and tags."""

from __future__ import annotations

from collections.abc import Callable

Choose = Callable[[int], int]

Place = tuple[int, int, int]
"""(start, start of the contents, end) of an element"""

_MAX_PLACES = 4_000
_CONSTRUCTED, _LONG = 0x20, 0x80

LENGTHS = (b"\x00", b"\x7f", b"\x80", b"\x81\xff", b"\x82\xff\xff", b"\x84\xff\xff\xff\xff")
ELEMENTS = (
    *(b"\x05\x00", b"\x30\x00", b"\x31\x00", b"\x30\x80\x00\x00", b"\x02\x01\x00", b"\x02\x00"),
    *(b"\x02\x81\x81" + b"\xff" * 129, b"\x06\x01\x80", b"\x06\x09" + b"\xff" * 9, b"\x03\x01\x07"),
    *(b"\x17\x0d991332250061Z", b"\x18\x0f00000000000000Z", b"\x24\x80\x04\x00\x00\x00"),
    *(b"\x30\x80" * 80, b"\x0c\x04\xed\xa0\x80\x00", b"\x1f\x81\x00\x00", b"\xff\x7f\x00"),
    *(b"\x1e\x03\x00\xd8\x00", b"\x09\x03\x80\x00\x01", b"\x01\x01\x00", b"\xa0\x00"),
)


def mutate_der(data: bytes, choose: Choose) -> bytes:
    """One mutation of one element, or of a single byte."""
    places = elements(data)
    if not places or not choose(6):
        return _flip(data, choose)
    start, contents, end = places[choose(len(places))]
    kind = choose(7)
    whole, inner = data[start:end], data[contents:end]
    if kind == 0:
        changed = ELEMENTS[choose(len(ELEMENTS))]
    elif kind == 1:
        changed = whole + whole
    elif kind == 2:
        changed = b""
    elif kind == 3:
        other = places[choose(len(places))]
        changed = data[other[0] : other[2]]
    elif kind == 4:
        changed = bytes((whole[0] ^ (1 << choose(8)),)) + whole[1:]
    elif kind == 5:
        return data[:start] + whole[:1] + LENGTHS[choose(len(LENGTHS))] + inner + data[end:]
    else:
        changed = encode(0x30, whole)
    return replaced(data, places, (start, end), changed)


def replaced(data: bytes, places: list[Place], span: tuple[int, int], changed: bytes) -> bytes:
    """`data` with `changed` at `span`, and the lengths of all elements around it put right."""
    start, end = span
    around = [p for p in places if p[1] <= start and end <= p[2] and (p[0], p[2]) != span]
    for outer_start, contents, outer_end in sorted(around, reverse=True):
        inner = data[contents:start] + changed + data[end:outer_end]
        changed = encode(data[outer_start], inner)
        start, end = outer_start, outer_end
    return data[:start] + changed + data[end:]


def elements(data: bytes) -> list[Place]:
    """Where elements of definite length stand, as far as the data makes sense."""
    found: list[Place] = []
    stack = [(0, len(data))]
    while stack and len(found) < _MAX_PLACES:
        start, limit = stack.pop()
        while start + 2 <= limit and len(found) < _MAX_PLACES:
            size, contents = data[start + 1], start + 2
            if size & _LONG:
                count = size & 0x7F
                size = int.from_bytes(data[contents : contents + count], "big")
                contents += count
            if contents + size > limit or data[start] & 0x1F == 0x1F:
                break
            found.append((start, contents, contents + size))
            if data[start] & _CONSTRUCTED:
                stack.append((contents, contents + size))
            start = contents + size
    return found


def encode(tag: int, contents: bytes) -> bytes:
    size = len(contents)
    if size < _LONG:
        return bytes((tag, size)) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG | len(length))) + length + contents


def _flip(data: bytes, choose: Choose) -> bytes:
    if not data:
        return b"\x30"
    at = choose(len(data))
    return data[:at] + bytes((data[at] ^ (1 << choose(8)),)) + data[at + 1 :]
