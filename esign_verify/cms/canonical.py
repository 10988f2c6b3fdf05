"""The distinguished encoding (X.690, 10 and 11.6): whether an element has it, and giving it."""

from __future__ import annotations

from esign_verify.cms.der import CONSTRUCTED, OCTET_STRING, SET, Element, encode, octets
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_ASN1_DEPTH


def to_der(element: Element) -> bytes:
    """The element with definite lengths, joined OCTET STRINGs and sorted universal SETs.

    For identifiers (EU DSS takes the DER of a token that may be BER), and for signed
    attributes that were signed in DER and sent otherwise (RFC 5652 5.4). An element that
    is DER already comes out the same.
    """
    return _to_der(element, 0)


def _to_der(element: Element, depth: int) -> bytes:
    if depth > MAX_ASN1_DEPTH:
        raise DecodeError("asn1_too_deep", limit=MAX_ASN1_DEPTH)
    if element.tag == OCTET_STRING | CONSTRUCTED:
        return encode(OCTET_STRING, octets(element))
    if not element.tag & CONSTRUCTED:
        return encode(element.tag, element.contents)
    children = [_to_der(child, depth + 1) for child in element.children()]
    if element.tag == SET:
        children.sort()
    return encode(element.tag, b"".join(children))


def is_der(element: Element, *, any_order: bool = False) -> bool:
    """Whether lengths are definite and minimal, OCTET STRINGs primitive and universal SETs
    sorted, throughout: whether `to_der` would change nothing.

    One pass over the octets: this is asked of every token, and most are. What is no TLV
    is not DER. `any_order`: without regard to the order in SETs, which in unsigned
    attributes need not be that of DER (RFC 5652, 5.3).
    """
    data, position, limit = element.data, element.start, element.stop
    ends: list[int] = []
    while True:
        if position == limit:
            if not ends:
                return True
            limit = ends.pop()
            continue
        start, position = position, position + 2
        if position > limit:
            return False
        tag, length = data[start], data[start + 1]
        if length >= 0x80:
            count = length & 0x7F
            octets_ = data[position : position + count]
            length = int.from_bytes(octets_, "big")
            if length < 0x80 or octets_[0] == 0:
                return False
            position += count
        end = position + length
        if end > limit or tag & 0x1F == 0x1F or tag == OCTET_STRING | CONSTRUCTED:
            return False
        if not tag & CONSTRUCTED:
            position = end
            continue
        if tag == SET and not any_order and not _is_sorted(data, start, position, end):
            return False
        if len(ends) == MAX_ASN1_DEPTH:
            return False
        ends.append(limit)
        limit = end


def _is_sorted(data: bytes, start: int, body: int, end: int) -> bool:
    if body + 2 <= end and body + 2 + data[body + 1] == end and data[body + 1] < 0x80:
        return True  # of one
    try:
        raw = [child.raw for child in Element(data, start, body, end, end, False).children()]
    except DecodeError:
        return False
    return raw == sorted(raw)
