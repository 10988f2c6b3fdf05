"""What differs between two drawings of a page, as a few rectangles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from esign_verify.evidence.pictures import PARTS
from esign_verify.inspect.pictures_wire import Box
from esign_verify.limits import MAX_CHANGED_AREAS

if TYPE_CHECKING:
    from collections.abc import Iterator

_CELL = 6
"""Pixels on each side of a cell; a page is some 150 by 200 of them."""
_ACROSS, _DOWN = 5, 2
"""Cells from a changed one to another that still belongs to it: words of a line, lines."""
_NOTICED = 8
"""Difference of a colour, of 255, that counts: below it nobody sees one."""

Cell = tuple[int, int]


def changed_areas(signed: Image.Image, current: Image.Image) -> tuple[Box, ...]:
    """Rectangles in `PARTS` of the picture, from the top; the whole page where sizes differ."""
    if signed.size != current.size:
        return ((0, 0, PARTS, PARTS),)
    different = ImageChops.difference(signed, current)
    bands = [band.point(lambda value: 255 * (value >= _NOTICED)) for band in different.split()]
    noticed = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    if noticed.getbbox() is None:
        return ()
    boxes = _merged(_groups(_cells(noticed)))
    width, height = signed.size
    return tuple(
        (
            left * _CELL * PARTS // width,
            top * _CELL * PARTS // height,
            min(PARTS, -(-right * _CELL * PARTS // width)),
            min(PARTS, -(-bottom * _CELL * PARTS // height)),
        )
        for left, top, right, bottom in sorted(boxes, key=lambda box: (box[1], box[0]))
    )


def _cells(noticed: Image.Image) -> set[Cell]:
    """(column, row) of every cell with a pixel that differs."""
    found: set[Cell] = set()
    for top in range(0, noticed.height, _CELL):
        band = noticed.crop((0, top, noticed.width, min(top + _CELL, noticed.height)))
        if band.getbbox() is None:
            continue
        for left in range(0, noticed.width, _CELL):
            right = min(left + _CELL, noticed.width)
            if band.crop((left, 0, right, band.height)).getbbox():
                found.add((left // _CELL, top // _CELL))
    return found


def _groups(cells: set[Cell]) -> list[Box]:
    """Bounding boxes, in cells, of cells that lie near each other."""
    boxes = []
    left_over = set(cells)
    while left_over:
        start = left_over.pop()
        stack, group = [start], [start]
        while stack:
            for near in _near(stack.pop()):
                if near in left_over:
                    left_over.remove(near)
                    stack.append(near)
                    group.append(near)
        columns, rows = [c for c, _ in group], [r for _, r in group]
        boxes.append((min(columns), min(rows), max(columns) + 1, max(rows) + 1))
    return boxes


def _near(cell: Cell) -> Iterator[Cell]:
    column, row = cell
    for across in range(-_ACROSS, _ACROSS + 1):
        for down in range(-_DOWN, _DOWN + 1):
            yield column + across, row + down


def _merged(boxes: list[Box]) -> list[Box]:
    """Boxes that overlap become one; so do all of them where there are too many to look at."""
    if len(boxes) > MAX_CHANGED_AREAS:
        return [_around(boxes)]
    done: list[Box] = []
    for box in sorted(boxes):
        while touching := [other for other in done if _touch(box, other)]:
            done = [other for other in done if other not in touching]
            box = _around([box, *touching])  # noqa: PLW2901 - it grows
        done.append(box)
    return done


def _touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _around(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
