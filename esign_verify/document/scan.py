"""The raw scan for `/ByteRange`: what is in the bytes but not reachable from the form.

A later revision can drop /AcroForm, free a field, or replace a signature; the bytes
stay. Whatever stands in them is reported, so that "unsigned" is never said of a file
that somebody signed.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from typing import Any

from esign_verify.document.objects import Objects
from esign_verify.document.source import Source
from esign_verify.document.syntax import Dictionary, IndirectObject, Reference, Stream
from esign_verify.document.xref import IN_FILE, RevisionSections
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_SIGNATURES


@dataclass(slots=True)
class ScanResult:
    """Signature dictionaries not listed yet, and hits in no object."""

    found: dict[int, tuple[Reference | Dictionary, int]] = field(default_factory=dict)
    """object number → the signature (a dictionary where it stands in another object),
    and the newest revision (1 is the first) that wrote it"""
    stray: int = 0
    """occurrences outside every object that a cross-reference section names"""
    usage_rights: bool = False
    """a usage rights signature (12.8.2.3, Reader extensions) is among them"""


def scan_byte_ranges(
    source: Source, objects: Objects, revisions: list[RevisionSections], known: set[int]
) -> ScanResult:
    """Every `/ByteRange` in the file that belongs to no object of `known`.

    An occurrence inside the data of a stream (an attached signed document) is not
    one of this document's.
    """
    result = ScanResult()
    hits = list(_bounded(source))
    if not hits:
        return result
    places = _places(revisions)
    offsets = [offset for offset, _, _ in places]
    for hit in hits:
        index = bisect.bisect_right(offsets, hit) - 1
        if index < 0:
            result.stray += 1
            continue
        offset, number, revision = places[index]
        if number in known:
            continue
        try:
            found = objects.object_at(offset)
        except DecodeError:
            result.stray += 1
            continue
        if isinstance(found.value, Stream) and hit >= found.value.data_start:
            if _inside_stream(objects, found.value, hit):
                continue
            result.stray += 1
        elif hit >= found.end or found.reference.number != number:
            result.stray += 1
        else:
            _note(objects, result, found, revision)
    return result


def _note(objects: Objects, result: ScanResult, found: IndirectObject, revision: int) -> None:
    signature = _signature_in(found.value)
    if signature is None:
        return
    if _grants_usage_rights(objects, signature):
        result.usage_rights = True
        return
    number = found.reference.number
    if number not in result.found or result.found[number][1] <= revision:
        direct = signature is not found.value
        result.found[number] = (signature if direct else Reference(number, 0), revision)


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


def _bounded(source: Source) -> list[int]:
    hits: list[int] = []
    for hit in source.find_all(b"/ByteRange"):
        hits.append(hit)
        if len(hits) > 2 * MAX_SIGNATURES:
            break
    return hits


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


def _inside_stream(objects: Objects, stream: Stream, hit: int) -> bool:
    try:
        length = objects.resolve(stream.dictionary.get("Length"))
    except DecodeError:
        return False
    return isinstance(length, int) and hit < stream.data_start + length


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
