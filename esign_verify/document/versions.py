"""Which revision an object comes from, and what all views of a document share."""

from __future__ import annotations

from esign_verify.document.sections import RevisionSections
from esign_verify.document.syntax import IndirectObject
from esign_verify.document.table import Entry
from esign_verify.errors import DecodeError

Places = dict[int, tuple[bytes, int]]
"""object number → the decoded object stream it lies in, and where"""


class Versions:
    """What does not depend on the revision: all views of a document parse a place once."""

    def __init__(self, revisions: list[RevisionSections]) -> None:
        self.revisions = revisions
        self.history: dict[int, list[tuple[int, Entry]]] = {}
        for index, revision in enumerate(revisions[1:], start=2):
            for number in revision.numbers():
                entry = revision.lookup(number)
                if entry is not None:
                    self.history.setdefault(number, []).append((index, entry))
        self.parsed: dict[int, IndirectObject | DecodeError] = {}
        self.in_streams: dict[tuple[int, int, int], IndirectObject | DecodeError] = {}
        """(object stream, by the identity of its data; place in it; number) → object"""
        self.object_streams: dict[tuple[int, int], Places] = {}

    def version(self, number: int, last: int) -> tuple[int, Entry] | None:
        """The newest (revision, entry) of a number not after revision `last`."""
        for index, entry in reversed(self.history.get(number, ())):
            if index <= last:
                return index, entry
        entry_ = self.revisions[0].lookup(number)
        return None if entry_ is None else (1, entry_)
