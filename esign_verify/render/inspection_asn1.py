"""ASN.1 listings for a terminal: offset, octets of header and contents, name, value."""

from __future__ import annotations

from esign_verify.evidence.inspection_asn1 import Asn1Element, Asn1Listing
from esign_verify.messages import safe_text, text
from esign_verify.render.columns import WIDTH, columns, wrap
from esign_verify.render.inspection_words import Words
from esign_verify.render.wire import require_language

_DEEPEST = 30
"""Levels that are indented; deeper ones stand below each other."""
_NARROWEST = 24


def render_asn1(listings: tuple[Asn1Listing, ...], *, lang: str = "id") -> str:
    """Every listing with its heading, without a line end after the last line."""
    require_language(lang)
    words = Words(lang)
    if not listings:
        return words("none_found")
    lines: list[str] = []
    for listing in listings:
        if lines:
            lines.append("")
        lines += _heading(listing, words)
        for element in listing.elements:
            lines += _element(element, lang)
        if listing.not_listed_from is not None:
            left = words("asn1_left", offset=listing.not_listed_from)
            lines += wrap(left, WIDTH)
    return "\n".join(lines)


def _heading(listing: Asn1Listing, words: Words) -> list[str]:
    names = ", ".join(safe_text(name) for name in listing.fields)
    title = f"{words('signature', number=listing.signature)}: {names or words('no_field')}"
    if listing.repaired:
        title = words("repaired_copy", name=title)
    lines = [*wrap(title, WIDTH), words("octet_count", count=listing.octets)]
    if listing.contents_offset is not None:
        lines += wrap(words("octet_place", start=listing.contents_offset), WIDTH)
    return [*lines, f"{words('asn1_offset'):>8} {'hl':>2} {'l':>7} {words('asn1_element')}"]


def _element(element: Asn1Element, lang: str) -> list[str]:
    length = "inf" if element.length is None else str(element.length)
    header = str(element.header) if element.tag else ""
    name = element.tag or "--"
    if element.constructed and element.tag not in ("SEQUENCE", "SET"):
        name += " cons" if element.tag[0] != "[" else ""
    parts = [name]
    if element.value:
        parts.append(safe_text(element.value, 500))
    if element.note:
        parts.append(f"<{text(f'inspect_asn1.{element.note}', lang)}>")
    indent = " " * min(element.depth, _DEEPEST)
    head = f"{element.offset:>8} {header:>2} {length:>7} {indent}"
    width = max(_NARROWEST, WIDTH - columns(head) - 1)
    first, *rest = wrap(": ".join(parts[:2]) + "".join(f" {p}" for p in parts[2:]), width)
    return [head + first, *(" " * (len(head) + 1) + line for line in rest)]
