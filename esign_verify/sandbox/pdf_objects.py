"""PDF objects and how they are written (ISO 32000-2, 7.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from esign_verify._frozen import frozen

Encrypt: TypeAlias = Callable[[bytes], bytes]


class Name(str):
    """A name, without its solidus."""

    __slots__ = ()


@frozen
class Ref:
    """An indirect reference; the sandbox writes generation 0 only."""

    number: int


@frozen
class Raw:
    """Bytes written as they are, and never encrypted."""

    data: bytes


@frozen
class Stream:
    """A stream; /Length is added when it is written."""

    dictionary: dict[str, PdfObject]
    data: bytes


PdfObject: TypeAlias = (
    "bool | int | float | bytes | Name | Ref | Raw | Stream | list[PdfObject]"
    " | dict[str, PdfObject] | None"
)


def serialize(value: PdfObject, encrypt: Encrypt | None = None) -> bytes:
    """The bytes of one object. `bytes` are strings; `encrypt` is applied to strings and streams."""
    match value:
        case None:
            return b"null"
        case bool():
            return b"true" if value else b"false"
        case int() | float():
            return f"{value:g}".encode("ascii") if isinstance(value, float) else b"%d" % value
        case Name():
            return _name(value)
        case Ref(number):
            return b"%d 0 R" % number
        case Raw(data):
            return data
        case bytes():
            return _hex(encrypt(value)) if encrypt else literal(value)
        case list():
            return b"[" + b" ".join(serialize(item, encrypt) for item in value) + b"]"
        case dict():
            return _dictionary(value, encrypt)
        case Stream(dictionary, data):
            body = encrypt(data) if encrypt else data
            head = _dictionary({**dictionary, "Length": len(body)}, encrypt)
            return head + b"\nstream\n" + body + b"\nendstream"


def _dictionary(value: dict[str, PdfObject], encrypt: Encrypt | None) -> bytes:
    entries = (_name(key) + b" " + serialize(item, encrypt) for key, item in value.items())
    return b"<<" + b"\n".join(entries) + b">>"


def _name(value: str) -> bytes:
    return b"/" + b"".join(
        bytes((octet,))
        if 0x21 <= octet <= 0x7E and octet not in b"#()<>[]{}/%"
        else b"#%02X" % octet
        for octet in value.encode("utf-8")
    )


def literal(value: bytes) -> bytes:
    """A literal string. Line feeds stay raw: real signatures write them so."""
    escaped = value.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"(" + escaped.replace(b"\r", b"\\r") + b")"


def _hex(value: bytes) -> bytes:
    return b"<" + value.hex().encode("ascii") + b">"
