"""The text that an appearance stream shows, as far as its fonts can be believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from esign_verify.document.changes.drawing import draw_stream
from esign_verify.document.changes.membership import Membership
from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.errors import DecodeError

_CHARACTERS = re.compile(rb"<([0-9A-Fa-f]+)>[\0\t\n\f\r ]*<([0-9A-Fa-f]+)>(?![\0\t\n\f\r ]*[<\[])")
_RANGES = re.compile(
    rb"<([0-9A-Fa-f]+)>[\0\t\n\f\r ]*<([0-9A-Fa-f]+)>[\0\t\n\f\r ]*<([0-9A-Fa-f]+)>"
)
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_MAX_CODES = 65536
"""Codes of two bytes that the ranges of one map can name."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an appearance shows."""

    text: str | None
    """without white space; None where that cannot be told"""
    believed: bool
    """False: by a map that an embedded font need not follow"""
    codes: tuple[tuple[Any, bytes], ...]
    """fonts, as referred to, with the codes shown in them"""


NOTHING = Shown(None, believed=False, codes=())


def shown_text(where: Membership, view: Objects, stream: Stream, owner: Reference | None) -> Shown:
    """Read the text of an appearance stream; `NOTHING` where it cannot be read."""
    try:
        marks = [mark for mark in draw_stream(view, stream, owner) if mark.text]
    except DecodeError:
        return NOTHING
    fonts = _fonts(where, stream)
    codes = tuple((fonts.get(mark.font), mark.text) for mark in marks)
    texts = [_decoded(where, view, where.resolve(font), shown) for font, shown in codes]
    believed = not any(_is_composite(where, where.resolve(font)) for font, _ in codes)
    if None in texts:
        return Shown(None, believed, codes)
    return Shown("".join("".join(t for t in texts if t).split()), believed, codes)


def _is_composite(where: Membership, font: Any) -> bool:
    return isinstance(font, Dictionary) and where.resolve(font.get("Subtype")) == "Type0"


def _fonts(where: Membership, stream: Stream) -> dict[str, Any]:
    """Fonts of the stream's resources; of the form's, for names that it does not define."""
    form = where.resolve(where.catalog.get("AcroForm"))
    defaults = where.resolve(form.get("DR")) if isinstance(form, Dictionary) else None
    found: dict[str, Any] = {}
    for resources in (defaults, where.resolve(stream.dictionary.get("Resources"))):
        fonts = where.resolve(resources.get("Font")) if isinstance(resources, Dictionary) else None
        if isinstance(fonts, Dictionary):
            found.update(fonts)
    return found


def _decoded(where: Membership, view: Objects, font: Any, shown: bytes) -> str | None:
    """Text in a font. An embedded one may draw any glyph for any code: not believed."""
    if not isinstance(font, Dictionary):
        return None
    if _is_composite(where, font):
        return _by_map(view, font.get("ToUnicode"), shown)
    if where.resolve(font.get("Subtype")) == "Type3" or _is_remapped(where, font):
        return None
    return shown.decode("cp1252", "replace")


def _is_remapped(where: Membership, font: Dictionary) -> bool:
    encoding = where.resolve(font.get("Encoding"))
    if isinstance(encoding, Dictionary) and "Differences" in encoding:
        return not _names_what_it_shows(where.resolve(encoding["Differences"]))
    descriptor = where.resolve(font.get("FontDescriptor"))
    keys = descriptor if isinstance(descriptor, Dictionary) else ()
    return any(key in keys for key in ("FontFile", "FontFile2", "FontFile3"))


def _names_what_it_shows(differences: Any) -> bool:
    """Whether /Differences leaves letters and digits where ASCII has them."""
    code = 0
    for item in differences if isinstance(differences, list) else ():
        if isinstance(item, int):
            code = item
            continue
        if 0x30 <= code < 0x7F and isinstance(item, str):
            expected = _GLYPHS.get(chr(code), chr(code))
            if item != expected and (chr(code).isalnum() or item in _GLYPHS.values()):
                return False
        code += 1
    return True


_GLYPHS = dict(
    zip(
        "0123456789",
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        strict=True,
    )
)


def _by_map(view: Objects, raw: Any, shown: bytes) -> str | None:
    """Two-byte codes by a /ToUnicode map (9.10.3); None where a code is not in it."""
    try:
        stream = view.resolve(raw)
        if not isinstance(stream, Stream) or len(shown) % 2:
            return None
        data = view.decode(stream, raw if isinstance(raw, Reference) else None)
    except DecodeError:
        return None
    table = _read_map(data)
    codes = [int.from_bytes(shown[i : i + 2], "big") for i in range(0, len(shown), 2)]
    found = [table.get(code) for code in codes]
    return None if None in found else "".join(text for text in found if text)


def _read_map(data: bytes) -> dict[int, str]:
    table: dict[int, str] = {}
    left = _MAX_CODES
    for kind, body in _SECTION.findall(data):
        if kind == b"bfchar":
            for code, text in _CHARACTERS.findall(body):
                table[int(code, 16)] = _unicode(text)
            continue
        for first, last, text in _RANGES.findall(body):
            start = int(text, 16)
            count = max(min(int(last, 16) - int(first, 16) + 1, left), 0)
            left -= count
            for offset in range(count):
                if start + offset < 0x110000:
                    table[int(first, 16) + offset] = chr(start + offset)
    return table


def _unicode(digits: bytes) -> str:
    data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    return data.decode("utf-16-be", "replace")
