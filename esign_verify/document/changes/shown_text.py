"""The text that an appearance stream shows, as far as its fonts can be believed."""

from __future__ import annotations

import re
import string
from itertools import pairwise
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.document.changes.drawing import contains, draw_stream, mostly_under
from esign_verify.document.changes.marks import Mark
from esign_verify.document.membership import Membership
from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.errors import DecodeError

_CHARACTERS = re.compile(rb"<([0-9A-Fa-f]+)>[\0\t\n\f\r ]*<([0-9A-Fa-f]+)>")
_RANGES = re.compile(
    rb"<([0-9A-Fa-f]+)>[\0\t\n\f\r ]*<([0-9A-Fa-f]+)>[\0\t\n\f\r ]*<([0-9A-Fa-f]+)>"
)
_LEGIBLE = 1.0
"""Letters that are less high, in units of the appearance, are not seen."""
_PLAIN = (string.ascii_letters + string.digits).encode("ascii")
_MAX_CODES = 65536
"""Codes of two bytes that the ranges of one map can name."""


@frozen
class Shown:
    """What an appearance shows."""

    text: str | None
    """without white space; None where that cannot be told"""
    believed: bool
    """False: by a map that an embedded font need not follow"""
    codes: tuple[tuple[Any, bytes], ...]
    """fonts, as referred to, with the codes shown in them"""
    pictures: bool = False
    """images or patterns too, or letters in another order than they stand: it may say more"""


NOTHING = Shown(None, believed=False, codes=())


def shown_text(where: Membership, view: Objects, stream: Stream, owner: Reference | None) -> Shown:
    """Read the text of an appearance stream; `NOTHING` where it cannot be read."""
    try:
        drawn = draw_stream(view, stream, owner)
    except DecodeError:
        return NOTHING
    areas = [(index, mark) for index, mark in enumerate(drawn) if mark.opaque]
    view.spend(sum(1 for mark in drawn if mark.text) * len(areas))
    marks = [mark for n, mark in enumerate(drawn) if mark.text and _is_seen(mark, n, areas)]
    fonts = _fonts(where, stream)
    codes = tuple((fonts.get(mark.font), mark.text) for mark in marks)
    texts = [_decoded(where, view, where.resolve(font), shown) for font, shown in codes]
    believed = not any(_is_composite(where, where.resolve(font)) for font, _ in codes)
    pictures = any(mark.picture for mark in drawn) or not _in_reading_order(marks)
    if None in texts:
        return Shown(None, believed, codes, pictures)
    return Shown("".join("".join(t for t in texts if t).split()), believed, codes, pictures)


def undefined_fonts(view: Objects, stream: Stream, owner: Reference | None) -> set[str]:
    """Names of fonts that an appearance shows text in and does not define itself."""
    try:
        used = {mark.font for mark in draw_stream(view, stream, owner) if mark.text}
        resources = view.resolve(stream.dictionary.get("Resources"))
        fonts = view.resolve(resources.get("Font")) if isinstance(resources, Dictionary) else None
    except DecodeError:
        return set()
    return used - fonts.keys() if isinstance(fonts, Dictionary) else used


def _is_seen(mark: Mark, place: int, areas: list[tuple[int, Mark]]) -> bool:
    """Legible letters are seen where no area is painted over them later; white ones on dark."""
    thin = mark.box[3] - mark.box[1] < _LEGIBLE or mark.box[2] - mark.box[0] <= 0
    if (
        mark.faint
        or thin
        or any(later > place and mostly_under(mark.box, other.box) for later, other in areas)
    ):
        return False
    return not mark.white or any(
        earlier < place and not other.white and contains(other.box, mark.box)
        for earlier, other in areas
    )


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
    """Text in a font. An embedded one may draw any glyph for any code: not believed.

    A Type 3 font draws what it likes: what it shows is no text that anybody entered.
    """
    if not isinstance(font, Dictionary):
        return None
    subtype = where.resolve(font.get("Subtype"))
    if subtype == "Type0":
        return _by_map(where, view, font.get("ToUnicode"), shown)
    if subtype == "Type3":
        return "\N{REPLACEMENT CHARACTER}"
    descriptor = where.resolve(font.get("FontDescriptor"))
    embedded = isinstance(descriptor, Dictionary) and any(
        key in descriptor for key in ("FontFile", "FontFile2", "FontFile3")
    )
    if embedded:
        return None
    names = _differences(where, view, font)
    return "".join(names.get(code, bytes([code]).decode("cp1252", "replace")) for code in shown)


def _in_reading_order(marks: list[Mark]) -> bool:
    """Whether each text stands behind or below the one before it."""
    for one, other in pairwise(marks):
        height = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
        if height > (other.box[3] - other.box[1]) / 2:
            if other.box[0] < one.box[0]:
                return False
        elif other.box[1] > one.box[1]:
            return False
    return True


def reads_plainly(where: Membership, view: Objects, font: Any) -> bool:
    """Whether a font shows letters and digits for the codes that they have in ASCII."""
    return _decoded(where, view, where.resolve(font), _PLAIN) == _PLAIN.decode("ascii")


def _differences(where: Membership, view: Objects, font: Dictionary) -> dict[int, str]:
    """Code → character, where /Differences names another glyph than is usual (9.6.5)."""
    encoding = where.resolve(font.get("Encoding"))
    listed = (
        where.resolve(encoding.get("Differences")) if isinstance(encoding, Dictionary) else None
    )
    names: dict[int, str] = {}
    code = 0
    view.spend(len(listed) if isinstance(listed, list) else 0)  # read again for every text
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, int):
            code = item
            continue
        if isinstance(item, str) and (len(item) == 1 or item in _GLYPHS):
            names[code] = _GLYPHS.get(item, item)
        code += 1
    return names


_GLYPHS = {
    name: str(digit)
    for digit, name in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
}


def _by_map(where: Membership, view: Objects, raw: Any, shown: bytes) -> str | None:
    """Two-byte codes by a /ToUnicode map (9.10.3); None where a code is not in it."""
    table = _map(where, view, raw)
    if not table or len(shown) % 2:
        return None
    codes = [int.from_bytes(shown[i : i + 2], "big") for i in range(0, len(shown), 2)]
    found = [table.get(code) for code in codes]
    return None if None in found else "".join(text for text in found if text)


def _map(where: Membership, view: Objects, raw: Any) -> dict[int, str] | None:
    """A map, read once a revision: many texts are shown in one font."""
    owner = raw if isinstance(raw, Reference) else None
    if owner is None or owner.number not in where.maps:
        try:
            stream = view.resolve(raw)
            data = view.decode(stream, owner) if isinstance(stream, Stream) else b""
        except DecodeError:
            data = b""
        view.spend(len(data))
        table = _read_map(data)
        if owner is None:
            return table
        where.maps[owner.number] = table
    return where.maps[owner.number]


def _read_map(data: bytes) -> dict[int, str]:
    table: dict[int, str] = {}
    left = _MAX_CODES
    for section in data.split(b"endbf")[:-1]:
        _, _, body = section.rpartition(b"beginbf")
        if body.startswith(b"char"):
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
