"""The part of the graphics state that placing needs (ISO 32000-2, 8.4.1, 9.3)."""

from __future__ import annotations

from typing import Any

from esign_verify.document.changes.marks import EVERYWHERE, IDENTITY, Box, Matrix
from esign_verify.document.changes.metrics import Metrics


def numbers_of(operands: list[Any], count: int) -> list[float]:
    """The last `count` numbers; zeros where there are fewer."""
    numbers = [n for n in operands if isinstance(n, float)][-count:]
    return numbers if len(numbers) == count else [0.0] * count


class GraphicsState:
    """What `q` keeps and `Q` brings back."""

    __slots__ = (
        "character",
        "clip",
        "faint",
        "font",
        "leading",
        "line_width",
        "matrix",
        "metrics",
        "mode",
        "pattern",
        "rise",
        "size",
        "stretch",
        "white",
        "word",
    )

    def __init__(self) -> None:
        self.matrix: Matrix = IDENTITY
        self.line_width = 1.0
        self.white = False
        self.clip: Box = EVERYWHERE
        self.faint = False
        """by opacity or a mask (11.6.4.4, 11.6.5)"""
        self.pattern = False
        self.font = ""
        self.metrics = Metrics()
        self.size = 0.0
        self.leading = 0.0
        self.mode = 0.0
        self.character = 0.0
        """Tc"""
        self.word = 0.0
        """Tw"""
        self.stretch = 1.0
        """Tz, as a factor"""
        self.rise = 0.0
        """Ts"""

    def copy(self) -> GraphicsState:
        other = GraphicsState()
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        return other

    def width(self, text: bytes, kerning: float) -> float:
        """How far a text moves the pen (9.4.4)."""
        count = (len(text) + 1) // 2 if self.metrics.pairs else len(text)
        spaces = 0 if self.metrics.pairs else text.count(b" ")
        units = self.metrics.width(text) * self.size - kerning * self.size / 1000
        return (units + count * self.character + spaces * self.word) * self.stretch
