"""Cross-reference tables and streams (ISO 32000-2, 7.5.4, 7.5.8) and the revisions they make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from esign_verify.document.sections import RevisionSections, Section
from esign_verify.document.source import WHITE_SPACE, Source
from esign_verify.document.syntax import Dictionary, Stream
from esign_verify.document.table import FREE, Entry, read_table
from esign_verify.errors import DecodeError, LimitError, NotAPdfError
from esign_verify.limits import MAX_OBJECTS, MAX_REVISIONS

if TYPE_CHECKING:
    from esign_verify.document.object_reader import ObjectReader

NEARBY = 10
"""How far from the stated offset the keyword `xref` may stand."""

_STARTXREF = re.compile(rb"startxref[\0\t\n\f\r ]*(\d{1,19})[\0\t\n\f\r ]*(%%EOF)?")
END_OF_FILE = re.compile(
    rb"[\0\t\n\f\r ]*+(?:%(?!%EOF)[^\r\n]*+[\0\t\n\f\r ]++)*+"
    rb"startxref[\0\t\n\f\r ]*+(\d{1,19})[\0\t\n\f\r ]*+%%EOF"
)
"""`startxref`, the offset it names and `%%EOF` after a section, whatever comments between."""

_STRICT_EOF = re.compile(rb"startxref ?(?:\r\n|\n|\r)[1-9]\d*+ ?(?:\r\n|\n|\r)%%EOF\Z")
_EOF_BYTES = 48


def read_revisions(source: Source, objects: ObjectReader) -> list[RevisionSections]:
    """Follow `startxref` and /Prev; oldest revision first.

    NotAPdfError where no readable section is found, LimitError over the limits.
    """
    sections = _chain(source, objects)
    revisions: list[RevisionSections] = []
    for section in sections:
        if revisions and _is_first_page_of(source, revisions[-1].sections[-1], section):
            revisions[-1].sections.append(section)
        else:
            revisions.append(RevisionSections([section]))
    for revision in revisions:
        last = max(revision.sections, key=lambda section: section.end)
        marker = _end_of_file_marker(source, last.end)
        revision.named, revision.end_min, revision.end_max = marker
        end = source.read(max(0, marker[1] - _EOF_BYTES), min(marker[1], _EOF_BYTES))
        if revision.named > 0 and not _STRICT_EOF.search(end):
            revision.named = -1
    revisions.reverse()
    return revisions


def _is_first_page_of(source: Source, first: Section, main: Section) -> bool:
    """Whether two sections are those of a linearized file, which make one revision (Annex F).

    The first-page section stands before the main one, and the `startxref` after the main
    one names it. A section that merely stands earlier was hidden there to be named by a
    later revision, and changes what the main one says.
    """
    if first.offset >= main.offset:
        return False
    named, _, _ = _end_of_file_marker(source, main.end)
    return named == first.stated_offset and not isinstance(main.trailer.get("Prev"), int)


def _chain(source: Source, objects: ObjectReader) -> list[Section]:
    offset: int | None = last_startxref(source)
    sections: list[Section] = []
    seen: set[int] = set()
    total = 0
    while offset is not None and offset not in seen:
        seen.add(offset)
        if len(sections) >= MAX_REVISIONS:
            raise LimitError("too_many_revisions", limit=MAX_REVISIONS)
        try:
            section = _read_section(source, objects, offset)
        except DecodeError as error:
            raise NotAPdfError("structure_unreadable", detail=error.code) from error
        section.stated_offset = offset
        total += len(section.entries) + len(section.hybrid)
        if total > MAX_OBJECTS:
            raise LimitError("too_many_objects", limit=MAX_OBJECTS)
        sections.append(section)
        previous = section.trailer.get("Prev")
        offset = previous if isinstance(previous, int) and previous > 0 else None
    _check_agreement(sections)
    return sections


def _check_agreement(sections: list[Section]) -> None:
    """/XRefStm tells of objects that the table leaves out or calls free (7.5.8.4). Where it
    tells something else of one that the table has, readers show different documents.

    Some writers repeat the /XRefStm of an older section, whose objects are out of date:
    only the section that named it first must agree with it.
    """
    known: set[int] = set()
    for section in reversed(sections):
        if section.hybrid_end in known:
            continue
        known.add(section.hybrid_end)
        for number, hidden in section.hybrid.items():
            entry = section.entries.get(number, hidden)
            if entry[0] != FREE and entry != hidden:
                raise NotAPdfError("structure_unreadable", detail="xref_contradictory")


def last_startxref(source: Source) -> int:
    """The offset that the last `startxref` of the file names (7.5.5)."""
    position = source.rfind(b"startxref")
    match = _STARTXREF.match(source.read(position, 64)) if position >= 0 else None
    if match is None:
        raise NotAPdfError("structure_unreadable", detail="startxref_missing")
    return int(match[1])


def _read_section(source: Source, objects: ObjectReader, offset: int) -> Section:
    raw = source.read(offset, 64)
    head = raw.lstrip(WHITE_SPACE)
    if head.startswith(b"xref"):
        return _read_table(source, objects, offset)
    # offsets of the table a few bytes off are common (converted line ends); all viewers bear them
    start = max(0, offset - NEARBY)
    near = source.read(start, 2 * NEARBY).find(b"xref")
    if near >= 0:
        section = _read_table(source, objects, start + near)
        section.conforming = False
        return section
    section = _read_stream(objects, offset)
    section.conforming = head == raw
    return section


def _read_table(source: Source, objects: ObjectReader, offset: int) -> Section:
    table = read_table(source, offset)
    parsed, end = objects.value_at(table.end)
    if not isinstance(parsed, Dictionary):
        raise DecodeError("xref_trailer_missing", offset=table.end)
    repeats = table.rows > len(table.entries)
    section = Section(
        offset, end, parsed, table.entries, repeats=repeats, conforming=table.conforming
    )
    hybrid = parsed.get("XRefStm")
    if isinstance(hybrid, int):
        hidden = _read_stream(objects, hybrid)
        section.hybrid = hidden.entries
        section.hybrid_start, section.hybrid_end = hybrid, hidden.end
        section.repeats |= hidden.repeats
    return section


def _read_stream(objects: ObjectReader, offset: int) -> Section:
    found = objects.object_at(offset)
    stream = found.value
    if not isinstance(stream, Stream) or stream.dictionary.get("Type") != "XRef":
        raise DecodeError("xref_malformed", offset=offset)
    dictionary = stream.dictionary
    data = objects.decode(stream, None)
    widths = dictionary.get("W")
    if (
        not isinstance(widths, list)
        or len(widths) < 3
        or not all(isinstance(w, int) and 0 <= w <= 8 for w in widths)
        or not sum(widths)
    ):
        raise DecodeError("xref_malformed", offset=offset)
    size = dictionary.get("Size")
    index = dictionary.get("Index", [0, size])
    if not isinstance(index, list) or not all(isinstance(i, int) and i >= 0 for i in index):
        raise DecodeError("xref_malformed", offset=offset)
    end = objects.stream_end(stream)
    entries = _stream_entries(data, widths, index)
    repeats = sum(index[1::2]) > len(entries)
    return Section(offset, end, dictionary, entries, repeats=repeats, is_stream=True)


def _stream_entries(data: bytes, widths: list[int], index: list[int]) -> dict[int, Entry]:
    entries: dict[int, Entry] = {}
    a, b, c = widths[:3]
    step = sum(widths)
    if len(data) // step > MAX_OBJECTS:
        raise LimitError("too_many_objects", limit=MAX_OBJECTS)
    position = 0
    for first, stated in zip(index[::2], index[1::2], strict=False):
        count = min(stated, (len(data) - position) // step)
        for number in range(first, first + count):
            kind = int.from_bytes(data[position : position + a], "big") if a else 1
            second = int.from_bytes(data[position + a : position + a + b], "big")
            third = int.from_bytes(data[position + a + b : position + a + b + c], "big")
            entries.setdefault(number, (kind, second, third))
            position += step
    return entries


def _end_of_file_marker(source: Source, section_end: int) -> tuple[int, int, int]:
    """What the `startxref` after a section names, and the offsets after its `%%EOF`,
    without and with white space; -1 and the end of the section where there is none."""
    window = source.read(section_end, 2048)
    match = END_OF_FILE.match(window)
    if match is None:
        return -1, section_end, section_end
    end = match.end()
    rest = window[end:]
    white = len(rest) - len(rest.lstrip(WHITE_SPACE))
    return int(match[1]), section_end + end, section_end + end + white
