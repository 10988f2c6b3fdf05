"""Files whose cross-reference data strict readers mistrust, and what those then find.

A reader that finds a table malformed, or an entry that does not lead to its object, looks
for objects by itself, and the last of each number counts. An attacker can have it do so
before signing, and hide in the signed part what an update then makes part of the page.
Many honest writers leave such tables too; but then each object is there once, and what
is found is what the data says (ISO 32000-2, 7.5.4, 7.5.7, 7.5.8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from esign_verify.document.changes.ambiguity import root_fits
from esign_verify.document.changes.step import TRAILER, Step
from esign_verify.document.objects import Objects
from esign_verify.document.recovery import object_headers
from esign_verify.document.sections import RevisionSections
from esign_verify.document.source import WHITE_SPACE, Source
from esign_verify.document.syntax import Dictionary, Stream
from esign_verify.document.table import FREE, IN_FILE, IN_STREAM, Entry
from esign_verify.errors import DecodeError
from esign_verify.evidence import ChangeKind, ChangeReason
from esign_verify.limits import MAX_OBJECTS

_HEAD = re.compile(rb"[\0\t\n\f\r ]*+(\d{1,10})[\0\t\n\f\r ]++\d{1,5}[\0\t\n\f\r ]++obj")
_HEAD_BYTES = 64
_BYTES_OF_AN_OBJECT = 1 << 14
"""That many are searched in the time in which an object is read."""
_END_BYTES = 1024
"""Where the end of a file is looked for (ISO 32000-1, annex H.3, note 18)."""
_TRAILER = re.compile(rb"trailer[\0\t\n\f\r ]*+<<")
_OBJECT_STREAM = re.compile(
    rb"/(?:O|#4[fF])(?:b|#62)(?:j|#6[aA])(?:S|#53)(?:t|#74)(?:m|#6[dD])(?![A-Za-z0-9])"
)


def review_tidiness(step: Step, source: Source, revisions: list[RevisionSections]) -> None:
    """Note, once for a file, that a reader which mistrusts it finds something else."""
    if step.number < len(revisions):
        return
    mistrusted = _is_mistrusted(step.after, source, revisions)
    if not mistrusted:
        mistrusted = _is_found_otherwise(step, source, revisions)
    if _is_section_referred_to(step, revisions) or (
        mistrusted and not _is_tidy(step.after, source, revisions)
    ):
        step.note(ChangeKind.UNEXPLAINED, ChangeReason.AMBIGUOUS_UPDATE, TRAILER, key="startxref")


def _is_found_otherwise(step: Step, source: Source, revisions: list[RevisionSections]) -> bool:
    """Whether a reader has cause to look for objects by itself, and would find more.

    Either question can be the cheap one: the first costs by objects, the second by bytes.
    """
    objects = sum(len(revision.numbers()) for revision in revisions)
    if objects * _BYTES_OF_AN_OBJECT < source.size and _is_sound(step.after, revisions):
        return False
    return _is_doubtful(step, source, revisions) and not _is_sound(step.after, revisions)


def _is_mistrusted(objects: Objects, source: Source, revisions: list[RevisionSections]) -> bool:
    """Whether some reader has cause to rebuild the file."""
    end = source.size - source.rfind(b"startxref")
    if source.header_offset or end > _END_BYTES - len(b"startxref"):
        return True
    for at, revision in enumerate(revisions, start=1):
        if any(s.repeats or not s.conforming for s in revision.sections):
            return True
        # a linearized file may name its first section, or none (annex F)
        if revision.named not in (0, *(section.offset for section in revision.sections)):
            return True
        view = objects.as_of(at)
        if not root_fits(view) or _bears_the_number_of_another(view, revision):
            return True
    return any(
        not _lead_to_objects(source, objects.as_of(at), entries)
        for at, revision in enumerate(revisions, start=1)
        for section in revision.sections
        for entries in (section.entries, section.hybrid)
    )


def _is_section_referred_to(step: Step, revisions: list[RevisionSections]) -> bool:
    """Whether a cross-reference stream that no entry names has a number that is in use:
    as long as it is the newest, some readers take it for that object."""
    for revision in revisions:
        for section in revision.sections:
            place = section.offset if section.is_stream else section.hybrid_start
            if not section.is_stream and not section.hybrid_end:
                continue
            number = step.after.object_at(place).reference.number
            entry = step.after.entry(number)
            if (entry is None or entry[0] == FREE) and step.mentions.holders(
                number, step.number - 1
            ):
                return True
    return False


def _bears_the_number_of_another(view: Objects, revision: RevisionSections) -> bool:
    """Whether a cross-reference stream has the number of an object that stands elsewhere."""
    for section in revision.sections:
        if not section.is_stream:
            continue
        number = view.object_at(section.offset).reference.number
        entry = view.entry(number)
        if entry is None or entry[0] == FREE or entry[:2] == (IN_FILE, section.offset):
            continue
        other = view.object_at(entry[1]).value if entry[0] == IN_FILE else None
        # the stream of the revision before, which is of no use any more
        if not isinstance(other, Stream) or other.dictionary.get("Type") != "XRef":
            return True
    return False


def _is_doubtful(step: Step, source: Source, revisions: list[RevisionSections]) -> bool:
    """Whether a reader that rebuilds the file would find more in it than the data names."""
    listed, roots = set(), 0
    for at, revision in enumerate(revisions, start=1):
        root = step.after.as_of(at).trailer.get("Root")
        for section in revision.sections:
            entries = [*section.entries.items(), *section.hybrid.items()]
            listed |= {entry[1] for _, entry in entries if entry[0] == IN_FILE}
            listed |= {section.offset, section.hybrid_start}
            roots += sum(n == root[0] for n, _ in entries) if root else 0
    if any(at not in listed for _, at in object_headers(source, revisions[0].end_min)):
        return True
    return sum(1 for _ in source.find_all(b"/Catalog")) > roots


def _is_sound(objects: Objects, revisions: list[RevisionSections]) -> bool:
    """Whether every object can be read, every stream has the length that it says, and the
    page tree holds as many pages as it says (7.7.3): some readers rebuild a file otherwise."""
    try:
        if any(not _has_its_pages(objects.as_of(at + 1)) for at in range(len(revisions))):
            return False
        for at, revision in enumerate(revisions, start=1):
            view = objects.as_of(at)
            for number in revision.numbers():
                found = view.get(number)
                if found is not None and isinstance(found.value, Stream):
                    view.stream_length(found.value)
    except DecodeError:
        return False
    return True


def _has_its_pages(view: Objects) -> bool:
    tree = view.resolve(view.catalog.get("Pages"))
    stack, pages, seen = [tree], 0, 0
    while stack:
        node = stack.pop()
        seen += 1
        if not isinstance(node, Dictionary) or seen > MAX_OBJECTS:
            return False
        kids = view.resolve(node.get("Kids"))
        if node.get("Type") == "Pages" and isinstance(kids, list):
            stack.extend(view.resolve(kid) for kid in kids)
            if len(stack) > MAX_OBJECTS:
                return False
        elif node.get("Type") == "Page":
            pages += 1
        else:
            return False
    return isinstance(tree, Dictionary) and tree.get("Count") == pages


def _lead_to_objects(source: Source, view: Objects, entries: dict[int, Entry]) -> bool:
    """Whether every entry leads to the object of its number."""
    held: dict[int, set[int]] = {}
    for number, (kind, place, _) in entries.items():
        if kind == IN_FILE:
            head = _HEAD.match(source.read(place, _HEAD_BYTES))
            if head is None or int(head[1]) != number:
                return False
        elif kind == IN_STREAM:
            held.setdefault(place, set()).add(number)
    try:
        return all(
            numbers <= view.places_in_object_stream(container).keys()
            for container, numbers in held.items()
        )
    except DecodeError:
        return False


def _is_tidy(objects: Objects, source: Source, revisions: list[RevisionSections]) -> bool:
    """Whether the last object of each number is one that the data of some revision names.

    An older version is what was signed, or what an update changed before the eyes of the
    review: neither shows anything new.
    """
    named, members = _named(source, revisions)
    sections = {
        place
        for revision in revisions
        for section in revision.sections
        for place in (section.offset, section.hybrid_start)
    }
    last = {n: at for n, at in object_headers(source) if at not in sections}
    if any((number, at) not in named for number, at in last.items()):
        return False
    if any(number not in last for number, _ in named):
        return False
    if sum(1 for _ in source.find_all(b"/Catalog")) > len(revisions):
        return False
    return _are_streams_tidy(objects, source, revisions, members)


def _named(
    source: Source, revisions: list[RevisionSections]
) -> tuple[set[tuple[int, int]], set[tuple[int, int, int]]]:
    """(object, offset) and (object, object stream, index) of every entry of every revision."""
    in_file: set[tuple[int, int]] = set()
    in_stream: set[tuple[int, int, int]] = set()
    for revision in revisions:
        for section in revision.sections:
            for number, entry in (*section.entries.items(), *section.hybrid.items()):
                if entry[0] == IN_FILE:
                    head = source.read(entry[1], _HEAD_BYTES)
                    white = len(head) - len(head.lstrip(WHITE_SPACE))
                    in_file.add((number, entry[1] + white))
                elif entry[0] == IN_STREAM:
                    in_stream.add((number, entry[1], entry[2]))
    return in_file, in_stream


def _are_streams_tidy(
    objects: Objects,
    source: Source,
    revisions: list[RevisionSections],
    members: set[tuple[int, int, int]],
) -> bool:
    """Whether object streams hold nothing but what the data says that they hold."""
    containers = {number for revision in revisions for number in revision.object_streams()}
    if sum(1 for _ in _matches(source, _OBJECT_STREAM)) > len(containers):
        return False
    tables = sum(not section.is_stream for revision in revisions for section in revision.sections)
    if sum(1 for _ in _matches(source, _TRAILER)) > tables:
        return False
    try:
        return all(
            (number, container, index) in members
            for container in containers
            for index, number in enumerate(objects.places_in_object_stream(container))
        )
    except DecodeError:
        return False


def _matches(source: Source, pattern: re.Pattern[bytes]) -> Iterator[bytes]:
    """Every match, also across blocks; one in an overlap may count twice."""
    tail = b""
    for block in source.blocks(0, source.size):
        window = tail + block
        yield from (match[0] for match in pattern.finditer(window))
        tail = window[-24:]
