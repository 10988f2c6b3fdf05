"""What an update holds for a reader that mistrusts the cross-reference data.

Such a reader rebuilds it: it looks for objects, trailers and streams that say they are
object streams or cross-reference data (ISO 32000-2, 7.5.4, 7.5.7, 7.5.8), and the last of
each wins. The attacker prepares the signed part so that it does, and is shown as it is;
what an update adds must then be found as the cross-reference data says. None of what is
refused here occurs in an honest update.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from esign_verify.document.changes.step import TRAILER, Step
from esign_verify.document.sections import RevisionSections
from esign_verify.document.source import Source
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.document.table import FREE, IN_FILE, IN_STREAM
from esign_verify.errors import DecodeError
from esign_verify.evidence import ChangeKind, ChangeReason

_FOUND = re.compile(rb"[0-9][\0\t\n\f\r ]*+(?:%[^\r\n]*+[\0\t\n\f\r ]++)*+obj|trailer")
"""What may be the head of an object, `7 0 obj`, or of a trailer dictionary."""


def review_rebuilding(step: Step, source: Source, revisions: list[RevisionSections]) -> None:
    """Note what a revision holds beside what its cross-reference data names."""
    if _stands_in_a_gap(step, source, revisions):
        _note(step, TRAILER, "obj")
    sections = {section.offset for section in revisions[step.number - 1].sections}
    sections |= {section.hybrid_start for section in revisions[step.number - 1].sections}
    for number in sorted(step.written):
        if not _is_listed_as_it_says(step, number, sections):
            _note(step, number, "Type")


def _stands_in_a_gap(step: Step, source: Source, revisions: list[RevisionSections]) -> bool:
    """Whether an object or a trailer stands between those that the data names."""
    start, end = revisions[step.number - 2].end_min, revisions[step.number - 1].end_max
    for first, last in _extents(step, revisions[step.number - 1], start, end):
        if first > start and _FOUND.search(source.read(start, first - start)):
            return True
        start = max(start, last)
    return False


def _extents(
    step: Step, revision: RevisionSections, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """Where the objects of a revision and its tables stand, in order, and at last its end."""
    view = step.after
    entries = [view.entry(number) for number in step.written]
    places = {entry[1]: 0 for entry in entries if entry is not None and entry[0] == IN_FILE}
    for section in revision.sections:
        places[section.offset] = section.end
        if section.hybrid_end:
            places[section.hybrid_start] = section.hybrid_end
    for place, last in sorted(places.items()):
        if not start <= place < end:
            continue
        try:
            yield place, last or _end_of_object(step, place)
        except DecodeError:
            continue
    yield end, end


def _end_of_object(step: Step, place: int) -> int:
    found = step.after.object_at(place)
    stream = found.value
    return step.after.stream_end(stream) if isinstance(stream, Stream) else found.end


def _is_listed_as_it_says(step: Step, number: int, sections: set[int]) -> bool:
    """Whether the entries of a revision say of an object what it says of itself."""
    entry = step.after.entry(number)
    if entry is None or entry[0] == FREE:
        return True
    try:
        if entry[0] == IN_STREAM:
            inside = list(step.after.places_in_object_stream(entry[1]))
            return inside[entry[2] : entry[2] + 1] == [number]
        found = step.after.get(number)
        value = None if found is None else found.value
        if not isinstance(value, Stream):
            return not isinstance(value, Dictionary) or not _is_stray(step, number, value)
        kind = value.dictionary.get("Type")
        if kind == "XRef":
            # some writers leave one beside the table that counts: it names the same catalog
            same = value.dictionary.get("Root") == step.after.trailer.get("Root")
            return same or entry[1] in sections
        if kind == "ObjStm":
            inside = list(step.after.places_in_object_stream(number))
            entries = [step.after.entry(other) for other in inside]
            return all(e is not None and e[:2] == (IN_STREAM, number) for e in entries)
    except DecodeError:
        return False
    return True


def _is_stray(step: Step, number: int, value: Dictionary) -> bool:
    """Whether a dictionary is a catalog that the trailer does not name, or a page that is new:
    Poppler takes the last catalog that it finds, and pages where the page tree is broken."""
    kind = value.get("Type")
    if kind == "Catalog":
        root = step.after.trailer.get("Root")
        return not isinstance(root, Reference) or root.number != number
    return kind in ("Page", "Pages") and step.old.value(number) is None


def _note(step: Step, number: int, key: str) -> None:
    step.note(ChangeKind.UNEXPLAINED, ChangeReason.AMBIGUOUS_UPDATE, number, key=key)
