"""Who refers to whom, read off the raw bytes once a document (ISO 32000-2, 7.3.10).

A changed object matters by how it is used. Parsing every object to find its uses costs
far more than anything else in a verification; this looks for `N G R` in the text of each
object outside strings, comments and stream data. What it finds is a superset of what
parsing finds: a hit is then read exactly. Where the text of an object is not plainly
delimited, the object is parsed.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

from esign_verify.document.objects import Objects
from esign_verify.document.sections import RevisionSections
from esign_verify.document.source import Source
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.document.table import FREE, IN_FILE, IN_STREAM
from esign_verify.errors import DecodeError
from esign_verify.limits import VALUE_COST

_WINDOW = 1024 * 1024
_LARGE_OBJECT = 65536
"""The text of an object is looked for this far; one that is longer is parsed."""

_SKIPPED = re.compile(
    rb"\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\)|%[^\r\n]*+|(\()", re.DOTALL
)
"""Strings, with parentheses nested once, and comments; in group 1 a string that is neither."""
_SKIPPED_START = re.compile(rb"[(%]")
_LONG = 1024
_LONG_HEX = re.compile(rb"<[0-9A-Fa-f\0\t\n\f\r ]{256,}+>")
"""Most of a signature; no reference can stand in it."""
_REFERENCE = re.compile(rb"(?<![0-9])(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+R(?![A-Za-z0-9])")
_INTEGER = re.compile(rb"\d{1,10}")

Path = tuple[str | int, ...]
"""Keys and indices from an object to a reference in it."""


class Mentions:
    """The references of every revision but the last, as pairs of object numbers."""

    def __init__(self, source: Source, revisions: list[RevisionSections], objects: Objects) -> None:
        self._source = source
        self._revisions = revisions
        self._objects = objects
        self._pairs: list[tuple[array[int], array[int]]] | None = None
        self._known: dict[int, list[tuple[int, int]]] = {}
        self._reachable: dict[int, frozenset[int]] = {}

    def holders(self, number: int, revision: int) -> list[int]:
        """Objects that refer to `number` as of a revision, in order."""
        self._look_up({number})
        return sorted(
            {
                holder
                for holder, written in self._known[number]
                if self._objects.as_of(revision).revision_of(holder) == written
            }
        )

    def prepare(self, numbers: Iterable[int]) -> None:
        """Look up many objects in one pass."""
        self._look_up(set(numbers))

    def _look_up(self, wanted: set[int]) -> None:
        wanted = {number for number in wanted if number not in self._known}
        if not wanted:
            return
        for number in wanted:
            self._known[number] = []
        for written, (targets, holders) in enumerate(self._all(), start=1):
            for index, target in enumerate(targets):
                if target in wanted:
                    self._known[target].append((holders[index], written))

    def is_reachable(self, number: int, revision: int) -> bool:
        """Whether anything leads from the trailer to an object, as of a revision.

        An object stream is reached by the cross-reference data itself.
        """
        if revision not in self._reachable:
            # revisions are asked for in order: of a thousand closures one is enough to keep
            self._reachable = {revision: self._closure(revision)}
        return number in self._reachable[revision]

    def _closure(self, revision: int) -> frozenset[int]:
        view = self._objects.as_of(revision)
        edges: dict[int, list[int]] = {}
        for written, (targets, holders) in enumerate(self._all()[:revision], start=1):
            self._source.spend(VALUE_COST * len(targets))
            for target, holder in zip(targets, holders, strict=True):
                if view.revision_of(holder) == written:
                    edges.setdefault(holder, []).append(target)
        stack = [0, *references_in(view.trailer), *self._containers(revision)]
        seen = set(stack)
        while stack:
            for target in edges.get(stack.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    stack.append(target)
        return frozenset(seen)

    def _containers(self, revision: int) -> set[int]:
        return {
            container
            for earlier in self._revisions[:revision]
            for container in earlier.object_streams()
        }

    def _all(self) -> list[tuple[array[int], array[int]]]:
        if self._pairs is None:
            self._pairs = []
            for number in range(1, len(self._revisions)):
                targets, holders = array("q"), array("q")
                for holder, mentioned in self._scan(number):
                    targets.extend(mentioned)
                    holders.extend([holder] * len(mentioned))
                self._pairs.append((targets, holders))
        return self._pairs

    def _scan(self, revision: int) -> Iterator[tuple[int, list[int]]]:
        """(object, numbers that it mentions) of all that a revision writes."""
        sections = self._revisions[revision - 1]
        in_file: list[tuple[int, int]] = []
        in_stream: dict[int, set[int]] = {}
        for number in sections.numbers():
            entry = sections.lookup(number)
            if entry is None or entry[0] == FREE:
                continue
            if entry[0] == IN_FILE:
                in_file.append((entry[1], number))
            elif entry[0] == IN_STREAM:
                in_stream.setdefault(entry[1], set()).add(number)
        in_file.sort()
        yield from self._scan_file(in_file, revision)
        for container, numbers in in_stream.items():
            yield from self._scan_stream(container, numbers, revision)

    def _scan_file(
        self, places: list[tuple[int, int]], revision: int
    ) -> Iterator[tuple[int, list[int]]]:
        start, window = 0, b""
        following = [*(offset for offset, _ in places), self._source.size][1:]
        for (offset, number), after in zip(places, following, strict=True):
            end = _end_of_text(window, offset - start, len(window)) if offset >= start else -1
            if end < 0:
                alone = after - offset > _LARGE_OBJECT
                window = self._source.read(offset, _LARGE_OBJECT if alone else _WINDOW)
                start = offset
                end = _end_of_text(window, 0, min(_LARGE_OBJECT, len(window)))
            # thousands of numbers may name places of one text
            self._source.spend(end - (offset - start) if end >= 0 else _LARGE_OBJECT)
            text = _plain(window[offset - start : end]) if end >= 0 else None
            yield number, self._mentioned(text, number, revision)

    def _scan_stream(
        self, container: int, numbers: set[int], revision: int
    ) -> Iterator[tuple[int, list[int]]]:
        try:
            places = self._objects.as_of(revision).places_in_object_stream(container)
        except DecodeError:
            return
        order = sorted((offset, number) for number, (_, offset) in places.items())
        for index, (offset, number) in enumerate(order):
            if number in numbers:
                data = places[number][0]
                stop = order[index + 1][0] if index + 1 < len(order) else len(data)
                yield number, self._mentioned(_plain(data[offset:stop]), number, revision)

    def _mentioned(self, text: bytes | None, number: int, revision: int) -> list[int]:
        if text is not None:
            return [int(n) for n in _REFERENCE.findall(text)]
        try:
            found = self._objects.as_of(revision).get(number)
        except DecodeError:
            return self._every_integer(number, revision)
        return references_in(found.value) if found else []

    def _every_integer(self, number: int, revision: int) -> list[int]:
        """Of an object that does not parse, every number counts as a reference."""
        entry = self._revisions[revision - 1].lookup(number)
        if entry is None or entry[0] != IN_FILE:
            return []
        text = self._source.read(entry[1], _LARGE_OBJECT)
        return [int(n) for n in _INTEGER.findall(text)]


def _end_of_text(window: bytes, start: int, limit: int) -> int:
    """Where the next `endobj` or `stream` stands; -1 if before `limit` there is none."""
    size = 1024
    while start < limit:
        stop = min(limit, start + size)
        found = [window.find(word, start, stop) for word in (b"endobj", b"stream")]
        if max(found) >= 0:
            return min(place for place in found if place >= 0)
        if stop == limit:
            return -1
        start, size = stop - len(b"endobj") + 1, 4 * size
    return -1


def _plain(text: bytes) -> bytes | None:
    """The text without strings and comments; None where it may not be a whole object.

    An offset into the middle of another object, or an end inside a string, leaves
    brackets open.
    """
    if len(text) > _LONG:
        text = _LONG_HEX.sub(b"<>", text)
    if b"(" in text or b"%" in text or b")" in text:
        parts, start = [], 0
        while found := _SKIPPED_START.search(text, start):
            skipped = _SKIPPED.match(text, found.start())
            if skipped is None or skipped[1]:
                return None  # at once: looked for behind every parenthesis, it has no end
            parts.append(text[start : skipped.start()])
            start = skipped.end()
        text = b" ".join([*parts, text[start:]])
        if b")" in text:
            return None
    if text.count(b"<<") != text.count(b">>") or text.count(b"[") != text.count(b"]"):
        return None
    return text


def containers(value: Any) -> Iterator[Dictionary | list[Any]]:
    """Every dictionary and array inside a value, itself included."""
    stack = [value.dictionary if isinstance(value, Stream) else value]
    while stack:
        current = stack.pop()
        if isinstance(current, Dictionary | list):
            yield current
            stack.extend(current.values() if isinstance(current, Dictionary) else current)


def references_in(value: Any) -> list[int]:
    """Numbers of all objects that a value refers to."""
    found = [value.number] if isinstance(value, Reference) else []
    for container in containers(value):
        values = container.values() if isinstance(container, Dictionary) else container
        found.extend(item.number for item in values if isinstance(item, Reference))
    return found


def paths_to(value: Any, number: int) -> list[Path]:
    """Where in a value references to an object stand."""
    found: list[Path] = []
    stack: list[tuple[Any, Path]] = [(value.dictionary if isinstance(value, Stream) else value, ())]
    while stack:
        current, path = stack.pop()
        if isinstance(current, Reference):
            if current.number == number:
                found.append(path)
        elif isinstance(current, Dictionary):
            stack.extend((item, (*path, key)) for key, item in current.items())
        elif isinstance(current, list):
            stack.extend((item, (*path, index)) for index, item in enumerate(current))
    return found
