"""What stands in the bytes of a file, whatever its structure says: one pass, in blocks."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field

from esign_verify.document.raw import BLOCK, Source
from esign_verify.evidence.inspection import Omission, RawByteRange, RawFacts, StartXref
from esign_verify.limits import MAX_INSPECTED_MARKERS, MAX_OBJECT_BYTES

_MARKER = re.compile(
    rb"%PDF-|startxref|%%EOF|/ByteRange(?![A-Za-z0-9])|/Contents[\0\t\n\f\r ]*<(?!<)"
)
_LONGEST = 64
_NUMBER = re.compile(rb"startxref[\0\t\n\f\r ]*(\d{1,19})")
_ARRAY = re.compile(rb"/ByteRange[\0\t\n\f\r ]*\[([-+0-9\0\t\n\f\r ]{1,400})\]")
_HEX = re.compile(rb"[0-9A-Fa-f\0\t\n\f\r ]*+")
_FIRST_HEX = 32 * 1024
_NEAR = 64 * 1024
"""How far from its /ByteRange the /Contents of a signature is looked for."""


@dataclass(slots=True)
class RawScan:
    """Offsets as `Source` counts them, from `%PDF-`."""

    headers: list[int] = field(default_factory=list)
    start_xrefs: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    byte_ranges: list[int] = field(default_factory=list)
    contents: list[tuple[int, int]] = field(default_factory=list)
    """start and end of hex strings after /Contents"""
    totals: dict[str, int] = field(default_factory=dict)

    def note(self, where: str, places: list[int], offset: int) -> None:
        self.totals[where] = self.totals.get(where, 0) + 1
        if len(places) < MAX_INSPECTED_MARKERS:
            places.append(offset)


def scan_markers(source: Source) -> RawScan:
    """Every keyword in the bytes, in their order."""
    scan = RawScan()
    kept = {
        b"%PDF-": ("headers", scan.headers),
        b"startxref": ("start_xrefs", scan.start_xrefs),
        b"%%EOF": ("ends", scan.ends),
        b"/ByteRange": ("byte_ranges", scan.byte_ranges),
    }
    contents: list[int] = []
    tail, start = b"", 0
    for block in source.blocks(0, source.size):
        window = tail + block
        base = start - len(tail)
        last = start + len(block) >= source.size
        for match in _MARKER.finditer(window):
            # one that begins inside the overlap is seen with the next block
            if not last and match.start() >= len(window) - _LONGEST:
                break
            if match[0] in kept:
                scan.note(*kept[match[0]], base + match.start())
            else:
                scan.note("contents", contents, base + match.end() - 1)
        start += len(block)
        tail = b"" if last else window[-_LONGEST:]
    scan.contents = [(offset, _end_of_hex(source, offset)) for offset in contents]
    return scan


def _end_of_hex(source: Source, offset: int) -> int:
    """Offset after the `>` of a hex string, the end of the file where that comes first; the
    offset itself where it is none.

    Stops at what is no digit: strings without an end cost no more than the file is long.
    """
    position, size = offset + 1, _FIRST_HEX
    while position - offset < MAX_OBJECT_BYTES:
        chunk = source.read(position, size)
        digits = _HEX.match(chunk)
        stop = digits.end() if digits else 0
        if stop < len(chunk):
            return position + stop + 1 if chunk[stop] == ord(">") else offset
        if not chunk:
            return position
        position, size = position + stop, BLOCK
    return offset


def contents_near(source: Source, scan: RawScan, offset: int) -> tuple[int, int] | None:
    """The hex string of the dictionary that a `/ByteRange` at an offset belongs to."""
    for start, end in _candidates(scan, offset):
        first, stop = (offset, start) if start > offset else (end, offset)
        if end > start and stop - first <= _NEAR:
            between = source.read(first, stop - first)
            if b"endobj" not in between:
                return start, end
    return None


def _candidates(scan: RawScan, offset: int) -> list[tuple[int, int]]:
    """The nearest after, and the nearest before an offset."""
    index = bisect.bisect_left(scan.contents, (offset, 0))
    return [*scan.contents[index : index + 1], *scan.contents[max(0, index - 1) : index]]


def hex_octets(source: Source, span: tuple[int, int]) -> bytes:
    """What a hex string holds; the end of the file may have cut it off."""
    digits = source.read(span[0], span[1] - span[0]).translate(None, b"<>\0\t\n\f\r ")
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))


def byte_range_at(source: Source, offset: int) -> tuple[int, ...]:
    """The numbers of the array that follows a `/ByteRange`; none where they are no numbers."""
    match = _ARRAY.match(source.read(offset, 500))
    try:
        return tuple(int(number) for number in match[1].split()[:16]) if match else ()
    except ValueError:
        return ()


def raw_facts(source: Source, scan: RawScan) -> tuple[RawFacts, list[Omission]]:
    """The same for the inspection; offsets from the start of the file."""
    base = source.header_offset
    numbers = []
    for offset in scan.start_xrefs:
        match = _NUMBER.match(source.read(offset, _LONGEST))
        numbers.append(StartXref(offset=offset + base, value=int(match[1]) if match else None))
    facts = RawFacts(
        headers=tuple(offset + base for offset in scan.headers),
        start_xrefs=tuple(numbers),
        end_of_file=tuple(offset + base for offset in scan.ends),
        byte_ranges=tuple(_byte_range(source, scan, offset) for offset in scan.byte_ranges),
    )
    omitted = [
        Omission(what=f"raw_{where}", shown=MAX_INSPECTED_MARKERS, total=total)
        for where, total in scan.totals.items()
        if total > MAX_INSPECTED_MARKERS
    ]
    return facts, omitted


def _byte_range(source: Source, scan: RawScan, offset: int) -> RawByteRange:
    base = source.header_offset
    span = contents_near(source, scan, offset)
    return RawByteRange(
        offset=offset + base,
        numbers=byte_range_at(source, offset),
        contents_offset=span[0] + base if span else None,
        contents_length=span[1] - span[0] if span else 0,
    )
