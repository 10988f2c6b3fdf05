"""What a later revision does that a comparison of objects does not show.

pyHanko's difference analysis compares objects that a later revision writes with what
they were. An update can change what the reader sees without writing them: by defining
what the signed revision only referred to, by standing where its cross-reference data
pointed past its end, by replacing the object stream they lie in, or by dictionaries
that two readers read in two ways. None of it occurs in an honest update.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from esign_verify.document.objects import Objects
from esign_verify.document.source import Source
from esign_verify.document.syntax import Dictionary, IndirectObject, Reference, Stream
from esign_verify.document.xref import FREE, IN_FILE, IN_STREAM, Entry, RevisionSections
from esign_verify.errors import DecodeError

_INTEGER = re.compile(rb"\d{1,10}")
_UNREADABLE_WINDOW = 65536
"""Bytes of an object that does not parse in which every number counts as a reference."""


class UpdateReview:
    """Looks over the revisions of one document that follow a signed one."""

    def __init__(self, source: Source, revisions: list[RevisionSections], objects: Objects) -> None:
        self._source = source
        self._revisions = revisions
        self._objects = objects
        self._sound: dict[int, bool] = {}
        self._mentions: dict[int, list[tuple[int, int]]] | None = None

    def is_sound(self, signed: int) -> bool:
        """Whether revisions after number `signed` change only objects that they write."""
        return (
            self._stands_before_end(signed)
            and self._size_grows(signed)
            and not self._replaces_object_stream(signed)
            and all(self._reads_one_way(n) for n in range(signed + 1, len(self._revisions) + 1))
            and not self._defines_mentioned(signed)
        )

    def entry(self, number: int, revision: int) -> Entry | None:
        """The cross-reference entry of an object as of a revision."""
        version = self._version(number, revision)
        return self._revisions[version - 1].lookup(number) if version else None

    def later_numbers(self, signed: int) -> set[int]:
        """Objects that revisions after number `signed` write or free."""
        return set().union(*(revision.numbers() for revision in self._revisions[signed:])) - {0}

    def _version(self, number: int, revision: int) -> int:
        """The revision (1 is the first) that an object as of `revision` comes from; or 0."""
        for index in range(revision, 0, -1):
            if self._revisions[index - 1].lookup(number) is not None:
                return index
        return 0

    def _stands_before_end(self, signed: int) -> bool:
        """Nothing that the signed cross-reference data names stands in what was added."""
        end = self._revisions[signed - 1].end_max
        return all(
            section.reach() < end
            for revision in self._revisions[:signed]
            for section in revision.sections
        )

    def _size_grows(self, signed: int) -> bool:
        """An object whose number is not below /Size is null (7.5.5): it does not shrink."""
        then = self._revisions[signed - 1].sections[0].trailer.get("Size")
        last = self._revisions[-1].sections[0].trailer.get("Size")
        return isinstance(then, int) and isinstance(last, int) and then <= last

    def _replaces_object_stream(self, signed: int) -> bool:
        later = self.later_numbers(signed)
        return any(
            entry[0] == IN_STREAM and entry[1] in later
            for revision in self._revisions[:signed]
            for section in revision.sections
            for entries in (section.entries, section.hybrid)
            for entry in entries.values()
        )

    def _reads_one_way(self, revision: int) -> bool:
        """Every object that a revision writes is one that all readers read alike."""
        if revision not in self._sound:
            sections = self._revisions[revision - 1]
            trailers = [section.trailer for section in sections.sections]
            self._sound[revision] = not any(map(_has_duplicate_keys, trailers)) and all(
                self._is_plain(number, revision) for number in sections.numbers() - {0}
            )
        return self._sound[revision]

    def _is_plain(self, number: int, revision: int) -> bool:
        entry, before = self.entry(number, revision), self.entry(number, revision - 1)
        if entry is None:
            return True
        if before is not None and before[0] != FREE:
            generation = before[2] if before[0] == IN_FILE else 0
            if entry[0] == FREE and entry[2] != generation + 1:
                return False
            if entry[0] != FREE and (entry[2] if entry[0] == IN_FILE else 0) != generation:
                return False
        if entry[0] == FREE:
            return True
        try:
            found = self._read(number, entry, revision)
        except DecodeError:
            return False
        if found is None or found.reference.number != number:
            return False
        if entry[0] == IN_FILE and found.reference.generation != entry[2]:
            return False
        return not _has_duplicate_keys(found.value)

    def _read(self, number: int, entry: Entry, revision: int) -> IndirectObject | None:
        if entry[0] == IN_FILE:
            return self._objects.object_at(entry[1])
        return self._objects.as_of(revision).get(number)

    def _defines_mentioned(self, signed: int) -> bool:
        """Whether an object is new that the signed revision referred to already."""
        for number in self.later_numbers(signed):
            was = self.entry(number, signed)
            if was is not None and was[0] != FREE:
                continue
            for holder, revision in self._all_mentions().get(number, ()):
                if revision <= signed and self._version(holder, signed) in (revision, 0):
                    return True
        return False

    def _all_mentions(self) -> dict[int, list[tuple[int, int]]]:
        """New object → (object, revision) that refer to it from the time before it was.

        One pass over the document, made only where a later revision adds objects.
        """
        if self._mentions is None:
            born: dict[int, int] = {}
            for index, revision in enumerate(self._revisions, start=1):
                for number in revision.numbers():
                    before = self.entry(number, index - 1)
                    if before is None or before[0] == FREE:
                        born[number] = index
            wanted = {number: index for number, index in born.items() if index > 1}
            self._mentions = {}
            for holder, index, mentioned in self._references():
                for number in mentioned:
                    if wanted.get(number, 0) > index:
                        self._mentions.setdefault(number, []).append((holder, index))
        return self._mentions

    def _references(self) -> Iterator[tuple[int, int, set[int]]]:
        """(object, revision, numbers that it refers to) for all but the last revision."""
        for index, revision in enumerate(self._revisions[:-1], start=1):
            view = self._objects.as_of(index)
            for number in revision.numbers():
                entry = revision.lookup(number)
                if entry is None or entry[0] == FREE:
                    continue
                try:
                    found = view.object_at(entry[1]) if entry[0] == IN_FILE else view.get(number)
                except DecodeError:
                    text = self._source.read(entry[1], _UNREADABLE_WINDOW)
                    if entry[0] == IN_FILE:
                        yield number, index, {int(n) for n in _INTEGER.findall(text)}
                    continue
                yield number, index, _references_in(found.value if found else None)


def _containers(value: Any) -> Iterator[Dictionary | list[Any]]:
    """Every dictionary and array inside a value, itself included."""
    stack = [value.dictionary if isinstance(value, Stream) else value]
    while stack:
        current = stack.pop()
        if isinstance(current, Dictionary | list):
            yield current
            stack.extend(current.values() if isinstance(current, Dictionary) else current)


def _has_duplicate_keys(value: Any) -> bool:
    return any(isinstance(c, Dictionary) and c.duplicates for c in _containers(value))


def _references_in(value: Any) -> set[int]:
    found = {value.number} if isinstance(value, Reference) else set()
    for container in _containers(value):
        values = container.values() if isinstance(container, Dictionary) else container
        found.update(item.number for item in values if isinstance(item, Reference))
    return found
