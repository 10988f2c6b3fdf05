"""Drawings as data: shapes with numbers and texts, which a template writes as SVG.

Nothing here makes markup: what a document says stays a text until the template
escapes it. Units are those of the drawing's viewBox, y grows downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LETTER = 6.6
"""Width of a common letter at 12 units, generously: system fonts differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    css: str
    kind: str = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    css: str
    kind: str = "box"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """`anchor`: `start`, `middle` or `end` of the text stands at x."""

    x: float
    y: float
    text: str
    css: str = "label"
    anchor: str = "start"
    kind: str = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A closed figure: corners in order."""

    points: str
    css: str
    kind: str = "shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    x: float
    y: float
    radius: float
    css: str
    kind: str = "circle"


Figure = Line | Box | Label | Shape | Circle


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """`id` is unique on the page; title and description are for who cannot see it."""

    id: str
    width: float
    height: float
    title: str
    description: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Moments to places on a line; what lies outside is put at its ends."""

    start: datetime
    end: datetime
    left: float
    right: float

    def place(self, moment: datetime) -> float:
        span = (self.end - self.start) / timedelta(seconds=1)
        share = (moment - self.start) / timedelta(seconds=1) / span if span else 0.5
        return number(self.left + (self.right - self.left) * min(1.0, max(0.0, share)))

    def ticks(self, most: int = 8) -> tuple[datetime, ...]:
        """First days of years, or of months where the line is short, evenly thinned."""
        years = [
            self.start.replace(year=year, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
            for year in range(self.start.year + 1, self.end.year + 1)
        ]
        if len(years) >= 2:
            return tuple(thin(years, most))
        months = [
            self.start.replace(
                year=index // 12,
                month=index % 12 + 1,
                day=1,
                hour=0,
                minute=0,
                second=0,
                microsecond=0,
            )
            for index in range(_month(self.start) + 1, _month(self.end) + 1)
        ]
        return tuple(thin(months, most))


def _month(moment: datetime) -> int:
    return moment.year * 12 + moment.month - 1


def thin(items: Sequence[datetime], most: int) -> list[datetime]:
    """At most `most` of them, evenly apart, from the first on."""
    step = max(1, -(-len(items) // most))
    return list(items[::step])


def number(value: float) -> float:
    """One decimal is more than a screen shows, and the same on every machine."""
    return round(value, 1)


def diamond(x: float, y: float, radius: float, css: str) -> Shape:
    corners = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
    points = " ".join(f"{number(a):g},{number(b):g}" for a, b in corners)
    return Shape(points=points, css=css)


def fitting(text: str, width: float) -> str:
    """`text`, shortened to what certainly fits into `width` units."""
    letters = max(1, int(width / LETTER))
    return text if len(text) <= letters else text[: letters - 1] + "…"
