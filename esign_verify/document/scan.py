"""The raw scan for `/ByteRange`: what is in the bytes but not reachable from the form.

A later revision can drop /AcroForm, free a field, or replace a signature; the bytes
stay. Whatever stands in them is reported, so that "unsigned" is never said of a file
that somebody signed.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Any

from esign_verify.document.objects import Objects
from esign_verify.document.sections import RevisionSections
from esign_verify.document.source import Source
from esign_verify.document.syntax import Dictionary, IndirectObject, Reference, Stream
from esign_verify.document.table import IN_FILE
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_SIGNATURES

_NEEDLE = b"/ByteRange"
_LARGE = 1 << 16
"""From here on it pays to ask an object whether it is a stream."""


@dataclass(slots=True)
class ScanResult:
    """Signature dictionaries that are not listed, and hits in no object."""

    found: dict[tuple[int, int], tuple[Reference | Dictionary, int]] = field(default_factory=dict)
    """(object number, offset) → the signature (a dictionary where it stands in another
    object), and the revision (1 is the first) that wrote it"""
    stray: int = 0
    """occurrences outside every object that a cross-reference section names"""
    usage_rights: bool = False
    """a usage rights signature (12.8.2.3, Reader extensions) is among them"""


def scan_byte_ranges(
    source: Source, objects: Objects, revisions: list[RevisionSections], known: set[int]
) -> ScanResult:
    """Every `/ByteRange` in the file that belongs to no object of `known` as it is now.

    An occurrence inside the data of a stream (an attached signed document) is not
    one of this document's.
    """
    result = ScanResult()
    if source.rfind(_NEEDLE) < 0:
        return result
    scan = _Scan(objects, known, result)
    places = _places(revisions)
    offsets = [offset for offset, _, _ in places]
    done = parsed = 0
    ranges = _without_large_streams(source, objects, offsets)
    for hit in chain.from_iterable(source.find_all(_NEEDLE, *where) for where in ranges):
        if hit < done:
            continue
        index = bisect.bisect_right(offsets, hit) - 1
        if index < 0 or parsed > 2 * MAX_SIGNATURES:
            result.stray += 1
            continue
        parsed += 1
        # what a stream claims ends where another object begins
        following = offsets[index + 1] if index + 1 < len(offsets) else source.size
        done = min(scan.look_at(hit, *places[index]), max(following, hit + 1))
    return result


def _without_large_streams(
    source: Source, objects: Objects, offsets: list[int]
) -> Iterator[tuple[int, int]]:
    """Ranges of the file but for the data of large streams, in which nothing is looked for."""
    start = 0
    for offset, following in pairwise((*offsets, source.size)):
        if following - offset < _LARGE:
            continue
        try:
            value = objects.object_at(offset).value
        except DecodeError:
            continue
        if isinstance(value, Stream) and start < value.data_start < following:
            yield start, value.data_start
            start = min(_end_of_data(objects, value), following)
    yield start, source.size


@dataclass(slots=True)
class _Scan:
    objects: Objects
    known: set[int]
    result: ScanResult

    def look_at(self, hit: int, offset: int, number: int, revision: int) -> int:
        """Note what the object before `hit` is; gives where the search goes on."""
        try:
            found = self.objects.object_at(offset)
        except DecodeError:
            self.result.stray += number not in self.known
            return hit + 1
        if isinstance(found.value, Stream) and hit >= found.value.data_start:
            end = _end_of_data(self.objects, found.value)
            self.result.stray += hit >= end
            return end
        if hit >= found.end or found.reference.number != number:
            self.result.stray += 1
            return hit + 1
        self._note(found, offset, revision)
        return found.value.data_start if isinstance(found.value, Stream) else found.end

    def _note(self, found: IndirectObject, offset: int, revision: int) -> None:
        signature = _signature_in(found.value)
        if signature is None:
            return
        number = found.reference.number
        if number in self.known and self._is_current(number, offset, signature):
            return
        if _grants_usage_rights(self.objects, signature):
            self.result.usage_rights = True
            return
        direct = signature is not found.value
        self._forget_copies(number, signature)
        value = signature if direct else Reference(number, found.reference.generation)
        self.result.found[number, offset] = (value, revision)

    def _is_current(self, number: int, offset: int, signature: Dictionary) -> bool:
        """Whether this is the listed signature, a copy of it, or its unfilled place-holder.

        A later revision can write another signature over one: then the first is not it.
        """
        entry = self.objects.entry(number)
        if entry is None or entry[0] != IN_FILE or entry[1] == offset:
            return True
        contents = signature.get("Contents")
        if not isinstance(contents, bytes) or not contents.strip(b"\0"):
            return True
        return self._same(entry[1], signature)

    def _forget_copies(self, number: int, signature: Dictionary) -> None:
        """Of equal signatures in one object the last found stays."""
        for key in [key for key in self.result.found if key[0] == number]:
            if self._same(key[1], signature):
                del self.result.found[key]

    def _same(self, offset: int, signature: Dictionary) -> bool:
        try:
            return _signature_in(self.objects.object_at(offset).value) == signature
        except DecodeError:
            return False


def _grants_usage_rights(objects: Objects, signature: Dictionary) -> bool:
    """Whether the signature's own (signed) transform says UR or UR3 (12.8.2.3)."""
    try:
        references = objects.resolve(signature.get("Reference"))
        methods = [
            objects.resolve(objects.resolve(raw).get("TransformMethod")) for raw in references
        ]
    except (DecodeError, AttributeError, TypeError):
        return False
    return bool(methods) and all(method in ("UR", "UR3") for method in methods)


def _places(revisions: list[RevisionSections]) -> list[tuple[int, int, int]]:
    """(offset, object number, revision) of every object written in the file, by offset."""
    places = [
        (entry[1], number, index)
        for index, revision in enumerate(revisions, start=1)
        for section in revision.sections
        for number, entry in (*section.entries.items(), *section.hybrid.items())
        if entry[0] == IN_FILE
    ]
    places.sort()
    return places


def _end_of_data(objects: Objects, stream: Stream) -> int:
    """Where a stream says that its data ends; where they begin if it does not."""
    try:
        length = objects.resolve(stream.dictionary.get("Length"))
    except DecodeError:
        length = 0
    return stream.data_start + (length if isinstance(length, int) and length > 0 else 0)


def _signature_in(value: Any) -> Dictionary | None:
    """The dictionary with a /ByteRange that an object is, or that lies directly in it."""
    stack = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, Dictionary):
            if "ByteRange" in current:
                return current
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)
    return None
