"""Updates that two readers read in two ways.

An update can change what a reader sees without writing an object of the signed
revision: by standing where the signed cross-reference data pointed past its end, by
replacing the object stream that objects lie in, by dictionaries with a key twice, by
generations that differ. None of it occurs in an honest update.
"""

from __future__ import annotations

from esign_verify.document.changes.mentions import containers
from esign_verify.document.changes.step import TRAILER, Step
from esign_verify.document.objects import Objects
from esign_verify.document.sections import RevisionSections
from esign_verify.document.syntax import Dictionary, IndirectObject, Reference, Stream
from esign_verify.document.table import FREE, IN_FILE, Entry
from esign_verify.errors import DecodeError
from esign_verify.evidence import ChangeKind, ChangeReason
from esign_verify.limits import MAX_USES

_MOST_OBJECTS = 4 * 1024 * 1024 - 1
"""The highest object number of PDFium; ISO 32000-1, Annex C, has twice that for Acrobat."""


def review(step: Step) -> None:
    """Note every object that a revision writes in an ambiguous way."""
    for number in sorted(step.written):
        if not _is_plain(number, step.before, step.after):
            _note(step, number)


def review_revisions(step: Step, revisions: list[RevisionSections], reach: int) -> None:
    """What concerns the revision as a whole. `reach`: where all before it say that things stand."""
    before, after = revisions[step.number - 2], revisions[step.number - 1]
    if (step.number == len(revisions) and _shrinks(revisions)) or _reveals(step, revisions):
        _note(step, TRAILER, "Size")
    if _is_too_large(step, after):
        _note(step, TRAILER, "Size")
    if not root_fits(step.after):
        _note(step, TRAILER, "Root")
    for section in after.sections:
        if section.repeats or not section.conforming or _has_duplicate_keys(section.trailer):
            _note(step, TRAILER, "xref")
        for place in (section.offset, section.hybrid_start):
            if _takes_a_number(step, place):
                _note(step, TRAILER, "xref")
    if reach >= before.end_max:
        _note(step, TRAILER, "startxref")


def root_fits(objects: Objects) -> bool:
    """Whether the trailer names the catalog by the generation that it has (7.3.10)."""
    root = objects.trailer.get("Root")
    if not isinstance(root, Reference):
        return True
    entry = objects.entry(root.number)
    return entry is None or root.generation == (entry[2] if entry[0] == IN_FILE else 0)


def _is_too_large(step: Step, revision: RevisionSections) -> bool:
    """Whether a number or /Size is over what readers bear, or a number over /Size (7.5.5):
    they rebuild the file, or refuse it."""
    size = revision.sections[0].trailer.get("Size")
    most = max(step.written, default=0)
    if isinstance(size, int) and (size > _MOST_OBJECTS + 1 or most >= size):
        return True
    return most > _MOST_OBJECTS


def _takes_a_number(step: Step, place: int) -> bool:
    """Whether a cross-reference stream bears, without listing it, the number of another object."""
    try:
        found = step.after.object_at(place)
    except DecodeError:
        return False  # a table
    number = found.reference.number
    if not isinstance(found.value, Stream) or step.after.entry(number) == (IN_FILE, place, 0):
        return False
    old = step.old.value(number)
    earlier = isinstance(old, Stream) and old.dictionary.get("Type") == "XRef"
    return old is not None and not earlier


def _shrinks(revisions: list[RevisionSections]) -> bool:
    """Whether the file ends with a /Size it had outgrown: what is not below it is null (7.5.5)."""
    sizes = [revision.sections[0].trailer.get("Size") for revision in revisions]
    known = [size for size in sizes if isinstance(size, int)]
    return len(known) < len(sizes) or known[-1] < max(known)


def _reveals(step: Step, revisions: list[RevisionSections]) -> bool:
    """Whether a larger /Size makes objects of the revisions before appear."""
    sizes = [revision.sections[0].trailer.get("Size") for revision in revisions[: step.number]]
    known = [size for size in sizes[:-1] if isinstance(size, int)]
    size = sizes[-1]
    if not known or not isinstance(size, int) or size <= max(known):
        return False
    hidden = range(max(known), min(size, max(known) + MAX_USES))
    return any(number not in step.written and step.before.revision_of(number) for number in hidden)


def review_object_streams(step: Step, in_use: set[int]) -> None:
    """An object stream that is written again takes all that lies in it along."""
    for number in sorted(in_use & step.written):
        _note(step, number)


def _note(step: Step, number: int, key: str = "") -> None:
    step.note(ChangeKind.UNEXPLAINED, ChangeReason.AMBIGUOUS_UPDATE, number, key=key)


def _is_plain(number: int, before: Objects, after: Objects) -> bool:
    """Whether all readers read an object as a revision writes it alike."""
    entry, was = after.entry(number), before.entry(number)
    if entry is None:
        return True
    if was is not None and was[0] != FREE and not _same_generation(was, entry):
        return False
    if entry[0] == FREE:
        return True
    try:
        found = after.object_at(entry[1]) if entry[0] == IN_FILE else after.get(number)
    except DecodeError:
        return False
    if found is None or found.reference.number != number:
        return False
    return _generation_fits(entry, found) and not _has_duplicate_keys(found.value)


def _same_generation(was: Entry, entry: Entry) -> bool:
    generation = was[2] if was[0] == IN_FILE else 0
    if entry[0] == FREE:
        return entry[2] == generation + 1
    return (entry[2] if entry[0] == IN_FILE else 0) == generation


def _generation_fits(entry: Entry, found: IndirectObject) -> bool:
    return entry[0] != IN_FILE or found.reference.generation == entry[2]


def _has_duplicate_keys(value: object) -> bool:
    return any(isinstance(c, Dictionary) and c.duplicates for c in containers(value))
