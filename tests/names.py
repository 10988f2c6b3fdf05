"""Distinguished names as evidence, with the DER that a certificate would have."""

from __future__ import annotations

from esign_verify.evidence import Name, NameAttribute

OIDS = {
    "CN": "2.5.4.3",
    "C": "2.5.4.6",
    "O": "2.5.4.10",
    "OU": "2.5.4.11",
    "description": "2.5.4.13",
    "E": "1.2.840.113549.1.9.1",
}


def attribute(keyword: str, value: str, *, tag: int = 0x0C) -> NameAttribute:
    """One attribute; its DER is a UTF8String unless another tag is given."""
    encoded = value.encode("utf-8", "replace")
    length = len(encoded)
    head = bytes([length]) if length < 0x80 else b"\x82" + length.to_bytes(2, "big")
    return NameAttribute(
        oid=OIDS.get(keyword, keyword), value=value, der=bytes([tag]) + head + encoded
    )


def name(*parts: tuple[str, str]) -> Name:
    """A distinguished name, one attribute an RDN, in the order given."""
    return tuple((attribute(keyword, value),) for keyword, value in parts)
