"""Which pages are drawn, and which signed revisions beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from esign_verify.evidence import ChangeKind, DocumentEvidence
from esign_verify.inspect.page_pairs import PagePairs
from esign_verify.inspect.pictures_wire import Job, Rectangle, Version
from esign_verify.limits import MAX_PICTURE_PAGES, MAX_PICTURE_VERSIONS, MAX_SEARCHED_PAGES

_SHOWS = (ChangeKind.CONTENT, ChangeKind.UNEXPLAINED)
"""Kinds of changes that may show on pages which they do not name."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A rectangle of a page, and whose it is: of a field, or of a change."""

    rectangle: Rectangle
    field: int | None = None
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Pages in the order of their importance."""

    jobs: tuple[Job, ...]
    left_out: tuple[int, ...]
    """pages that were wanted too"""
    spots: dict[tuple[int, int], tuple[Spot, ...]]
    """(revision, page) → what the rectangles of that version are"""


def plan_pictures(evidence: DocumentEvidence, pairs: PagePairs) -> Plan:
    """Pages with signatures first, then those that later revisions changed, the first page."""
    last = len(evidence.revisions)
    signed = _signed_revisions(evidence)
    spots: dict[tuple[int, int], tuple[Spot, ...]] = {}

    def version(revision: int, page: int, now: int) -> Version:
        places = spots.setdefault((revision, page), tuple(_spots(evidence, revision, now)))
        return Version(
            revision=revision,
            end=_end(evidence, revision),
            page=page,
            rectangles=tuple(spot.rectangle for spot in places),
        )

    def job(page: int, *, search: bool = False) -> Job:
        pages = [(revision, pairs.earlier(page, revision)) for revision in signed]
        return Job(
            current=version(last, page, page),
            signed=tuple(version(revision, other, page) for revision, other in pages if other),
            only_if_different=search,
        )

    wanted = list(dict.fromkeys(_wanted(evidence, pairs)))
    jobs = [job(page) for page in wanted[:MAX_PICTURE_PAGES]]
    for revision in signed:
        jobs += [
            Job(current=None, signed=(version(revision, page, 0),))
            for page in pairs.removed(revision)[: max(0, MAX_PICTURE_PAGES - len(jobs))]
        ]
    if signed and any(_may_show_anywhere(evidence, min(signed))):
        others = (page for page in range(1, pairs.pages + 1) if page not in wanted)
        jobs += [job(page, search=True) for page in islice(others, MAX_SEARCHED_PAGES)]
    return Plan(tuple(jobs), tuple(wanted[MAX_PICTURE_PAGES:]), spots)


def _signed_revisions(evidence: DocumentEvidence) -> list[int]:
    """Signed revisions that are not the last one; where they are many, the newest."""
    last = len(evidence.revisions)
    return sorted({f.revision for f in evidence.fields if 0 < f.revision < last})[
        -MAX_PICTURE_VERSIONS:
    ]


def _wanted(evidence: DocumentEvidence, pairs: PagePairs) -> Iterator[int]:
    yield from (field.page for field in evidence.fields if field.page)
    yield from (change.page for change in evidence.changes if change.page)
    yield from pairs.added()
    yield 1


def _may_show_anywhere(evidence: DocumentEvidence, signed: int) -> Iterator[bool]:
    for change in evidence.changes:
        if change.revision > signed:
            yield change.page is None and change.kind in _SHOWS


def _spots(evidence: DocumentEvidence, revision: int, page: int) -> Iterator[Spot]:
    """What stands on a page: fields of signatures that were there by then, and changes.

    `page`: its number in the last revision, which is that of fields and changes; 0 for none.
    """
    for index, field in enumerate(evidence.fields):
        there = field.revision == 0 or field.revision <= revision
        if field.page == page and field.rectangle is not None and there:
            yield Spot(field.rectangle, field=index)
    if revision == len(evidence.revisions):
        for index, change in enumerate(evidence.changes):
            if change.page == page and change.rectangle is not None:
                yield Spot(change.rectangle, change=index)


def _end(evidence: DocumentEvidence, revision: int) -> int:
    """The last revision goes to the end of the file: what follows it is seen by readers too."""
    if revision == len(evidence.revisions):
        return evidence.size - evidence.header_offset
    return evidence.revisions[revision - 1].end
