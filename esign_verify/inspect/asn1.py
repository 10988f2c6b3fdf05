"""Every element of a CMS with its place (ITU-T X.690, 8): `esign-verify inspect --asn1`.

Reads what no decoder accepts: tags of any number, indefinite lengths, lengths that run
past what holds them, octets that are nothing at all. Each octet is looked at once, but for
those in an OCTET STRING or BIT STRING, which are tried as ASN.1 first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from esign_verify.evidence.inspection_asn1 import Asn1Element
from esign_verify.inspect.asn1_values import hex_text, tag_name, value_text
from esign_verify.limits import MAX_ASN1_LISTED_DEPTH, MAX_SHOWN_VALUE

_BIT_STRING, _OCTET_STRING, _OID, _SEQUENCE, _SET = 3, 4, 6, 16, 17
_LONGEST_TAG = 4
_LONGEST_LENGTH = 8


@dataclass(slots=True)
class _Head:
    """Identifier and length octets."""

    identifier: int
    number: int
    body: int
    length: int | None
    """None: indefinite"""

    @property
    def constructed(self) -> bool:
        return bool(self.identifier & 0x20)

    @property
    def universal(self) -> int:
        """The number of a universal tag; -1 for any other class."""
        return self.number if self.identifier < 0x40 else -1


@dataclass(slots=True)
class _Frame:
    """Something whose contents are being listed."""

    end: int
    indefinite: bool
    encapsulated: bool
    begins_with_oid: bool = False
    first: bool = True


def list_elements(data: bytes) -> Iterator[Asn1Element]:
    """The elements of /Contents, then what follows the first one on the outermost level."""
    frames: list[_Frame] = []
    position = 0
    while frames or position == 0:
        while frames and position >= frames[-1].end:
            closed = frames.pop()
            if closed.indefinite:
                yield _octets(data, position, position, len(frames), "end_of_contents_missing")
        if position and not frames:
            break
        element, position = _next(data, position, frames)
        yield element
        if not data:
            return
    if position < len(data):
        rest = data[position:]
        note = "octets_after" if rest.strip(b"\0") else "padding"
        yield _octets(data, position, len(data), 0, note)


def _next(data: bytes, position: int, frames: list[_Frame]) -> tuple[Asn1Element, int]:
    """The element at a position, and where the next one is: inside it, or after it."""
    frame = frames[-1] if frames else _Frame(len(data), indefinite=False, encapsulated=False)
    depth = len(frames)
    head = _read_head(data, position, frame.end)
    if head is None:
        return _octets(data, position, frame.end, depth, "no_element"), frame.end
    if frame.indefinite and head.identifier == 0 and head.length == 0:
        frames.pop()
        element = _element(position, head, depth - 1, frame, "", "")
        return element, head.body
    first, frame.first = frame.first, False
    if first and head.universal == _OID:
        frame.begins_with_oid = True
    note = ""
    end = frame.end if head.length is None else head.body + head.length
    if end > frame.end:
        note, end = "length_beyond", frame.end
    if head.constructed:
        if depth >= MAX_ASN1_LISTED_DEPTH:
            return _element(position, head, depth, frame, "", "too_deep"), end
        frames.append(_Frame(end, head.length is None, frame.encapsulated))
        return _element(position, head, depth, frame, "", note), head.body
    inner = 0 if note else _encapsulated(data, head, end, frame)
    if inner and depth < MAX_ASN1_LISTED_DEPTH:
        frames.append(_Frame(end, indefinite=False, encapsulated=True))
        return _element(position, head, depth, frame, "", "encapsulates"), inner
    contents = data[head.body : min(end, head.body + 8 * MAX_SHOWN_VALUE)]
    value = value_text(head.identifier, head.number, contents)
    return _element(position, head, depth, frame, value, note), end


def _element(
    position: int, head: _Head, depth: int, frame: _Frame, value: str, note: str
) -> Asn1Element:
    return Asn1Element(
        offset=position,
        depth=depth,
        header=head.body - position,
        length=head.length,
        tag=tag_name(head.identifier, head.number),
        constructed=head.constructed,
        encapsulated=frame.encapsulated,
        value=value,
        note=note,
    )


def _octets(data: bytes, start: int, end: int, depth: int, note: str) -> Asn1Element:
    """Octets that are no element."""
    shown = "" if note == "padding" else hex_text(data[start : min(end, start + 128)])
    return Asn1Element(
        offset=start,
        depth=depth,
        header=0,
        length=end - start,
        tag="",
        constructed=False,
        encapsulated=False,
        value=shown,
        note=note,
    )


def _read_head(data: bytes, position: int, end: int) -> _Head | None:
    """Identifier and length at a position (8.1.2, 8.1.3); None where they are none."""
    if position + 2 > end:
        return None
    identifier = data[position]
    number = identifier & 0x1F
    body = position + 1
    if number == 0x1F:
        number = 0
        for _ in range(_LONGEST_TAG):
            if body >= end:
                return None
            octet = data[body]
            body += 1
            number = number << 7 | octet & 0x7F
            if not octet & 0x80:
                break
        else:
            return None
        if body >= end:
            return None
    first = data[body]
    body += 1
    if first < 0x80:
        return _Head(identifier, number, body, first)
    if first == 0x80:
        # only a constructed element has an end that its contents can show
        return _Head(identifier, number, body, None) if identifier & 0x20 else None
    count = first & 0x7F
    if count > _LONGEST_LENGTH or body + count > end:
        return None
    length = int.from_bytes(data[body : body + count], "big")
    return _Head(identifier, number, body + count, length)


def _encapsulated(data: bytes, head: _Head, end: int, frame: _Frame) -> int:
    """Where the ASN.1 inside a string starts; 0 where its octets are no ASN.1.

    A SEQUENCE or SET that fits to the last octet, two levels down; in an extension, whose
    value is ASN.1 by definition (RFC 5280, 4.2), any element that fits.
    """
    if head.universal == _OCTET_STRING:
        start = head.body
    elif head.universal == _BIT_STRING and end > head.body and data[head.body] == 0:
        start = head.body + 1
    else:
        return 0
    inner = _read_head(data, start, end)
    if inner is None or inner.length is None or inner.body + inner.length != end:
        return 0
    if inner.universal in (_SEQUENCE, _SET) and inner.constructed:
        return start if inner.length and _fits(data, inner.body, end) else 0
    is_extension = frame.begins_with_oid and head.universal == _OCTET_STRING
    return start if is_extension and 1 <= inner.universal <= 30 else 0


def _fits(data: bytes, position: int, end: int) -> bool:
    """Whether elements follow each other from `position` to exactly `end`."""
    while position < end:
        head = _read_head(data, position, end)
        if head is None or head.length is None:
            return False
        position = head.body + head.length
    return position == end
