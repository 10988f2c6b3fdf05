"""The same CMS in the BER that some signers write (X.690 8.1.3.6 and 8.7).

Indefinite lengths around everything that nobody signed as it is encoded, octet strings in pieces.
Signed attributes, certificates, revocation data and time-stamps keep their DER (RFC 5652 5.4).
"""

from __future__ import annotations

from collections.abc import Iterator

from esign_verify.sandbox import der

_PIECE = 100
"""octets of one piece of a constructed octet string"""


def as_ber(content_info: bytes) -> bytes:
    """ContentInfo with SignedData in DER, as the sandbox writes it → the same in BER."""
    kind, wrapped = _parts(content_info)
    version, algorithms, content, *sets, signers = _parts(_parts(wrapped)[0])
    signed_data = (
        version,
        algorithms,
        _content(content),
        *(der.tlv_indefinite(part[0], *_parts(part)) for part in sets),
        der.tlv_indefinite(signers[0], *map(_signer_info, _parts(signers))),
    )
    return _sequence(kind, der.tlv_indefinite(0xA0, _sequence(*signed_data)))


def _content(element: bytes) -> bytes:
    """EncapsulatedContentInfo (RFC 5652 5.2)."""
    kind, *content = _parts(element)
    wrapped = [der.tlv_indefinite(0xA0, _octet_string(_parts(part)[0])) for part in content]
    return _sequence(kind, *wrapped)


def _signer_info(element: bytes) -> bytes:
    """The signature value in pieces; unsigned attributes as they are: a TSA writes DER."""
    parts = [_octet_string(part) if part[0] == 0x04 else part for part in _parts(element)]
    return _sequence(*parts)


def _octet_string(element: bytes) -> bytes:
    value = element[_head(element, 0)[0] :]
    pieces = range(0, len(value), _PIECE)
    return der.tlv_indefinite(
        0x24, *(der.octet_string(value[start : start + _PIECE]) for start in pieces)
    )


def _sequence(*elements: bytes) -> bytes:
    return der.tlv_indefinite(0x30, *elements)


def _parts(element: bytes) -> list[bytes]:
    """The elements inside one in DER, whole."""
    return list(_split(element, _head(element, 0)[0]))


def _split(data: bytes, start: int) -> Iterator[bytes]:
    while start < len(data):
        end = _head(data, start)[1]
        yield data[start:end]
        start = end


def _head(data: bytes, start: int) -> tuple[int, int]:
    """Where the contents of the element at `start` begin, and where it ends."""
    first = data[start + 1]
    octets = first & 0x7F if first & 0x80 else 0
    body = start + 2 + octets
    length = int.from_bytes(data[start + 2 : body], "big") if octets else first
    return body, body + length
