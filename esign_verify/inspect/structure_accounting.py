"""Bytes that belong to nothing: no object, no cross-reference data, no white space or comment.

Every object that a revision names is measured by parsing it, so that what hides between
two of them, or after the end, is found (ISO 32000-2, 7.5.1: a file is header, body,
cross-reference data, trailer).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from esign_verify.document.raw import (
    BLOCK,
    END_OF_FILE,
    IN_FILE,
    WHITE_SPACE,
    Objects,
    Source,
    Stream,
    Structure,
)
from esign_verify.errors import DecodeError, LimitError
from esign_verify.evidence.inspection import Omission, UnaccountedBytes
from esign_verify.limits import MAX_ACCOUNTED_OBJECTS, MAX_UNACCOUNTED

_END = re.compile(rb"[\0\t\n\f\r ]*+(?:%[^\r\n]*+[\0\t\n\f\r ]*+)*+endobj")
_END_OF_STREAM = re.compile(rb"[\0\t\n\f\r ]*+endstream[\0\t\n\f\r ]*+endobj")
_FILLING = re.compile(rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+(?:[\r\n]|\Z))*+")
_SHOWN = 32
_TAIL = 2048


@dataclass(slots=True)
class Accounting:
    """What was found; offsets from the start of the file."""

    unaccounted: list[UnaccountedBytes] = field(default_factory=list)
    known: bool = True
    """False: not every object could be measured"""
    omissions: list[Omission] = field(default_factory=list)

    def note(self, source: Source, start: int, end: int, where: str) -> None:
        if len(self.unaccounted) >= MAX_UNACCOUNTED:
            if not self.omissions:
                self.omissions.append(Omission(what="unaccounted", shown=MAX_UNACCOUNTED))
            return
        self.unaccounted.append(
            UnaccountedBytes(
                offset=start + source.header_offset,
                length=end - start,
                where=where,
                start=source.read(start, min(_SHOWN, end - start)),
            )
        )


def account(structure: Structure) -> Accounting:
    """Every stretch of bytes in no span; nothing where the objects could not be found."""
    source = structure.source
    accounting = Accounting()
    if source.leading.strip(WHITE_SPACE):
        leading = source.leading
        accounting.unaccounted.append(
            UnaccountedBytes(
                offset=0, length=len(leading), where="before_header", start=leading[:_SHOWN]
            )
        )
    if structure.objects is None or structure.rebuilt:
        accounting.known = False
        return accounting
    spans = _spans(structure, structure.objects, accounting)
    position = 0
    for start, end in spans:
        if start > position and accounting.known:
            _note_gap(source, position, start, "between", accounting)
        position = max(position, end)
    last = max(revision.end_max for revision in structure.revisions)
    _note_gap(source, max(position, last), source.size, "after_end", accounting)
    return accounting


def _spans(structure: Structure, objects: Objects, accounting: Accounting) -> list[tuple[int, int]]:
    """Start and end of all that the cross-reference data names, in order."""
    source = structure.source
    spans: list[tuple[int, int]] = []
    offsets: dict[int, int] = {}
    for at, revision in enumerate(structure.revisions, start=1):
        for section in revision.sections:
            spans.append((section.offset, section.end))
            spans.append((section.end, _end_of_marker(source, section.end)))
            if section.hybrid_end:
                spans.append((section.hybrid_start, section.hybrid_end))
            for entries in (section.entries, section.hybrid):
                offsets.update((e[1], at) for e in entries.values() if e[0] == IN_FILE)
    if len(offsets) > MAX_ACCOUNTED_OBJECTS:
        accounting.known = False
        accounting.omissions.append(Omission(what="accounted", shown=0, total=len(offsets)))
        return spans
    try:
        for offset, at in sorted(offsets.items()):
            if offset < source.size:
                spans.append((offset, _end_of_object(source, objects.as_of(at), offset)))
    except LimitError:
        accounting.known = False
        accounting.omissions.append(Omission(what="accounted", shown=0, total=len(offsets)))
    spans.sort()
    return spans


def _end_of_object(source: Source, view: Objects, offset: int) -> int:
    """After `endobj`; where none follows, after the value; the offset where it is no object."""
    try:
        found = view.object_at(offset)
    except DecodeError:
        return offset
    end, tail = found.end, _END
    if isinstance(found.value, Stream):
        tail = _END_OF_STREAM
        try:
            length = view.resolve(found.value.dictionary.get("Length"))
        except DecodeError:
            length = 0
        end = found.value.data_start + (length if isinstance(length, int) and length > 0 else 0)
    match = tail.match(source.read(end, 256))
    return end + match.end() if match else end


def _end_of_marker(source: Source, start: int) -> int:
    """After the `%%EOF` that follows a section; its own end where none does."""
    match = END_OF_FILE.match(source.read(start, _TAIL))
    return start + match.end() if match else start


def _note_gap(source: Source, start: int, end: int, where: str, accounting: Accounting) -> None:
    """A gap without the white space and comments at its two ends."""
    position = start
    while position < end:
        chunk = source.read(position, min(BLOCK, end - position))
        match = _FILLING.match(chunk)
        filled = match.end() if match else 0
        if filled < len(chunk) or not chunk:
            position += filled
            break
        position += filled
    if position < end:
        tail = source.read(max(position, end - BLOCK), min(BLOCK, end - position))
        accounting.note(source, position, end - len(tail) + len(tail.rstrip(WHITE_SPACE)), where)
