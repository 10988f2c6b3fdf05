"""A writer of DER, and of the BER that real signatures use (X.690).

Plain functions from values to bytes. Nothing is checked: the sandbox must also
be able to write what is wrong.
"""

from __future__ import annotations

from datetime import UTC, datetime

NULL = b"\x05\x00"


def tlv(tag: int, *content: bytes) -> bytes:
    """One element with a definite length (X.690 8.1.3.3-5). `tag` is the identifier octet."""
    body = b"".join(content)
    return bytes((tag,)) + _length(len(body)) + body


def tlv_indefinite(tag: int, *content: bytes) -> bytes:
    """One constructed element of indefinite length (X.690 8.1.3.6): BER, never DER."""
    return bytes((tag, 0x80)) + b"".join(content) + b"\x00\x00"


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes((size,))
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((0x80 | len(octets),)) + octets


def sequence(*content: bytes) -> bytes:
    return tlv(0x30, *content)


def set_of(*elements: bytes) -> bytes:
    """A SET OF in the order of DER (X.690 11.6)."""
    return tlv(0x31, *sorted(elements))


def explicit(number: int, *content: bytes) -> bytes:
    """A constructed context-specific element: EXPLICIT, or IMPLICIT of a constructed type."""
    return tlv(0xA0 | number, *content)


def implicit(number: int, content: bytes) -> bytes:
    """A primitive context-specific element: IMPLICIT of a primitive type."""
    return tlv(0x80 | number, content)


def integer(value: int) -> bytes:
    return tlv(0x02, _integer_octets(value))


def enumerated(value: int) -> bytes:
    return tlv(0x0A, _integer_octets(value))


def _integer_octets(value: int) -> bytes:
    magnitude = value if value >= 0 else ~value
    return value.to_bytes(magnitude.bit_length() // 8 + 1, "big", signed=True)


def boolean(value: bool) -> bytes:
    return tlv(0x01, b"\xff" if value else b"\x00")


def octet_string(value: bytes) -> bytes:
    return tlv(0x04, value)


def bit_string(value: bytes) -> bytes:
    """A BIT STRING of whole octets."""
    return tlv(0x03, b"\x00", value)


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER from its dotted form."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(0x06, *(_base128(arc) for arc in (first * 40 + second, *rest)))


def _base128(arc: int) -> bytes:
    octets = [arc & 0x7F]
    while arc := arc >> 7:
        octets.append(0x80 | (arc & 0x7F))
    return bytes(reversed(octets))


def utc_time(moment: datetime) -> bytes:
    """A UTCTime; RFC 5280 4.1.2.5 wants it for the years 1950 to 2049."""
    return tlv(0x17, moment.astimezone(UTC).strftime("%y%m%d%H%M%SZ").encode("ascii"))


def generalized_time(moment: datetime) -> bytes:
    return tlv(0x18, moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode("ascii"))


def time(moment: datetime) -> bytes:
    """The CHOICE Time of RFC 5280: UTCTime until 2049, GeneralizedTime after."""
    return utc_time(moment) if moment.astimezone(UTC).year < 2050 else generalized_time(moment)


def uri_name(address: str) -> bytes:
    """A GeneralName of the form uniformResourceIdentifier (RFC 5280 4.2.1.6)."""
    return implicit(6, address.encode("ascii"))
