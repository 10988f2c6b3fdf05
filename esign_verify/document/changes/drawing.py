"""Where a content stream draws, and what text it shows (ISO 32000-2, 8.2, 9.4).

Not a renderer: boxes of text, images and paths, good enough to say that something new
lies on them. The width of text is estimated; clipping is ignored; white areas and
backgrounds of the whole page count as nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from esign_verify.document.changes.marks import Box, Mark
from esign_verify.document.changes.operators import Interpreter
from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_CONTENT_BYTES, VALUE_COST

_INHERITING = 64
"""Levels of the page tree that attributes are looked for in."""


def contains(one: Box, other: Box) -> bool:
    return one[0] <= other[0] and one[1] <= other[1] and other[2] <= one[2] and other[3] <= one[3]


def mostly_under(mark: Box, box: Box) -> bool:
    """Whether half of `mark` or more lies in `box`."""
    width = min(mark[2], box[2]) - max(mark[0], box[0])
    height = min(mark[3], box[3]) - max(mark[1], box[1])
    area = (mark[2] - mark[0]) * (mark[3] - mark[1])
    return width > 0 and height > 0 and width * height >= area / 2


def draw_page(view: Objects, number: int) -> list[Mark]:
    """What a page draws, but for its annotations; DecodeError where that cannot be read."""
    page = view.resolve(Reference(number, 0))
    if not isinstance(page, Dictionary):
        raise DecodeError("page_content_malformed")
    raw = page.get("Contents")
    contents = view.resolve(raw)
    parts = contents if isinstance(contents, list) else [raw]
    data = b"\n".join(_decoded(view, part) for part in parts if view.resolve(part) is not None)
    if len(data) > MAX_CONTENT_BYTES:
        raise DecodeError("pdf_stream_too_large", limit=MAX_CONTENT_BYTES)
    resources = _inherited(view, page, "Resources")
    marks = _draw(view, data, resources if isinstance(resources, Dictionary) else Dictionary())
    whole = _inherited(view, page, "MediaBox")
    return [
        mark
        for mark in marks
        if not (mark.white and mark.opaque) and not _is_background(mark, whole)
    ]


def draw_stream(view: Objects, stream: Stream, owner: Reference | None) -> list[Mark]:
    """What an appearance draws, in its own space (12.5.5)."""
    resources = view.resolve(stream.dictionary.get("Resources"))
    data = view.decode(stream, owner)
    if len(data) > MAX_CONTENT_BYTES:
        raise DecodeError("pdf_stream_too_large", limit=MAX_CONTENT_BYTES)
    return _draw(view, data, resources if isinstance(resources, Dictionary) else Dictionary())


def _draw(view: Objects, data: bytes, resources: Dictionary) -> list[Mark]:
    interpreter = Interpreter(view)
    try:
        interpreter.run(data, resources)
    finally:
        view.spend(VALUE_COST * interpreter.tokens)
    return interpreter.marks


def _decoded(view: Objects, part: Any) -> bytes:
    stream = view.resolve(part)
    if not isinstance(stream, Stream):
        raise DecodeError("page_content_malformed")
    return view.decode(stream, part if isinstance(part, Reference) else None)


def _inherited(view: Objects, page: Dictionary, key: str) -> Any:
    node: Any = page
    for _ in range(_INHERITING):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return view.resolve(node[key])
        node = view.resolve(node.get("Parent"))
    return None


def _is_background(mark: Mark, media_box: Any) -> bool:
    """An area over nearly the whole page, as word processors paint it; a scan is the content."""
    if (
        not mark.opaque
        or mark.text
        or mark.picture
        or not isinstance(media_box, list)
        or len(media_box) != 4
    ):
        return False
    if not all(isinstance(value, int | float) for value in media_box):
        return False
    x0, y0, x1, y1 = sorted_box(media_box)
    width, height = mark.box[2] - mark.box[0], mark.box[3] - mark.box[1]
    return width >= 0.95 * (x1 - x0) and height >= 0.95 * (y1 - y0)


def sorted_box(values: Iterable[float]) -> Box:
    x0, y0, x1, y1 = values
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
