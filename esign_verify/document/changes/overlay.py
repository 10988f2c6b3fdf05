"""What a new widget or annotation lies on: nothing, content of the page, or hides it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.document.changes.drawing import (
    draw_page,
    draw_stream,
    mostly_under,
)
from esign_verify.document.changes.entries import flags_of
from esign_verify.document.changes.marks import (
    EVERYWHERE,
    FAR,
    IDENTITY,
    Box,
    Mark,
    Point,
    box_of,
    overlap,
    widened,
)
from esign_verify.document.changes.step import Step
from esign_verify.document.membership import Membership
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.errors import DecodeError
from esign_verify.evidence import Overlay

HIDDEN = 1 | 2 | 32
"""/F: Invisible, Hidden, NoView."""


_POINTS = ("QuadPoints", "InkList", "L", "Vertices", "CL", "Path")
"""Where annotations of lines and areas are drawn (12.5.6)."""

_ORDER = [Overlay.NONE, Overlay.COVERS, Overlay.UNKNOWN, Overlay.HIDES]


@frozen
class Seen:
    """What an annotation lies on, and on which page it does."""

    overlay: Overlay
    page: int | None


def rectangle_of(step: Step, value: Any) -> Box | None:
    """/Rect, normalised to lower left, upper right; None where there is none.

    One that makes no sense may stand anywhere: readers guess, and so may an attacker.
    """
    raw = step.new.resolve(value.get("Rect")) if isinstance(value, Dictionary) else None
    if raw is None:
        return None
    numbers = [step.new.resolve(item) for item in raw[:4]] if isinstance(raw, list) else []
    if len(numbers) < 4 or not all(isinstance(n, int | float) for n in numbers):
        return EVERYWHERE
    x0, y0, x1, y1 = (float(max(-FAR, min(FAR, n))) for n in numbers)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def overlay_of(step: Step, number: int, *pages: int, membership: Membership | None = None) -> Seen:
    """The worst that an annotation lies on, of all the pages that show it."""
    seen = [_on_page(step, number, page, membership or step.new) for page in pages]
    return max(seen, key=lambda one: _ORDER.index(one.overlay), default=Seen(Overlay.NONE, None))


def _on_page(step: Step, number: int, page: int, where: Membership) -> Seen:
    """Compare the appearance of an annotation with what a page shows without it."""
    value = where.value(number)
    box = _place_of(step, where, value)
    if box is None or box[0] >= box[2] or box[1] >= box[3]:
        return Seen(Overlay.NONE, page)
    appearances = list(appearances_of(where, value))
    if not appearances and _draws_nothing(where, value):
        return Seen(Overlay.NONE, page)
    try:
        content = page_content(step, page, without=number)
    except DecodeError:
        return Seen(Overlay.UNKNOWN, page)
    step.before.spend(2 * len(content))
    covered = [mark for mark in content if overlap(mark.box, box)]
    if not covered:
        return Seen(Overlay.NONE, page)
    opaque = not appearances or any(_is_opaque(step, *drawn) for drawn in appearances)
    return Seen(Overlay.HIDES if opaque else Overlay.COVERS, page)


def _place_of(step: Step, where: Membership, annotation: Any) -> Box | None:
    """Where an annotation is drawn: in its /Rect, if it has an appearance (12.5.5).

    Without one readers draw lines and areas where their points are, wherever /Rect is; a
    watermark of fixed print is placed by a matrix (12.5.6.22).
    """
    box = rectangle_of(step, annotation)
    if not isinstance(annotation, Dictionary):
        return box
    if "FixedPrint" in annotation:
        return EVERYWHERE
    if any(appearances_of(where, annotation)):
        return box
    points = [point for key in _POINTS for point in _pairs(where, annotation.get(key))]
    if not points:
        return box
    style = where.resolve(annotation.get("BS"))
    width = where.resolve(style.get("W")) if isinstance(style, Dictionary) else 1
    half = float(width) if isinstance(width, int | float) else 1.0
    x0, y0, x1, y1 = widened(box_of([*points], IDENTITY), IDENTITY, half)
    if box is None:
        return x0, y0, x1, y1
    return min(x0, box[0]), min(y0, box[1]), max(x1, box[2]), max(y1, box[3])


def _pairs(where: Membership, raw: Any) -> Iterator[Point]:
    """The points of an array of numbers, or of arrays of numbers."""
    value = where.resolve(raw)
    items = [where.resolve(item) for item in value] if isinstance(value, list) else []
    numbers = [float(item) for item in items if isinstance(item, int | float)]
    yield from zip(numbers[::2], numbers[1::2], strict=False)
    for item in items:
        inner = [where.resolve(n) for n in item] if isinstance(item, list) else []
        found = [float(n) for n in inner if isinstance(n, int | float)]
        yield from zip(found[::2], found[1::2], strict=False)


def _draws_nothing(where: Membership, annotation: Any) -> bool:
    """Whether readers make nothing of an annotation without an appearance: links, pop-ups,
    and widgets, but those with a background (12.5.6.19, /MK /BG)."""
    subtype = where.resolve(annotation.get("Subtype"))
    if subtype == "Widget":
        look = where.resolve(annotation.get("MK"))
        return not isinstance(look, Dictionary) or "BG" not in look
    return False


def says_something(step: Step, number: int) -> bool:
    """Whether a widget shows letters or a picture, or what cannot be read."""
    try:
        return any(
            mark.text or mark.picture
            for stream, owner in appearances_of(step.new, step.new.value(number))
            for mark in draw_stream(step.after, stream, owner)
        )
    except DecodeError:
        return True


def appearances_of(where: Membership, annotation: Any) -> Iterator[tuple[Stream, Reference | None]]:
    """Every stream that an annotation can be drawn with, whatever its state (12.5.5)."""
    entries = where.resolve(annotation.get("AP")) if isinstance(annotation, Dictionary) else None
    for key in ("N", "R", "D"):
        raw = entries.get(key) if isinstance(entries, Dictionary) else None
        entry = where.resolve(raw)
        for state in entry.values() if isinstance(entry, Dictionary) else (raw,):
            stream = where.resolve(state)
            if isinstance(stream, Stream):
                yield stream, state if isinstance(state, Reference) else None


def _is_opaque(step: Step, appearance: Stream, owner: Reference | None) -> bool:
    """Whether an appearance paints areas; one that cannot be read is taken to."""
    try:
        marks = draw_stream(step.after, appearance, owner)
    except DecodeError:
        return True
    return any(mark.opaque for mark in marks)


def fill_overlay(step: Step, number: int) -> Overlay:
    """Whether a filled field, which stood there when it was signed, buries words of the page.

    Fields lie on lines, boxes and dots: only letters and images that are mostly under one count.
    """
    box = rectangle_of(step, step.new.value(number))
    page = step.page_of(number)
    if box is None or page is None:
        return Overlay.NONE
    try:
        content = _own_content(step, page)
    except DecodeError:
        return Overlay.NONE
    buried = [mark for mark in content if _is_word(mark) and mostly_under(mark.box, box)]
    if not buried:
        return Overlay.NONE
    appearances = appearances_of(step.new, step.new.value(number))
    opaque = any(_is_opaque(step, *drawn) for drawn in appearances)
    return Overlay.HIDES if opaque else Overlay.COVERS


def _is_word(mark: Mark) -> bool:
    return any(chr(code).isalnum() for code in mark.text) or (mark.opaque and not mark.text)


def page_content(step: Step, page: int, *, without: int) -> list[Mark]:
    """What a page shows in the revision before: its content, and other annotations."""
    marks = list(_own_content(step, page))
    value = step.old.value(step.old.page_object(page) or step.new.page_object(page))
    annotations = step.old.resolve(value.get("Annots")) if isinstance(value, Dictionary) else None
    for item in annotations if isinstance(annotations, list) else ():
        other = step.old.resolve(item)
        if isinstance(item, Reference) and item.number == without:
            continue
        if not isinstance(other, Dictionary) or not _is_shown(step.old, other):
            continue
        box = _place_of(step, step.old, other)
        if box is not None and not flags_of(step.old, other, "F") & HIDDEN:
            marks.append(Mark(box))
    return marks


def _is_shown(where: Membership, annotation: Dictionary) -> bool:
    """Whether an annotation is drawn: by its appearance, or by readers from what it says."""
    if any(appearances_of(where, annotation)):
        return True
    if where.resolve(annotation.get("Subtype")) in ("Link", "Popup"):
        return False
    return not _draws_nothing(where, annotation) or isinstance(annotation.get("V"), bytes)


def _own_content(step: Step, page: int) -> list[Mark]:
    number = step.old.page_object(page) or step.new.page_object(page)
    if number not in step.drawn:
        # a page's content is the same in all revisions, or the document is altered anyway
        step.drawn[number] = draw_page(step.before, number)
    return step.drawn[number]
