"""The operators that place text (ISO 32000-2, 9.3, 9.4)."""

from __future__ import annotations

from typing import Any

from esign_verify.document.changes.graphics_state import GraphicsState, numbers_of
from esign_verify.document.changes.marks import IDENTITY, Box, Matrix, box_of, matrix_of, multiply
from esign_verify.document.changes.metrics import Metrics

_INVISIBLE = (3, 7)
"""Text rendering modes of text that is not painted (9.3.6)."""


class TextOperators:
    """Part of one pass over one stream."""

    _state: GraphicsState
    _text: Matrix
    _line: Matrix

    def _mark(self, box: Box, *, opaque: bool, text: bytes = b"") -> None:
        raise NotImplementedError

    def _metrics(self, name: str) -> Metrics:
        raise NotImplementedError

    def begin_text(self, _operands: list[Any]) -> None:
        self._text = self._line = IDENTITY

    def font(self, operands: list[Any]) -> None:
        name = next((o for o in operands if isinstance(o, str)), "")
        self._state.font, self._state.size = name, numbers_of(operands, 1)[0]
        self._state.metrics = self._metrics(name)

    def number(self, operands: list[Any], name: str) -> None:
        setattr(self._state, name, numbers_of(operands, 1)[0])

    def stretch(self, operands: list[Any]) -> None:
        self._state.stretch = numbers_of(operands, 1)[0] / 100

    def move(self, operands: list[Any]) -> None:
        x, y = numbers_of(operands, 2)
        self._line = multiply((1, 0, 0, 1, x, y), self._line)
        self._text = self._line

    def move_leading(self, operands: list[Any]) -> None:
        self._state.leading = -numbers_of(operands, 2)[1]
        self.move(operands)

    def text_matrix(self, operands: list[Any]) -> None:
        self._text = self._line = matrix_of(operands[-6:])

    def next_line(self, _operands: list[Any]) -> None:
        self.move([0.0, -self._state.leading])

    def show(self, operands: list[Any]) -> None:
        text = b"".join(o for o in operands if isinstance(o, bytes))
        kerning = sum(o for o in operands if isinstance(o, float))
        size = self._state.size
        width = self._state.width(text, kerning)
        if text and self._state.mode not in _INVISIBLE:
            low = self._state.rise + self._state.metrics.low * size
            high = self._state.rise + self._state.metrics.high * size
            corners = [(0.0, low), (width, low), (0.0, high), (width, high)]
            placed = multiply(self._text, self._state.matrix)
            self._mark(box_of(corners, placed), opaque=False, text=text)
        self._text = multiply((1, 0, 0, 1, width, 0), self._text)

    def next_line_show(self, operands: list[Any]) -> None:
        self.next_line([])
        self.show([o for o in operands if isinstance(o, bytes)])
