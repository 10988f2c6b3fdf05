"""Places on a page: boxes, matrices, and what is drawn where (ISO 32000-2, 8.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from esign_verify._frozen import frozen

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Lower left, upper right, in units of the page (or of the appearance)."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


FAR = 1e9
"""Farther out than any page reaches: coordinates end here."""
EVERYWHERE: Box = (-FAR, -FAR, FAR, FAR)


@frozen
class Mark:
    """One thing that is drawn."""

    box: Box
    opaque: bool = False
    """an area, or an image without transparency"""
    white: bool = False
    text: bytes = b""
    faint: bool = False
    """clipped away, or as good as transparent"""
    picture: bool = False
    """an image or a pattern: what it shows is not looked into"""
    font: str = ""
    """resource name of the font that `text` is shown in"""


def multiply(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def box_of(points: Iterable[Point], matrix: Matrix) -> Box:
    a, b, c, d, e, f = matrix
    placed = [(a * x + c * y + e, b * x + d * y + f) for x, y in points]
    xs, ys = [x for x, _ in placed], [y for _, y in placed]
    return min(xs), min(ys), max(xs), max(ys)


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def widened(box: Box, matrix: Matrix, line_width: float) -> Box:
    """A box with half a line's width around it: lines are drawn on both sides of a path."""
    scale = max(abs(matrix[0]) + abs(matrix[2]), abs(matrix[1]) + abs(matrix[3]))
    half = abs(line_width) * scale / 2
    return box[0] - half, box[1] - half, box[2] + half, box[3] + half


def unit_square(matrix: Matrix) -> Box:
    return box_of([(0, 0), (1, 0), (0, 1), (1, 1)], matrix)


def matrix_of(value: Any) -> Matrix:
    if isinstance(value, list) and len(value) == 6:
        numbers = [float(n) for n in value if isinstance(n, int | float)]
        if len(numbers) == 6:
            return (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
    return IDENTITY
