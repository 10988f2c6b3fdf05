"""Answers of the child that draws, put together: pictures, comparisons, and what is missing."""

from __future__ import annotations

from dataclasses import replace

from esign_verify.evidence import ChangeKind
from esign_verify.evidence.pictures import (
    PARTS,
    Comparison,
    Mark,
    MarkKind,
    NotDrawn,
    NotDrawnReason,
    Picture,
    Pictures,
)
from esign_verify.inspect.pictures_plan import Plan, Spot
from esign_verify.inspect.pictures_wire import Answer, Box, Compared, Drawn, Job, Version
from esign_verify.limits import MAX_PICTURE_BYTES, MAX_PICTURES_BYTES

_MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_UNSEEN = (ChangeKind.EXTENSION, ChangeKind.STRUCTURE)

Key = tuple[int, int]
"""(revision, page)"""


class Album:
    """Grows by one answer after the other; believes no number of the child's."""

    def __init__(self, plan: Plan) -> None:
        self._evidence = plan.evidence
        self._plan = plan
        self._newest = plan.newest
        self._pages = 0
        self._left = MAX_PICTURES_BYTES
        self._pictures: dict[Key, Picture] = {}
        self._comparisons: list[tuple[Comparison, Key | None, Key | None]] = []
        self._not_drawn: list[NotDrawn] = [
            NotDrawn(reason=NotDrawnReason.PAGE_LIMIT, page=page) for page in plan.left_out
        ]

    def miss(self, job: Job, reason: NotDrawnReason) -> None:
        """A job that has no answer; of a page that was only looked through it is no loss."""
        if not job.only_if_different:
            for version in self._versions(job):
                self._note(version.revision, version.page, reason)

    def add(self, job: Job, answer: Answer) -> None:
        self._pages = max(self._pages, answer.pages)
        drawn = {one.revision: one for one in answer.drawn}
        for version in self._versions(job):
            one = drawn.get(version.revision)
            if one is not None:
                self._keep(version, one)
        compared = {one.revision: one for one in answer.compared}
        for version in job.signed:
            self._compare(job, version, compared.get(version.revision), drawn)

    def pictures(self) -> Pictures:
        """Everything, in an order that does not depend on which page was drawn first."""
        keys = sorted(self._pictures, key=lambda key: (key[0] != self._newest, key))
        index = {key: position for position, key in enumerate(keys)}
        comparisons = [
            replace(
                comparison,
                signed=index.get(signed) if signed else None,
                current=index.get(current) if current else None,
            )
            for comparison, signed, current in self._comparisons
        ]
        return Pictures(
            pages=self._pages,
            pictures=tuple(self._pictures[key] for key in keys),
            comparisons=tuple(sorted(comparisons, key=lambda one: (one.revision, one.page))),
            not_drawn=tuple(self._not_drawn),
        )

    @staticmethod
    def _versions(job: Job) -> tuple[Version, ...]:
        return (*((job.current,) if job.current else ()), *job.signed)

    def _note(self, revision: int, page: int, reason: NotDrawnReason) -> None:
        earlier = None if revision == self._newest else revision
        self._not_drawn.append(NotDrawn(reason=reason, page=page, revision=earlier))

    def _keep(self, version: Version, drawn: Drawn) -> None:
        if drawn.reason:
            known = drawn.reason in set(NotDrawnReason)
            reason = NotDrawnReason(drawn.reason) if known else NotDrawnReason.CRASHED
            self._note(version.revision, version.page, reason)
        elif drawn.data and not _is_picture(drawn):
            self._note(version.revision, version.page, NotDrawnReason.CRASHED)
        elif len(drawn.data) > self._left:
            self._note(version.revision, version.page, NotDrawnReason.SIZE_LIMIT)
        elif drawn.data:
            self._left -= len(drawn.data)
            self._pictures[version.revision, version.page] = Picture(
                page=version.page,
                revision=version.revision,
                width=drawn.width,
                height=drawn.height,
                media_type=drawn.media_type,
                data=drawn.data,
                marks=self._field_marks(version, drawn),
            )

    def _field_marks(self, version: Version, drawn: Drawn) -> tuple[Mark, ...]:
        marks = []
        for spot, box in self._placed(version, drawn):
            if spot.field is None:
                continue
            field = self._evidence.fields[spot.field]
            timestamp = field.type == "DocTimeStamp"
            kind = MarkKind.TIMESTAMP if timestamp else MarkKind.SIGNATURE
            name = next(iter(field.names), "")
            marks.append(_mark(kind, box, label=name, signature=spot.field))
        return tuple(marks)

    def _placed(self, version: Version, drawn: Drawn) -> list[tuple[Spot, Box]]:
        spots = self._plan.spots[version.revision, version.page]
        return [
            (spot, box)
            for spot, box in zip(spots, drawn.boxes, strict=False)
            if box is not None and _is_box(box)
        ]

    def _compare(
        self, job: Job, signed: Version, compared: Compared | None, drawn: dict[int, Drawn]
    ) -> None:
        if compared is None and job.current is not None:
            return  # one of the two could not be drawn, which is told of elsewhere
        areas = tuple(box for box in compared.areas if _is_box(box)) if compared else ()
        same = compared is not None and not areas
        if same and job.only_if_different:
            return
        boxes = self._placed(job.current, drawn[job.current.revision]) if job.current else []
        causes = {spot.change: box for spot, box in boxes if spot.change is not None}
        page = job.current.page if job.current else signed.page
        marks = tuple(
            _mark(MarkKind.CHANGED, area, changes=self._causes(area, page, signed.revision, causes))
            for area in areas
        )
        fields = enumerate(self._evidence.fields)
        comparison = Comparison(
            revision=signed.revision,
            fields=tuple(n for n, field in fields if field.revision == signed.revision),
            page=page,
            same=same,
            areas=marks,
        )
        current_key = (self._newest, page) if job.current else None
        self._comparisons.append((comparison, (signed.revision, signed.page), current_key))

    def _causes(
        self, area: Box, page: int, revision: int, boxes: dict[int, Box]
    ) -> tuple[int, ...]:
        """Later changes that the area lies on; else those of the page that name no place on it;
        else those that name no page."""
        later = [
            (index, change)
            for index, change in enumerate(self._evidence.changes)
            if change.revision > revision and change.kind not in _UNSEEN
        ]
        for belongs in (
            lambda index, _: index in boxes and _overlap(area, boxes[index]),
            lambda _, change: change.page == page and change.rectangle is None,
            lambda _, change: change.page is None,
        ):
            found = tuple(index for index, change in later if belongs(index, change))
            if found:
                return found
        return ()


def _mark(
    kind: MarkKind,
    box: Box,
    *,
    label: str = "",
    signature: int | None = None,
    changes: tuple[int, ...] = (),
) -> Mark:
    left, top, right, bottom = box
    return Mark(
        kind=kind,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        label=label,
        signature=signature,
        changes=changes,
    )


def _is_box(box: Box) -> bool:
    left, top, right, bottom = box
    return 0 <= left < right <= PARTS and 0 <= top < bottom <= PARTS


def _is_picture(drawn: Drawn) -> bool:
    magic = _MAGIC.get(drawn.media_type)
    small = len(drawn.data) <= MAX_PICTURE_BYTES
    return magic is not None and drawn.data.startswith(magic) and small and drawn.width > 0


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
