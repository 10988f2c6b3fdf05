"""Tags and primitive values of ASN.1 as text (ITU-T X.680, X.690), whatever their state."""

from __future__ import annotations

from esign_verify.cms.decode import der
from esign_verify.errors import DecodeError
from esign_verify.inspect.oids import named
from esign_verify.limits import MAX_SHOWN_VALUE

UNIVERSAL = {
    0: "end-of-contents",
    1: "BOOLEAN",
    2: "INTEGER",
    3: "BIT STRING",
    4: "OCTET STRING",
    5: "NULL",
    6: "OBJECT IDENTIFIER",
    7: "ObjectDescriptor",
    8: "EXTERNAL",
    9: "REAL",
    10: "ENUMERATED",
    11: "EMBEDDED PDV",
    12: "UTF8String",
    13: "RELATIVE-OID",
    14: "TIME",
    16: "SEQUENCE",
    17: "SET",
    18: "NumericString",
    19: "PrintableString",
    20: "TeletexString",
    21: "VideotexString",
    22: "IA5String",
    23: "UTCTime",
    24: "GeneralizedTime",
    25: "GraphicString",
    26: "VisibleString",
    27: "GeneralString",
    28: "UniversalString",
    29: "CHARACTER STRING",
    30: "BMPString",
}
"""X.680, 8.6, table 1."""

_CLASSES = ("UNIVERSAL ", "APPLICATION ", "", "PRIVATE ")
_ENCODINGS = {
    12: "utf-8",
    18: "ascii",
    19: "ascii",
    20: "latin-1",
    22: "ascii",
    23: "ascii",
    24: "ascii",
    26: "ascii",
    27: "latin-1",
    28: "utf-32-be",
    30: "utf-16-be",
}
_SHOWN_OCTETS = 64


def tag_name(identifier: int, number: int) -> str:
    """The name of a tag: its identifier octet's class, and its number."""
    if identifier < 0x40 and number in UNIVERSAL:
        return UNIVERSAL[number]
    return f"[{_CLASSES[identifier >> 6]}{number}]"


def value_text(identifier: int, number: int, contents: bytes) -> str:
    """A primitive value; hex where it is not what its tag says. `contents` may be cut."""
    if identifier < 0x40:
        text = _universal_text(number, contents)
        if text is not None:
            return text
    return hex_text(contents)


def _universal_text(number: int, contents: bytes) -> str | None:
    if number == 1 and len(contents) == 1:
        return "TRUE" if contents[0] else "FALSE"
    if number in (2, 10) and contents:
        return integer_text(contents)
    if number == 5 and not contents:
        return ""
    if number == 6:
        try:
            return named(der.oid(der.read_element(der.encode(der.OID, contents))))
        except DecodeError:
            return None
    if number == 3 and contents and contents[0] <= 7:
        unused = f", {contents[0]} unused bits" if contents[0] else ""
        return hex_text(contents[1:]) + unused
    encoding = _ENCODINGS.get(number)
    if encoding is None:
        return None
    try:
        text = contents[: 4 * MAX_SHOWN_VALUE].decode(encoding)
    except UnicodeDecodeError:
        return None
    return shortened(text)


def integer_text(contents: bytes) -> str:
    """Decimal up to 64 bits, then hex: serial numbers are quoted so."""
    if len(contents) <= 8:
        return str(int.from_bytes(contents, "big", signed=True))
    return "0x" + hex_text(contents)


def hex_text(contents: bytes) -> str:
    """Upper-case hex of the first octets."""
    digits = contents[:_SHOWN_OCTETS].hex().upper()
    return digits + "…" if len(contents) > _SHOWN_OCTETS else digits


def shortened(text: str) -> str:
    return text if len(text) <= MAX_SHOWN_VALUE else text[: MAX_SHOWN_VALUE - 1] + "…"


def element_text(element: der.Element) -> str:
    """A value of unknown type: a primitive decoded, anything else by its tag and size."""
    number = element.tag & 0x1F
    if not element.tag & der.CONSTRUCTED:
        return value_text(element.tag, number, element.contents[: 8 * MAX_SHOWN_VALUE])
    return f"{tag_name(element.tag, number)}, {element.stop - element.start} octets"
