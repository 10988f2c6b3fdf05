"""Cross-reference sections as read, and the revisions that they make (ISO 32000-2, 7.5.6)."""

from __future__ import annotations

from dataclasses import dataclass, field

from esign_verify.document.syntax import Dictionary
from esign_verify.document.table import FREE, IN_FILE, IN_STREAM, Entry


@dataclass(slots=True)
class Section:
    """One cross-reference section with its trailer."""

    offset: int
    """where the table or stream stands"""
    end: int
    """offset after the section and its trailer dictionary"""
    trailer: Dictionary
    entries: dict[int, Entry] = field(default_factory=dict)
    stated_offset: int = 0
    """what `startxref` or /Prev says, which may be a few bytes off"""
    hybrid: dict[int, Entry] = field(default_factory=dict)
    """entries of /XRefStm (7.5.8.4): they hide free entries of the table"""
    hybrid_start: int = 0
    hybrid_end: int = 0
    """offset after the stream that /XRefStm names"""
    conforming: bool = True
    """False: a table that strict readers refuse, or one beside where it is said to be"""
    repeats: bool = False
    """a number stands in it twice: some readers take the first entry, some the last"""
    is_stream: bool = False

    def reach(self) -> int:
        """The highest offset at which this section says that something stands."""
        places = [self.offset, self.end, self.hybrid_end]
        for entries in (self.entries, self.hybrid):
            places.append(max((e[1] for e in entries.values() if e[0] == IN_FILE), default=0))
        return max(places)


@dataclass(slots=True)
class RevisionSections:
    """One revision: its section (two in a linearized file), newest first."""

    sections: list[Section]
    end_min: int = 0
    """offset after its `%%EOF`"""
    end_max: int = 0
    """the same, after white space"""
    named: int = -1
    """what its `startxref` names; -1 where there is none, or one that strict readers refuse"""

    def lookup(self, number: int) -> Entry | None:
        for section in self.sections:
            entry = section.entries.get(number)
            hidden = section.hybrid.get(number)
            if hidden is not None and (entry is None or entry[0] == FREE):
                return hidden
            if entry is not None:
                return entry
        return None

    def numbers(self) -> set[int]:
        """Object numbers that this revision writes or frees."""
        found: set[int] = set()
        for section in self.sections:
            found.update(section.entries, section.hybrid)
        return found

    def object_streams(self) -> set[int]:
        """Numbers of the object streams that hold objects of this revision."""
        return {
            entry[1]
            for section in self.sections
            for entries in (section.entries, section.hybrid)
            for entry in entries.values()
            if entry[0] == IN_STREAM
        }
