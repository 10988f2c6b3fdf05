"""One section of a file (its objects, its cross-reference data, its end), to be written wrongly.

A `Draft` says what an honest writer would write; the dimensions of `tests/viewers` then
change parts of it. It is written as it stands: nothing here mends what does not fit.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

FREE, IN_FILE, IN_STREAM = 0, 1, 2


@dataclass
class Item:
    """An object, and how it is written."""

    number: int
    body: bytes
    generation: int = 0
    listed: bool = True
    inside: int = 0
    """the object stream that it lies in; 0: in the file itself"""
    head: bytes = b""
    """instead of `N G obj`"""
    before: bytes = b""
    end: bytes = b"\nendobj\n"


@dataclass
class Row:
    """A cross-reference entry, as a stream has it (ISO 32000-2, table 18)."""

    number: int
    kind: int
    second: int
    third: int = 0


@dataclass
class Container:
    """An object stream (7.5.7), and what is wrong with it."""

    extra: bytes = b""
    more: int = 0
    """added to /N"""
    shift: int = 0
    """added to /First"""
    reverse: bool = False
    listed: bool = True


@dataclass
class Draft:
    """`out` grows; `previous`: what /Prev is to say, None for the first section."""

    r: Random
    out: bytearray
    previous: int | None
    form: str = "table"
    """table, stream or hybrid"""
    items: list[Item] = field(default_factory=list)
    containers: dict[int, Container] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    late: list[Callable[[Draft], None]] = field(default_factory=list)
    """what to do once the places of the objects are known"""
    trailer: dict[bytes, bytes] = field(default_factory=dict)
    more: bytes = b""
    """raw entries behind those of the trailer"""
    keyword: bytes = b"xref\n"
    separator: bytes = b"\n"
    """after the head of a subsection"""
    row_end: bytes = b" \n"
    trailer_keyword: bytes = b"trailer\n"
    merge: bool = True
    """neighbouring numbers share a subsection"""
    widths: tuple[int, int, int] = (1, 4, 2)
    index: bytes | None = None
    own_number: int = 46
    own_row: bool = True
    filters: int = 1
    cut: int = 0
    """bytes missing at the end of the stream's data"""
    moved: int = 0
    """added to what `startxref` says"""
    target: int | None = None
    """what `startxref` names instead"""
    between: bytes = b""
    """before `startxref`"""
    ending: bytes = b"startxref\n%d\n"
    marker: bytes = b"%%EOF\n"
    prefix: bytes = b""
    """before the header of the file: offsets count from the header"""
    places: dict[int, int] = field(default_factory=dict)
    start: int = 0

    def get(self, number: int) -> Item | None:
        return next((item for item in self.items if item.number == number), None)


def stream(data: bytes, entries: bytes = b"", length: bytes | None = None) -> bytes:
    stated = b"%d" % len(data) if length is None else length
    return b"<<" + entries + b"/Length " + stated + b">>\nstream\n" + data + b"\nendstream"


def write(draft: Draft) -> int:
    """Append all of it; gives where the section stands."""
    for item in draft.items:
        if not item.inside:
            _write_item(draft, item)
    for number in sorted({item.inside for item in draft.items if item.inside}):
        _write_container(draft, number)
    for change in draft.late:
        change(draft)
    start = _write_section(draft)
    draft.start = start
    named = (start if draft.target is None else draft.target) + draft.moved
    draft.out += draft.between + draft.ending.replace(b"%d", b"%d" % named) + draft.marker
    return start


def _write_item(draft: Draft, item: Item) -> None:
    draft.out += item.before
    place = len(draft.out)
    draft.out += (item.head or b"%d %d obj\n" % (item.number, item.generation)) + item.body
    draft.out += item.end
    if item.listed:
        draft.places[item.number] = place
        draft.rows.append(Row(item.number, IN_FILE, place, item.generation))


def _write_container(draft: Draft, number: int) -> None:
    how = draft.containers.get(number, Container())
    inside = [item for item in draft.items if item.inside == number]
    bodies, pairs = b"", []
    for item in inside:
        pairs.append(b"%d %d" % (item.number, len(bodies)))
        bodies += item.body + b"\n"
    if how.reverse:
        pairs.reverse()
    index = b" ".join(pairs) + b"\n"
    entries = b"/Type/ObjStm/N %d/First %d" % (len(inside) + how.more, len(index) + how.shift)
    own = Item(number, stream(index + bodies, entries + how.extra), listed=how.listed)
    _write_item(draft, own)
    for position, item in enumerate(inside):
        if item.listed:
            draft.rows.append(Row(item.number, IN_STREAM, number, position))


def _write_section(draft: Draft) -> int:
    entries = dict(draft.trailer)
    if draft.previous is not None:
        entries.setdefault(b"Prev", b"%d" % draft.previous)
    hidden = [row for row in draft.rows if row.kind == IN_STREAM]
    if draft.form == "stream":
        return _write_stream(draft, draft.rows, entries)
    if draft.form == "hybrid":
        hidden = hidden or [row for row in draft.rows if row.number >= 40]
        entries[b"XRefStm"] = b"%d" % _write_stream(draft, hidden, {b"Size": entries[b"Size"]})
    start = len(draft.out) + len(draft.keyword) - len(draft.keyword.lstrip())
    visible = [row for row in draft.rows if row not in hidden]
    draft.out += draft.keyword + _table(draft, visible) + draft.trailer_keyword
    draft.out += b"<<" + _entries(entries) + draft.more + b">>\n"
    return start


def _table(draft: Draft, rows: list[Row]) -> bytes:
    rows = sorted(rows, key=lambda row: row.number) if draft.merge else rows
    table, position = b"", 0
    while position < len(rows):
        end = position + 1
        while draft.merge and end < len(rows) and rows[end].number == rows[end - 1].number + 1:
            end += 1
        table += b"%d %d" % (rows[position].number, end - position) + draft.separator
        for row in rows[position:end]:
            kind = b"f" if row.kind == FREE else b"n"
            table += b"%010d %05d %s" % (max(0, row.second), row.third, kind) + draft.row_end
        position = end
    return table


def _write_stream(draft: Draft, rows: list[Row], entries: dict[bytes, bytes]) -> int:
    start = len(draft.out)
    own = [Row(draft.own_number, IN_FILE, start)] if draft.own_row else []
    rows = [*rows, *own]
    data = b"".join(
        (value % (1 << 8 * width)).to_bytes(width, "big")
        for row in rows
        for value, width in zip((row.kind, row.second, row.third), draft.widths, strict=True)
    )
    data = data[: len(data) - draft.cut]
    for _ in range(draft.filters):
        data = zlib.compress(data)
    index = b" ".join(b"%d 1" % row.number for row in rows) if draft.index is None else draft.index
    head = b"/Type/XRef/W[%d %d %d]/Index[%s]" % (*draft.widths, index)
    if draft.filters:
        head += b"/Filter[" + b"/FlateDecode" * draft.filters + b"]"
    body = stream(data, head + _entries(entries) + draft.more)
    draft.out += b"%d 0 obj\n" % draft.own_number + body + b"\nendobj\n"
    return start


def _entries(entries: dict[bytes, bytes]) -> bytes:
    return b"".join(b"/" + key + b" " + value for key, value in entries.items())
