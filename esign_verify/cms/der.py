"""ASN.1 tag-length-value reading over raw bytes (ITU-T X.690), BER and DER.

Nothing is copied until asked for and nothing is ever re-encoded: an `Element` is
a view of the original bytes, so digests and signatures are made over what was
signed. Every malformed input raises `DecodeError`; nesting and sizes are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from esign_verify.errors import DecodeError
from esign_verify.limits import (
    MAX_ASN1_DEPTH,
    MAX_ASN1_ELEMENTS,
    MAX_INDEFINITE_DEPTH,
    MAX_INDEFINITE_ELEMENTS,
    MAX_INTEGER_BYTES,
)

INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x02, 0x03, 0x04, 0x05, 0x06
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31
CONSTRUCTED = 0x20

_TIME = re.compile(
    rb"(\d{4})(\d\d)(\d\d)(\d\d)(?:(\d\d)(?:(\d\d)(?:[.,](\d+))?)?)?"
    rb"(?:Z|([+-])(\d\d)(\d\d)?)?"
)


class Element:
    """One TLV: `data[start:stop]`, its contents `data[body:end]`.

    `tag` is the identifier octet (class, constructed bit, number below 31).
    """

    __slots__ = ("body", "data", "end", "indefinite", "start", "stop", "tag")

    def __init__(
        self, data: bytes, start: int, body: int, end: int, stop: int, indefinite: bool
    ) -> None:
        self.data = data
        self.tag = data[start]
        self.start, self.body, self.end, self.stop = start, body, end, stop
        self.indefinite = indefinite

    @property
    def contents(self) -> bytes:
        return self.data[self.body : self.end]

    @property
    def raw(self) -> bytes:
        """The element as found, tag and length included."""
        return self.data[self.start : self.stop]

    def children(self) -> Iterator[Element]:
        """The elements inside; DecodeError where the contents are not TLVs."""
        if not self.tag & CONSTRUCTED:
            raise DecodeError("asn1_not_constructed")
        data, position, end = self.data, self.body, self.end
        left = MAX_ASN1_ELEMENTS
        while position < end:
            if not left:
                raise DecodeError("asn1_too_many", limit=MAX_ASN1_ELEMENTS)
            left -= 1
            # nearly all are short: a tag octet, one length octet, the contents
            body = position + 2
            stop = body + data[position + 1] if body <= end else end + 1
            if stop <= end and stop - body < 0x80 and data[position] & 0x1F != 0x1F:
                yield Element(data, position, body, stop, stop, False)
                position = stop
                continue
            child = _read(data, position, end, 0)
            yield child
            position = child.stop

    def first_child(self) -> Element:
        """The first element inside; DecodeError where there is none."""
        for child in self.children():
            return child
        raise DecodeError("asn1_truncated")

    def expect(self, tag: int) -> Element:
        if self.tag != tag:
            raise DecodeError("asn1_unexpected_tag", expected=f"{tag:02x}", found=f"{self.tag:02x}")
        return self


def read_element(data: bytes, start: int = 0, limit: int | None = None) -> Element:
    """The element at `start`, which must end at or before `limit`."""
    return _read(data, start, len(data) if limit is None else limit, 0)


def _read(data: bytes, start: int, limit: int, depth: int) -> Element:
    if depth > MAX_INDEFINITE_DEPTH:
        raise DecodeError("asn1_too_deep", limit=MAX_INDEFINITE_DEPTH)
    if start + 2 > limit:
        raise DecodeError("asn1_truncated")
    if data[start] & 0x1F == 0x1F:
        raise DecodeError("asn1_tag_unsupported")
    length = data[start + 1]
    body = start + 2
    if length == 0x80:
        return _read_indefinite(data, start, limit, depth)
    if length > 0x80:
        count = length & 0x7F
        if count > 8 or body + count > limit:
            raise DecodeError("asn1_truncated")
        length = int.from_bytes(data[body : body + count], "big")
        body += count
    if body + length > limit:
        raise DecodeError("asn1_truncated")
    return Element(data, start, body, body + length, body + length, False)


def _read_indefinite(data: bytes, start: int, limit: int, depth: int) -> Element:
    """X.690 8.1.3.6: contents up to the end-of-contents octets 00 00."""
    if not data[start] & CONSTRUCTED:
        raise DecodeError("asn1_indefinite_primitive")
    position = start + 2
    for _ in range(MAX_INDEFINITE_ELEMENTS):
        if data[position : position + 2] == b"\0\0" and position + 2 <= limit:
            return Element(data, start, start + 2, position, position + 2, True)
        position = _read(data, position, limit, depth + 1).stop
    raise DecodeError("asn1_too_many", limit=MAX_INDEFINITE_ELEMENTS)


def check_depth(element: Element) -> None:
    """DecodeError where anything inside is nested deeper than `MAX_ASN1_DEPTH`.

    Constructed elements are walked with a stack of our own, so that no library
    behind us meets a nesting that ends its recursion.
    """
    stack = [(element, 0)]
    while stack:
        current, depth = stack.pop()
        if depth > MAX_ASN1_DEPTH:
            raise DecodeError("asn1_too_deep", limit=MAX_ASN1_DEPTH)
        if current.tag & CONSTRUCTED:
            stack.extend((child, depth + 1) for child in current.children())


def octets(element: Element) -> bytes:
    """The value of an OCTET STRING, primitive or constructed (X.690 8.7)."""
    if not element.tag & CONSTRUCTED:
        return element.contents
    parts: list[bytes] = []
    stack = [(element, 0)]
    while stack:
        current, depth = stack.pop()
        if depth > MAX_ASN1_DEPTH:
            raise DecodeError("asn1_too_deep", limit=MAX_ASN1_DEPTH)
        if current.tag & CONSTRUCTED:
            stack.extend((child, depth + 1) for child in reversed(list(current.children())))
        else:
            parts.append(current.contents)
    return b"".join(parts)


def integer(element: Element) -> int:
    contents = element.expect(INTEGER).contents
    if not contents:
        raise DecodeError("asn1_empty_integer")
    if len(contents) > MAX_INTEGER_BYTES:
        raise DecodeError("asn1_integer_too_long", limit=MAX_INTEGER_BYTES)
    return int.from_bytes(contents, "big", signed=True)


def oid(element: Element) -> str:
    """Dotted form of an OBJECT IDENTIFIER (X.690 8.19)."""
    return _dotted(element.expect(OID).contents)


@lru_cache(maxsize=1024)
def _dotted(contents: bytes) -> str:
    if not contents or contents[-1] & 0x80 or len(contents) > 64:
        raise DecodeError("asn1_bad_oid")
    arcs: list[int] = []
    value = 0
    for octet in contents:
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))


def time(element: Element) -> datetime:
    """UTCTime or GeneralizedTime as an aware datetime in UTC (X.680 46, 47; RFC 5280 4.1.2.5).

    Seconds may be left out, a fraction of them and a zone may follow; without a
    zone the time is taken as UTC.
    """
    text = element.contents[:64]
    if element.tag == UTC_TIME:
        text = (b"20" if text[:2] < b"50" else b"19") + text
    elif element.tag != GENERALIZED_TIME:
        raise DecodeError("asn1_bad_time")
    match = _TIME.fullmatch(text)
    if match is None:
        raise DecodeError("asn1_bad_time")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    fraction, sign, zone_hours, zone_minutes = match.groups()[6:]
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        moment += timedelta(microseconds=int((fraction or b"0")[:6].ljust(6, b"0")))
        zone = timedelta(hours=int(zone_hours or 0), minutes=int(zone_minutes or 0))
        return moment + zone if sign == b"-" else moment - zone
    except (ValueError, OverflowError) as error:
        raise DecodeError("asn1_bad_time") from error


def encode(tag: int, contents: bytes) -> bytes:
    """One definite-length DER element."""
    length = len(contents)
    if length < 0x80:
        return bytes((tag, length)) + contents
    octets_ = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets_))) + octets_ + contents


def encode_integer(value: int) -> bytes:
    """An INTEGER of zero or more."""
    return encode(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))
