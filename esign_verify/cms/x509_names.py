"""Distinguished names (RFC 5280, 4.1.2.4 and 7.1)."""

from __future__ import annotations

import unicodedata

from esign_verify.cms import der
from esign_verify.cms.remembered import remembered
from esign_verify.errors import DecodeError
from esign_verify.evidence import Name, NameAttribute
from esign_verify.limits import MAX_NAME_ATTRIBUTES, MAX_TEXT

COMMON_NAME = "2.5.4.3"
ORGANIZATION = "2.5.4.10"

_ENCODINGS = {
    0x0C: "utf-8",
    0x12: "ascii",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1A: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}
"""Tag of a character string type → its encoding (X.680, clause 41)."""

SHORT_NAMES = {
    "2.5.4.3": "CN",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.6": "C",
    "2.5.4.9": "STREET",
    "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID",
}
"""RFC 4514, clause 3"""

ComparableName = tuple[tuple[tuple[str, str | bytes], ...], ...]


def read_name(data: bytes) -> Name:
    """The RDNs of a Name in the order of the DER; `NameAttribute.der` is the AttributeValue.

    A value that is no character string is given as `#` and the hex of its DER (RFC 4514, 2.4).
    """
    rdns: list[tuple[NameAttribute, ...]] = []
    count = 0
    for rdn in der.read_element(data).expect(der.SEQUENCE).children():
        attributes: list[NameAttribute] = []
        for attribute in rdn.expect(der.SET).children():
            count += 1
            if count > MAX_NAME_ATTRIBUTES:
                raise DecodeError("name_too_long", limit=MAX_NAME_ATTRIBUTES)
            parts = list(attribute.expect(der.SEQUENCE).children())
            if len(parts) != 2:
                raise DecodeError("name_malformed")
            attributes.append(
                NameAttribute(
                    oid=der.oid(parts[0]), value=_text(parts[1])[:MAX_TEXT], der=parts[1].raw
                )
            )
        rdns.append(tuple(attributes))
    return tuple(rdns)


def _text(value: der.Element) -> str:
    encoding = _ENCODINGS.get(value.tag)
    if encoding is None:
        return "#" + value.raw[:MAX_TEXT].hex()
    # ASCII types are often filled with UTF-8 or Latin-1; the replacement shows it.
    return value.contents.decode(encoding, "replace")


def last_value(name: Name, oid: str) -> str:
    """The most specific value of an attribute type; empty where there is none."""
    values = [attribute.value for rdn in name for attribute in rdn if attribute.oid == oid]
    return values[-1] if values else ""


def rfc4514(name: Name) -> str:
    """The string of a distinguished name: last RDN first (RFC 4514, 2)."""
    return ",".join(
        "+".join(f"{SHORT_NAMES.get(a.oid, a.oid)}={_escaped(a)}" for a in rdn)
        for rdn in reversed(name)
    )


def _escaped(attribute: NameAttribute) -> str:
    if attribute.oid not in SHORT_NAMES:
        return "#" + attribute.der.hex()
    text = "".join("\\" + c if c in ',+"\\<>;' else c for c in attribute.value)
    text = text.replace("\0", "\\00")
    if text.startswith((" ", "#")):
        text = "\\" + text
    return text[:-1] + "\\ " if text.endswith(" ") and len(text) > 1 else text


@remembered(count=256, largest=2048)
def comparable_name(data: bytes) -> ComparableName:
    """A form of a Name that is equal for names that match by RFC 5280 7.1.

    Strings are compared without regard to their type, case, and white space
    (RFC 4518); values that are no strings, too long, or do not decode, by their bytes.
    """
    return tuple(
        tuple(
            sorted(
                ((a.oid, _prepared(a)) for a in rdn),
                key=lambda pair: (pair[0], repr(pair[1])),
            )
        )
        for rdn in read_name(data)
    )


def _prepared(attribute: NameAttribute) -> str | bytes:
    element = der.read_element(attribute.der)
    encoding = _ENCODINGS.get(element.tag)
    if encoding is None or len(attribute.der) > 4 * MAX_TEXT:
        return attribute.der
    try:
        text = element.contents.decode(encoding)
    except UnicodeDecodeError:
        return attribute.der
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def names_match(one: bytes, other: bytes) -> bool:
    """RFC 5280 7.1; the same bytes, or the same after string preparation."""
    if one == other:
        return True
    try:
        return comparable_name(one) == comparable_name(other)
    except DecodeError:
        return False
