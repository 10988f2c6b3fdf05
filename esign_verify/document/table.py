"""Cross-reference tables (ISO 32000-2, 7.5.4): rows of twenty bytes, and what passes for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from esign_verify.document.source import WHITE_SPACE, Source
from esign_verify.errors import DecodeError, LimitError
from esign_verify.limits import MAX_OBJECTS

FREE, IN_FILE, IN_STREAM = 0, 1, 2

Entry = tuple[int, int, int]
"""(kind, offset or object-stream number, generation or index)"""

_HEADER = re.compile(rb"[\0\t\n\f\r ]*(\d{1,10})[\t ]+(\d{1,10})[\t ]*(?:\r\n|\n|\r|(?=\d))")
_ROW = re.compile(rb"(\d{10})[\t ]+(\d{5})[\t ]+([nf])[\t ]*(?:\r\n|\r|\n|[\t ])?[\r\n]*")
_TRAILER = re.compile(rb"[\0\t\n\f\r ]*trailer")
_STRICT_START = re.compile(rb"[\0\t\n\f\r ]*+xref ?(?:\r\n|\n|\r)")
_STRICT_HEADER = re.compile(rb"\d{1,10} \d{1,10} ?(?:\r\n|\n|\r)")
_STRICT_ROWS = re.compile(rb"(?:\d{10} \d{5} [nf](?: \r| \n|\r\n))*+")
_STRICT_TRAILER = re.compile(rb"[\0\t\n\f\r ]*+trailer(?=[\0\t\n\f\r <])")
_ROW_BYTES = 20


@dataclass(slots=True)
class Table:
    """One table, up to its trailer dictionary."""

    entries: dict[int, Entry] = field(default_factory=dict)
    end: int = 0
    """offset after the keyword `trailer`"""
    rows: int = 0
    conforming: bool = True
    """False: written so that strict readers refuse it, and look for objects by themselves"""


def read_table(source: Source, offset: int) -> Table:
    """The table whose keyword `xref` stands at, or after white space at, an offset."""
    table = Table()
    buffer = source.read(offset, 4096)
    position = buffer.find(b"xref") + 4
    start = _STRICT_START.match(buffer)
    table.conforming = start is not None
    position = start.end() if start else position
    base = offset
    while True:
        if len(buffer) - position < 256:
            base, buffer, position = base + position, source.read(base + position, 65536), 0
        trailer = _TRAILER.match(buffer, position)
        if trailer is not None:
            table.conforming &= _STRICT_TRAILER.match(buffer, position) is not None
            table.end = base + trailer.end()
            return table
        header = _HEADER.match(buffer, position)
        if header is None:
            raise DecodeError("xref_malformed", offset=base + position)
        strict = _STRICT_HEADER.fullmatch(buffer, position, header.end())
        table.conforming &= strict is not None
        first, count = int(header[1]), int(header[2])
        after = base + header.end()
        if after + count * 18 > source.size:
            raise DecodeError("xref_malformed", offset=after)
        if count > MAX_OBJECTS:
            raise LimitError("too_many_objects", limit=MAX_OBJECTS)
        base = _read_rows(source, after, first, count, table)
        buffer, position = source.read(base, 4096), 0


def _read_rows(source: Source, start: int, first: int, count: int, table: Table) -> int:
    """Read `count` rows from `start`; gives the offset after them."""
    buffer = source.read(start, count * _ROW_BYTES + 64)
    table.rows += count
    length = count * _ROW_BYTES
    entries = table.entries
    if len(buffer) >= length and _STRICT_ROWS.fullmatch(buffer, 0, length):
        for number, at in zip(
            range(first, first + count), range(0, length, _ROW_BYTES), strict=True
        ):
            kind = IN_FILE if buffer[at + 17] == 0x6E else FREE
            entry = (kind, int(buffer[at : at + 10]), int(buffer[at + 11 : at + 16]))
            entries.setdefault(number, entry)
        return start + length
    table.conforming = False
    position = len(buffer) - len(buffer.lstrip(WHITE_SPACE))
    for number in range(first, first + count):
        row = _ROW.match(buffer, position)
        if row is None:
            raise DecodeError("xref_malformed", offset=start + position)
        kind = IN_FILE if row[3] == b"n" else FREE
        entries.setdefault(number, (kind, int(row[1]), int(row[2])))
        position = row.end()
    return start + position
