"""The operators of a content stream that place something (ISO 32000-2, annex A)."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from esign_verify.document.changes.graphics_state import GraphicsState, numbers_of
from esign_verify.document.changes.marks import (
    EVERYWHERE,
    IDENTITY,
    Box,
    Mark,
    Matrix,
    Point,
    box_of,
    matrix_of,
    multiply,
    overlap,
    unit_square,
    widened,
)
from esign_verify.document.changes.metrics import Metrics, metrics_of
from esign_verify.document.changes.text_operators import TextOperators
from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary, Parser, Reference, Stream
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_CONTENT_BYTES, MAX_CONTENT_DEPTH, MAX_CONTENT_TOKENS

_TOKEN = re.compile(
    rb"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))|(?P<operator>[A-Za-z'\"][A-Za-z0-9*'\"]*)"
    rb"|(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*)|(?P<open>\()|(?P<hex><[0-9A-Fa-f\0\t\n\f\r ]*+>)"
    rb"|(?P<comment>%[^\r\n]*)|(?P<bracket>[\[\]]|<<|>>)"
)
_FAINT = 0.1
"""Opacity below which nobody sees letters."""
_END_OF_IMAGE = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|$)")


class Interpreter:
    """Runs content streams and collects what they draw; DecodeError over the limits."""

    def __init__(self, view: Objects) -> None:
        self._view = view
        self.marks: list[Mark] = []
        self.tokens = 0
        self._bytes = 0
        self._metrics: dict[int, tuple[Any, Metrics]] = {}

    def run(
        self, data: bytes, resources: Dictionary, matrix: Matrix = IDENTITY, depth: int = 0
    ) -> None:
        """Draw one stream. `matrix`: from its space to the page's."""
        self._bytes += len(data)
        if depth > MAX_CONTENT_DEPTH or self._bytes > 4 * MAX_CONTENT_BYTES:
            raise DecodeError("content_too_long")
        state = GraphicsState()
        state.matrix = matrix
        _Run(self, data, resources, state, depth).go()

    def count(self) -> None:
        self.tokens += 1
        if self.tokens > MAX_CONTENT_TOKENS:
            raise DecodeError("content_too_long")

    def resource(self, resources: Dictionary, kind: str, name: str) -> tuple[Any, Any]:
        """A named resource: as it is referred to, and resolved."""
        found = self._view.resolve(resources.get(kind))
        raw = found.get(name) if isinstance(found, Dictionary) else None
        return raw, self._view.resolve(raw)

    def metrics(self, font: Any) -> Metrics:
        """Of a font dictionary, read once; it is kept, so that no other gets its identity."""
        if id(font) not in self._metrics:
            self._metrics[id(font)] = (font, metrics_of(self._view, font))
        return self._metrics[id(font)][1]

    def choose(self, state: GraphicsState, parameters: Any) -> None:
        """/Font with its size, and /LW, of a graphics state parameter dictionary (8.4.5)."""
        entries = parameters if isinstance(parameters, Dictionary) else Dictionary()
        chosen = self._view.resolve(entries.get("Font"))
        if isinstance(chosen, list) and len(chosen) == 2:
            font, size = (self._view.resolve(value) for value in chosen)
            state.font, state.metrics = "", self.metrics(font)
            state.size = float(size) if isinstance(size, int | float) else 0.0
        opacity, mask = (self._view.resolve(entries.get(key)) for key in ("ca", "SMask"))
        if isinstance(opacity, int | float):
            state.faint = opacity < _FAINT
        state.faint = state.faint or isinstance(mask, Dictionary)
        width = self._view.resolve(entries.get("LW"))
        if isinstance(width, int | float):
            state.line_width = float(width)

    def draw_object(self, resources: Dictionary, name: str, matrix: Matrix, depth: int) -> None:
        """Do (8.8): an image fills the unit square, a form draws its stream."""
        raw, value = self.resource(resources, "XObject", name)
        if not isinstance(value, Stream):
            return
        dictionary = value.dictionary
        if self._view.resolve(dictionary.get("Subtype")) == "Form":
            own = self._view.resolve(dictionary.get("Resources"))
            inner = own if isinstance(own, Dictionary) else resources
            placed = multiply(matrix_of(self._view.resolve(dictionary.get("Matrix"))), matrix)
            owner = raw if isinstance(raw, Reference) else None
            self.run(self._view.decode(value, owner), inner, placed, depth + 1)
            return
        masked = any(key in dictionary for key in ("SMask", "Mask", "ImageMask"))
        self.marks.append(Mark(unit_square(matrix), opaque=not masked, picture=True))


class _Run(TextOperators):
    """One pass over one stream."""

    def __init__(
        self,
        interpreter: Interpreter,
        data: bytes,
        resources: Dictionary,
        state: GraphicsState,
        depth: int,
    ) -> None:
        self._interpreter = interpreter
        self._data = data
        self._resources = resources
        self._state = state
        self._depth = depth
        self._stack: list[GraphicsState] = []
        self._operands: list[Any] = []
        self._path: list[Point] = []
        self._clips = False
        self._text = self._line = IDENTITY

    def go(self) -> None:
        position = 0
        while (token := _TOKEN.search(self._data, position)) is not None:
            self._interpreter.count()
            position = token.end()
            kind = token.lastgroup
            if kind == "number":
                self._operands.append(float(token[0]))
            elif kind == "operator":
                position = self._operate(token[0], position)
                self._operands = []
            elif kind == "name":
                self._operands.append(Parser(token[0]).value(0)[0])
            elif kind in ("open", "hex"):
                value, position = Parser(self._data).value(token.start())
                self._operands.append(value)

    def _operate(self, operator: bytes, position: int) -> int:
        if operator == b"ID":
            end = _END_OF_IMAGE.search(self._data, position)
            self._interpreter.marks.append(
                Mark(unit_square(self._state.matrix), True, picture=True)
            )
            return end.end() if end else len(self._data)
        handler = _OPERATORS.get(operator)
        if handler is not None:
            handler(self, self._operands)
        return position

    def _mark(self, box: Box, *, opaque: bool, text: bytes = b"") -> None:
        state, mark = self._state, Mark(box, opaque=opaque)
        if text:
            faint = state.faint or not overlap(box, state.clip)
            mark = Mark(box, white=state.white, text=text, font=state.font, faint=faint)
        self._interpreter.marks.append(mark)

    # graphics state

    def save(self, _operands: list[Any]) -> None:
        self._stack.append(self._state.copy())

    def restore(self, _operands: list[Any]) -> None:
        if self._stack:
            self._state = self._stack.pop()

    def concatenate(self, operands: list[Any]) -> None:
        self._state.matrix = multiply(matrix_of(operands[-6:]), self._state.matrix)

    def color(self, operands: list[Any]) -> None:
        """g, rg: white is 1 or 1 1 1. Other spaces say nothing about what white is."""
        numbers = [n for n in operands if isinstance(n, float)]
        self._state.white = bool(numbers) and all(n >= 0.99 for n in numbers)
        # a pattern can draw letters (8.7.3)
        self._state.pattern = any(isinstance(o, str) for o in operands)

    def other_color(self, operands: list[Any]) -> None:
        """k: white is 0 0 0 0; sc, scn: as g and rg in the device's spaces."""
        numbers = [n for n in operands if isinstance(n, float)]
        if len(numbers) == 4:
            self._state.white = all(n <= 0.01 for n in numbers)
            self._state.pattern = any(isinstance(o, str) for o in operands)
        else:
            self.color(operands)

    # paths

    def point(self, operands: list[Any]) -> None:
        numbers = [n for n in operands if isinstance(n, float)]
        self._path.extend(zip(numbers[::2], numbers[1::2], strict=False))

    def rectangle(self, operands: list[Any]) -> None:
        x, y, width, height = numbers_of(operands, 4)
        self._path += [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]

    def fill(self, _operands: list[Any]) -> None:
        self._paint(opaque=True)

    def stroke(self, _operands: list[Any]) -> None:
        self._paint(opaque=False)

    def end_path(self, _operands: list[Any]) -> None:
        self._narrow()
        self._path = []

    def clip(self, _operands: list[Any]) -> None:
        self._clips = True

    def _narrow(self) -> None:
        """W takes effect with the next painting operator (8.5.4)."""
        if self._clips and self._path:
            box, old = box_of(self._path, self._state.matrix), self._state.clip
            low, high = map(max, box[:2], old[:2]), map(min, box[2:], old[2:])
            x0, y0, x1, y1 = *low, *high
            self._state.clip = x0, y0, x1, y1
        self._clips = False

    def _paint(self, *, opaque: bool) -> None:
        if self._path:
            box = box_of(self._path, self._state.matrix)
            pattern = opaque and self._state.pattern
            white = opaque and self._state.white and not pattern
            if not opaque:
                box = widened(box, self._state.matrix, self._state.line_width)
            self._interpreter.marks.append(Mark(box, opaque, white, picture=pattern))
        self._narrow()
        self._path = []

    def shade(self, _operands: list[Any]) -> None:
        self._mark(EVERYWHERE, opaque=True)

    def draw(self, operands: list[Any]) -> None:
        name = operands[-1] if operands and isinstance(operands[-1], str) else ""
        self._interpreter.draw_object(self._resources, name, self._state.matrix, self._depth)

    def parameters(self, operands: list[Any]) -> None:
        """gs: a graphics state dictionary can choose a font and a line width (8.4.5)."""
        name = next((o for o in operands if isinstance(o, str)), "")
        _, found = self._interpreter.resource(self._resources, "ExtGState", name)
        self._interpreter.choose(self._state, found)

    def _metrics(self, name: str) -> Metrics:
        _, font = self._interpreter.resource(self._resources, "Font", name)
        return self._interpreter.metrics(font)


_OPERATORS: dict[bytes, Any] = {
    b"q": _Run.save,
    b"Q": _Run.restore,
    b"cm": _Run.concatenate,
    b"g": _Run.color,
    b"rg": _Run.color,
    b"k": _Run.other_color,
    b"sc": _Run.other_color,
    b"scn": _Run.other_color,
    b"m": _Run.point,
    b"l": _Run.point,
    b"c": _Run.point,
    b"v": _Run.point,
    b"y": _Run.point,
    b"re": _Run.rectangle,
    **dict.fromkeys((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"), _Run.fill),
    **dict.fromkeys((b"S", b"s"), _Run.stroke),
    b"n": _Run.end_path,
    **dict.fromkeys((b"W", b"W*"), _Run.clip),
    b"sh": _Run.shade,
    b"Do": _Run.draw,
    b"BT": _Run.begin_text,
    b"Tf": _Run.font,
    b"gs": _Run.parameters,
    b"Tz": _Run.stretch,
    b"TL": partial(_Run.number, name="leading"),
    b"Tr": partial(_Run.number, name="mode"),
    b"Tc": partial(_Run.number, name="character"),
    b"Tw": partial(_Run.number, name="word"),
    b"Ts": partial(_Run.number, name="rise"),
    b"w": partial(_Run.number, name="line_width"),
    b"Td": _Run.move,
    b"TD": _Run.move_leading,
    b"Tm": _Run.text_matrix,
    b"T*": _Run.next_line,
    b"Tj": _Run.show,
    b"TJ": _Run.show,
    b"'": _Run.next_line_show,
    b'"': _Run.next_line_show,
}
