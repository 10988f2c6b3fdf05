"""Values of a PDF as text: PDF syntax, strings decoded where they are text."""

from __future__ import annotations

from typing import Any

from esign_verify.document.raw import Dictionary, Reference, Stream, text_string
from esign_verify.inspect.asn1_values import hex_text, shortened
from esign_verify.limits import MAX_SHOWN_VALUE

_SHOWN_DEPTH = 4
_SHOWN_ENTRIES = 24
_SHOWN_KEYS = 4


def value_text(value: Any, depth: int = 0, *, octets: bool = False) -> str:
    """One value on one line; what is too deep or too long ends in an ellipsis.

    `octets`: strings are no text, such as identifiers (14.4).
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Reference):
        return f"{value.number} {value.generation} R"
    if isinstance(value, str):
        return shortened("/" + value)
    if isinstance(value, bytes):
        return f"<{hex_text(value)}>" if octets else _string_text(value)
    if isinstance(value, Stream):
        return value_text(value.dictionary, depth, octets=octets) + " stream"
    if isinstance(value, Dictionary | list):
        return _container_text(value, depth, octets)
    return str(value)


def _container_text(value: Dictionary | list[Any], depth: int, octets: bool) -> str:
    opening, closing = ("<<", ">>") if isinstance(value, Dictionary) else ("[", "]")
    if not value:
        return f"{opening} {closing}"
    if depth >= _SHOWN_DEPTH:
        return f"{opening} … {closing}"
    parts = []
    if isinstance(value, Dictionary):
        pairs = list(value.items())[:_SHOWN_ENTRIES]
        parts = [f"/{key} {value_text(entry, depth + 1, octets=octets)}" for key, entry in pairs]
    else:
        parts = [value_text(entry, depth + 1, octets=octets) for entry in value[:_SHOWN_ENTRIES]]
    if len(value) > _SHOWN_ENTRIES:
        parts.append("…")
    return shortened(f"{opening} {' '.join(parts)} {closing}")


def _string_text(value: bytes) -> str:
    """`(text)`, or `<hex>` where it holds control characters."""
    text = text_string(value[: 2 * MAX_SHOWN_VALUE + 2]) or ""
    if all(character.isprintable() or character in "\t\r\n" for character in text):
        return f"({shortened(text)})"
    return f"<{hex_text(value)}>"


def kind_text(value: Any) -> str:
    """What an object is: /Type and /Subtype, or its first keys."""
    if isinstance(value, Stream):
        return "stream " + kind_text(value.dictionary)
    if not isinstance(value, Dictionary):
        return value_text(value)[:80]
    names = [
        f"/{key} {value_text(value[key])}"
        for key in ("Type", "Subtype", "FT")
        if isinstance(value.get(key), str)
    ]
    if names:
        return " ".join(names)
    keys = [f"/{key[:32]}" for key in list(value)[:_SHOWN_KEYS]]
    return f"<< {' '.join(keys)}{' …' if len(value) > _SHOWN_KEYS else ''} >>"
