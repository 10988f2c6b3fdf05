"""How wide and how high a font draws its codes (ISO 32000-2, 9.2.4, 9.7.4.3).

What readers take from /Widths, /W and /FontMatrix; where a font says nothing, a guess.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary

_MAX_WIDTHS = 65536
_SMALL, _CAPITAL = 0.5, 0.7
"""Widths in units of the font size, where nobody says them."""
_LOW, _HIGH = -0.2, 0.8


@frozen
class Metrics:
    """Widths and heights in units of the font size."""

    widths: dict[int, float] = field(default_factory=dict)
    default: float | None = None
    """of a code that is not in `widths`; None: by the look of the letter"""
    low: float = _LOW
    high: float = _HIGH
    pairs: bool = False
    """codes have two bytes"""

    def width(self, text: bytes) -> float:
        if self.pairs:
            codes = [int.from_bytes(text[i : i + 2], "big") for i in range(0, len(text), 2)]
        else:
            codes = list(text)
        return sum(self._one(code) for code in codes)

    def _one(self, code: int) -> float:
        guess = _CAPITAL if 65 <= code <= 90 else _SMALL
        return self.widths.get(code, guess if self.default is None else self.default)


def metrics_of(view: Objects, font: Any) -> Metrics:
    """The metrics of a font dictionary; a guess for anything else."""
    if not isinstance(font, Dictionary):
        return Metrics()
    subtype = view.resolve(font.get("Subtype"))
    if subtype == "Type0":
        return _composite(view, font)
    listed, first = view.resolve(font.get("Widths")), view.resolve(font.get("FirstChar"))
    widths = {}
    if isinstance(listed, list) and isinstance(first, int):
        view.spend(min(len(listed), 256))
        for code, raw in enumerate(listed[:256], start=first):
            value = view.resolve(raw)
            if isinstance(value, int | float):
                widths[code] = float(value)
    if subtype == "Type3":
        return _drawn(view, font, widths)
    return Metrics({code: width / 1000 for code, width in widths.items()})


def _drawn(view: Objects, font: Dictionary, widths: dict[int, float]) -> Metrics:
    """A Type 3 font measures in a space of its own (9.6.4, /FontMatrix)."""
    matrix = _numbers(view, font.get("FontMatrix"), 6) or [0.001, 0.0, 0.0, 0.001, 0.0, 0.0]
    box = _numbers(view, font.get("FontBBox"), 4) or [0.0, 0.0, 0.0, 0.0]
    across, up = max(map(abs, matrix[:2])), max(map(abs, matrix[2:4]))
    low, high = min(box[1], box[3]) * up, max(box[1], box[3]) * up
    if low == high:
        # no box: as high as the widest letter is wide
        low, high = 0.0, max(widths.values(), default=0.0) * across
    return Metrics({code: width * across for code, width in widths.items()}, 0.0, low, high)


def _composite(view: Objects, font: Dictionary) -> Metrics:
    """/DW and /W of the descendant; by the code only where it is the CID (9.7.5.2)."""
    descendants = view.resolve(font.get("DescendantFonts"))
    descendant = view.resolve(descendants[0]) if isinstance(descendants, list | tuple) else None
    if not isinstance(descendant, Dictionary):
        return Metrics(default=1.0, pairs=True)
    default = view.resolve(descendant.get("DW", 1000))
    usual = default / 1000 if isinstance(default, int | float) else 1.0
    if view.resolve(font.get("Encoding")) not in ("Identity-H", "Identity-V"):
        return Metrics(default=max(usual, 1.0), pairs=True)
    return Metrics(_by_cid(view, view.resolve(descendant.get("W"))), usual, pairs=True)


def _by_cid(view: Objects, listed: Any) -> dict[int, float]:
    """`c [w1 w2 …]` and `first last w` (9.7.4.3)."""
    items = listed if isinstance(listed, list) else []
    view.spend(len(items))
    widths: dict[int, float] = {}
    place = 0
    while place + 1 < len(items) and len(widths) < _MAX_WIDTHS:
        first, second = view.resolve(items[place]), view.resolve(items[place + 1])
        if isinstance(first, int) and isinstance(second, list):
            view.spend(len(second))
            run = {first + n: view.resolve(w) for n, w in enumerate(second[:_MAX_WIDTHS])}
            place += 2
        elif isinstance(first, int) and isinstance(second, int) and place + 2 < len(items):
            last = min(second, first + _MAX_WIDTHS)
            run = dict.fromkeys(range(first, last + 1), view.resolve(items[place + 2]))
            view.spend(len(run))
            place += 3
        else:
            break
        widths |= {c: w / 1000 for c, w in run.items() if isinstance(w, int | float)}
    return widths


def _numbers(view: Objects, raw: Any, count: int) -> list[float] | None:
    values = view.resolve(raw)
    found = [view.resolve(v) for v in values[:count]] if isinstance(values, list) else []
    numbers = [float(v) for v in found if isinstance(v, int | float)]
    return numbers if len(numbers) == count else None
