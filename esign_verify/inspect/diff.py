"""Two revisions of one document compared: objects and pages, without any judgement.

The document's own cross-reference data says what each revision holds (ISO 32000-2, 7.5.6);
only objects that a revision in between writes are looked at.
"""

from __future__ import annotations

import os
from pathlib import Path

from esign_verify._version import __version__
from esign_verify.document import open_document
from esign_verify.document.pages import page_objects
from esign_verify.document.raw import Objects, Structure, open_structure
from esign_verify.document.source import DocumentSource
from esign_verify.errors import DocumentError, UsageError
from esign_verify.evidence.difference import (
    Action,
    Difference,
    ObjectDifference,
    PageDifference,
    RevisionSpan,
)
from esign_verify.inspect.diff_objects import ObjectComparison

Signed = dict[int, tuple[str, ...]]
"""revision → names of the fields whose signatures end with it"""


def compare_revisions(
    source: DocumentSource,
    *,
    older: int | None = None,
    newer: int | None = None,
    password: str | None = None,
) -> Difference:
    """What differs between two revisions (1 is the first) of a path, bytes, or a file.

    `older`: by default the first one that is signed, or else the first; `newer`: by default
    the last. UsageError for revisions that the document does not have; DocumentError where
    it cannot be read at all.
    """
    signed = _signed(source, password)
    with open_structure(source, password=password) as structure:
        if structure.objects is None or not structure.decrypted:
            raise DocumentError(structure.problem, **structure.params)
        count = len(structure.revisions)
        first = min((n for n in signed if n), default=1) if older is None else older
        last = count if newer is None else newer
        for number in (first, last):
            if not 1 <= number <= count:
                raise UsageError("revision_unknown", number=number, count=count)
        if first > last:
            raise UsageError("revisions_reversed", older=first, newer=last)
        return _compare(source, structure, structure.objects, signed, (first, last))


def _signed(source: DocumentSource, password: str | None) -> Signed:
    """Nothing of a file that verification cannot read: its revisions may still differ."""
    try:
        with open_document(source, password=password) as document:
            fields = document.evidence.fields
    except DocumentError:
        return {}
    found: dict[int, list[str]] = {}
    for field in fields:
        found.setdefault(field.revision, []).append(next(iter(field.names), ""))
    return {revision: tuple(names) for revision, names in found.items()}


def _compare(
    source: DocumentSource,
    structure: Structure,
    objects: Objects,
    signed: Signed,
    revisions: tuple[int, int],
) -> Difference:
    older, newer = revisions
    pages = {number: page_objects(objects.as_of(number)) for number in revisions}
    comparison = ObjectComparison(structure, objects, older, newer)
    found = comparison.differences()
    named = isinstance(source, str | os.PathLike)
    return Difference(
        file_name=Path(source).name if named else "",  # type: ignore[arg-type]
        size=structure.source.file_size,
        sha256=structure.source.file_sha256(),
        revisions=len(structure.revisions),
        rebuilt=structure.rebuilt,
        older=_span(structure, older, pages[older], signed),
        newer=_span(structure, newer, pages[newer], signed),
        pages=_pages(found, pages[older], pages[newer]),
        objects=found,
        objects_total=comparison.total,
        rewritten_alike=comparison.alike,
        tool_version=__version__,
    )


def _span(
    structure: Structure, number: int, pages: tuple[int, ...], signed: Signed
) -> RevisionSpan:
    return RevisionSpan(
        number=number,
        end=structure.revisions[number - 1].end_min,
        pages=len(pages),
        signatures=signed.get(number, ()),
    )


def _pages(
    found: tuple[ObjectDifference, ...], older: tuple[int, ...], newer: tuple[int, ...]
) -> tuple[PageDifference, ...]:
    """Pages by their objects: one that stands elsewhere now is the same page."""
    then = {number: page for page, number in reversed(list(enumerate(older, start=1)))}
    now = {number: page for page, number in reversed(list(enumerate(newer, start=1)))}
    touched: dict[int, list[int]] = {}
    for difference in found:
        order = older if difference.action is Action.REMOVED else newer
        for page in difference.pages:
            if page <= len(order):
                touched.setdefault(order[page - 1], []).append(difference.number)
    removed = [number for number in then if number not in now]
    differing = [number for number in now if number not in then or number in touched]
    return tuple(
        PageDifference(
            action=_action(number in then, number in now),
            object_number=number,
            old_page=then.get(number),
            new_page=now.get(number),
            objects=tuple(touched.get(number, ())),
        )
        for number in (
            *sorted(differing, key=now.__getitem__),
            *sorted(removed, key=then.__getitem__),
        )
    )


def _action(before: bool, after: bool) -> Action:
    if before and after:
        return Action.CHANGED
    return Action.ADDED if after else Action.REMOVED
