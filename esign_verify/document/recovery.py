"""Finding the objects of a file whose cross-reference data cannot be read.

Viewers rebuild such a file and show it; so that a signature in it is reported and
judged, it is rebuilt here too, marked as such, and never anything but TOTAL-FAILED:
nobody can say which objects the signer saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from esign_verify.document.object_reader import ObjectReader
from esign_verify.document.objects import Objects
from esign_verify.document.sections import RevisionSections, Section
from esign_verify.document.source import Source
from esign_verify.document.syntax import Dictionary, Stream
from esign_verify.document.table import IN_FILE, IN_STREAM, Entry
from esign_verify.errors import DecodeError, NotAPdfError
from esign_verify.limits import MAX_OBJECTS, MAX_REVISIONS

_OBJECT = re.compile(rb"obj\b")
_NUMBERS = re.compile(rb"(?<![0-9])(\d{1,10})[\0\t\n\f\r ]{1,8}(\d{1,5})[\0\t\n\f\r ]{1,8}\Z")
_NUMBERS_BYTES = 32
_OVERLAP = 64


def rebuild(source: Source, error: NotAPdfError) -> list[RevisionSections]:
    """All objects of the file as one revision, the last of each number winning.

    Raises `error` where no signature or no catalog is in the bytes: then there is
    nothing to report.
    """
    if next(source.find_all(b"/ByteRange"), None) is None:
        raise error
    entries: dict[int, Entry] = {}
    for number, offset in object_headers(source):
        entries[number] = (IN_FILE, offset, 0)
        if len(entries) > MAX_OBJECTS:
            raise error
    reader = ObjectReader(source)
    trailer = _trailer(source, reader) or _trailer_of_streams(reader, entries)
    if trailer is None:
        raise error
    section = Section(0, source.size, trailer, entries)
    revisions = [RevisionSections([section], source.size, source.size)]
    _add_object_streams(Objects(source, revisions), entries)
    return revisions


def object_headers(source: Source, start: int = 0) -> Iterator[tuple[int, int]]:
    """(number, offset) of whatever looks like the head of an object, in their order."""
    tail = b""
    for block in source.blocks(start, source.size):
        window = tail + block
        base = start - len(tail)
        for match in _OBJECT.finditer(window):
            # one that ends inside the overlap was seen with the block before
            if match.end() <= len(tail):
                continue
            before = max(0, match.start() - _NUMBERS_BYTES)
            numbers = _NUMBERS.search(window[before : match.start()])
            if numbers:
                yield int(numbers[1]), base + before + numbers.start()
        start += len(block)
        tail = window[-_OVERLAP:]


def _trailer(source: Source, reader: ObjectReader) -> Dictionary | None:
    """The last `trailer` dictionary that names a catalog."""
    end: int | None = None
    for _ in range(MAX_REVISIONS):
        position = source.rfind(b"trailer", end)
        if position < 0:
            return None
        try:
            value, _ = reader.value_at(position + len(b"trailer"))
            if isinstance(value, Dictionary) and "Root" in value:
                return value
        except DecodeError:
            pass
        end = position
    return None


def _trailer_of_streams(reader: ObjectReader, entries: dict[int, Entry]) -> Dictionary | None:
    """The last cross-reference stream's dictionary, where the file has no trailer."""
    for entry in sorted(entries.values(), key=lambda entry: -entry[1])[:MAX_REVISIONS]:
        try:
            value = reader.object_at(entry[1]).value
        except DecodeError:
            continue
        if isinstance(value, Stream) and value.dictionary.get("Type") == "XRef":
            return value.dictionary if "Root" in value.dictionary else None
    return None


def _add_object_streams(objects: Objects, entries: dict[int, Entry]) -> None:
    for number in list(entries):
        try:
            found = objects.get(number)
            if found is None or not isinstance(found.value, Stream):
                continue
            if found.value.dictionary.get("Type") == "ObjStm":
                for inner in objects.numbers_in_object_stream(number):
                    entries.setdefault(inner, (IN_STREAM, number, 0))
        except DecodeError:
            continue
