"""Which pages are drawn, and which earlier revisions beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Plan:
    """Pages in the order of their importance."""

    evidence: DocumentEvidence
    newest: int
    """the revision that earlier ones are compared with"""
    jobs: list[Job] = field(default_factory=list)
    left_out: tuple[int, ...] = ()
    """pages that were wanted too"""
    spots: dict[tuple[int, int], tuple[Spot, ...]] = field(default_factory=dict)
    """(revision, page) → what the rectangles of that version are"""

    def version(self, revision: int, page: int, now: int) -> Version:
        """`now`: the page's number in the last revision; 0 where it is no more."""
        places = tuple(_spots(self.evidence, revision, now))
        self.spots[revision, page] = places
        return Version(
            revision=revision,
            end=_end(self.evidence, revision),
            page=page,
            rectangles=tuple(spot.rectangle for spot in places),
        )


def signed_revisions(evidence: DocumentEvidence) -> list[int]:
    """Signed revisions that are not the last one; where they are many, the newest."""
    last = len(evidence.revisions)
    found = {field.revision for field in evidence.fields if 0 < field.revision < last}
    return sorted(found)[-MAX_PICTURE_VERSIONS:]


def plan_pictures(evidence: DocumentEvidence, pairs: PagePairs) -> Plan:
    """Pages with signatures first, then those that later revisions changed, the first page."""
    signed = signed_revisions(evidence)
    plan = Plan(evidence, len(evidence.revisions))

    def job(page: int, *, search: bool = False) -> Job:
        pages = [(revision, pairs.earlier(page, revision)) for revision in signed]
        return Job(
            current=plan.version(plan.newest, page, page),
            signed=tuple(plan.version(revision, then, page) for revision, then in pages if then),
            only_if_different=search,
        )

    wanted = list(dict.fromkeys(_wanted(evidence, pairs)))
    plan.jobs = [job(page) for page in wanted[:MAX_PICTURE_PAGES]]
    plan.left_out = tuple(wanted[MAX_PICTURE_PAGES:])
    for revision in signed:
        for page in islice(pairs.removed(revision), MAX_PICTURE_PAGES - len(plan.jobs)):
            plan.jobs.append(Job(current=None, signed=(plan.version(revision, page, 0),)))
    if signed and any(_may_show_anywhere(evidence, min(signed))):
        others = (page for page in range(1, len(pairs.last) + 1) if page not in wanted)
        plan.jobs += [job(page, search=True) for page in islice(others, MAX_SEARCHED_PAGES)]
    return plan


def plan_comparison(
    evidence: DocumentEvidence,
    pairs: PagePairs,
    revisions: tuple[int, int],
    pages: Iterable[tuple[int | None, int | None]],
) -> Plan:
    """Pages of two revisions, older and newer, beside each other; None where it has none."""
    older, newer = revisions
    plan = Plan(evidence, newer)
    wanted = list(pages)
    for then, page in wanted[:MAX_PICTURE_PAGES]:
        now = pairs.now(page, newer) if page else 0
        plan.jobs.append(
            Job(
                current=plan.version(newer, page, now) if page else None,
                signed=(plan.version(older, then, now),) if then else (),
            )
        )
    plan.left_out = tuple(page or then or 0 for then, page in wanted[MAX_PICTURE_PAGES:])
    return plan


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
    for index, signature in enumerate(evidence.fields):
        there = signature.revision <= revision
        if signature.page == page and signature.rectangle is not None and there:
            yield Spot(signature.rectangle, field=index)
    for index, change in enumerate(evidence.changes):
        if change.page == page and change.rectangle is not None and change.revision <= revision:
            yield Spot(change.rectangle, change=index)


def _end(evidence: DocumentEvidence, revision: int) -> int:
    """The last revision goes to the end of the file: what follows it is seen by readers too."""
    if revision == len(evidence.revisions):
        return evidence.size - evidence.header_offset
    return evidence.revisions[revision - 1].end
