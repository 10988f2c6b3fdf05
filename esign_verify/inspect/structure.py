"""Revisions of a file: where each stands, and what it writes (ISO 32000-2, 7.5.4 to 7.5.8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from esign_verify.document.raw import (
    FREE,
    IN_FILE,
    IN_STREAM,
    Dictionary,
    Objects,
    RevisionSections,
    Section,
    Structure,
)
from esign_verify.errors import DecodeError, LimitError
from esign_verify.evidence import Change
from esign_verify.evidence.inspection import (
    ObjectFacts,
    Omission,
    RevisionFacts,
    SectionFacts,
)
from esign_verify.inspect.structure_text import kind_text, value_text
from esign_verify.limits import MAX_INSPECTED_OBJECTS, MAX_INSPECTED_VALUES

_TABLES = frozenset({"W", "Index", "Filter", "DecodeParms", "Length"})
"""Of a cross-reference stream: how it is written, not what it says."""


@dataclass(slots=True)
class RevisionReader:
    """Reads the revisions of one structure, newest objects bounded together."""

    structure: Structure
    signed: dict[int, list[int]]
    """revision → numbers of the signatures that sign it"""
    changes: tuple[Change, ...] = ()
    listed: int = 0
    left_out: int = 0
    omissions: list[Omission] = field(default_factory=list)

    def read(self) -> tuple[RevisionFacts, ...]:
        found = []
        start = 0
        for number, revision in enumerate(self.structure.revisions, start=1):
            facts = self._revision(number, revision, start)
            found.append(facts)
            start = facts.end
        if self.left_out:
            total = self.listed + self.left_out
            self.omissions.append(Omission(what="objects", shown=self.listed, total=total))
        return tuple(found)

    def _revision(self, number: int, revision: RevisionSections, start: int) -> RevisionFacts:
        base = self.structure.source.header_offset
        entries = {n: entry for n in revision.numbers() if (entry := revision.lookup(n))}
        written = [n for n, entry in entries.items() if entry[0] != FREE]
        return RevisionFacts(
            number=number,
            start=start,
            end=revision.end_max + base,
            sections=tuple(map(self._section, revision.sections)),
            written=len(written),
            freed=len(entries) - len(written),
            compressed=sum(entries[n][0] == IN_STREAM for n in written),
            signatures=tuple(self.signed.get(number, ())),
            objects=self._objects(number, entries) if number > 1 else (),
            changes=tuple(c for c in self.changes if c.revision == number),
        )

    def _section(self, section: Section) -> SectionFacts:
        base = self.structure.source.header_offset
        kind = "stream" if section.is_stream else "table"
        hybrid = section.hybrid_start + base if section.hybrid_end else None
        return SectionFacts(
            kind="hybrid" if section.hybrid_end else kind,
            offset=section.offset + base,
            end=section.end + base,
            stated_offset=section.stated_offset,
            entries=len(section.entries) + len(section.hybrid),
            hybrid_offset=hybrid,
            trailer=_trailer(section.trailer),
        )

    def _objects(
        self, number: int, entries: dict[int, tuple[int, int, int]]
    ) -> tuple[ObjectFacts, ...]:
        objects = self.structure.objects
        if objects is None:
            return ()
        before, after = objects.as_of(number - 1), objects.as_of(number)
        found = []
        for key in sorted(entries):
            if self.listed >= MAX_INSPECTED_OBJECTS:
                self.left_out += 1
                continue
            if entries[key][0] == FREE and (key == 0 or _is_free(before, key)):
                continue
            self.listed += 1
            found.append(self._object(key, entries[key], before, after))
        return tuple(found)

    def _object(
        self, number: int, entry: tuple[int, int, int], before: Objects, after: Objects
    ) -> ObjectFacts:
        kind, place, third = entry
        action = "freed" if kind == FREE else "added" if _is_free(before, number) else "replaced"
        view = before if kind == FREE else after
        return ObjectFacts(
            number=number,
            generation=0 if kind == IN_STREAM else third,
            action=action,
            offset=place + self.structure.source.header_offset if kind == IN_FILE else None,
            object_stream=place if kind == IN_STREAM else 0,
            kind=_kind(view, number),
        )


def _is_free(objects: Objects, number: int) -> bool:
    entry = objects.entry(number)
    return entry is None or entry[0] == FREE


def _kind(objects: Objects, number: int) -> str:
    """What an object is; empty where it cannot be read."""
    try:
        found = objects.get(number)
    except (DecodeError, LimitError):
        return ""
    return "" if found is None else kind_text(found.value)


def _trailer(trailer: Dictionary) -> tuple[tuple[str, str], ...]:
    """The entries of a trailer, or of the stream that is one."""
    pairs: list[tuple[str, Any]] = list(trailer.items())[:MAX_INSPECTED_VALUES]
    return tuple(
        (key, value_text(value, octets=key == "ID")) for key, value in pairs if key not in _TABLES
    )
