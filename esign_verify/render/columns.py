"""Lines of at most 80 columns, for letters of any width."""

from __future__ import annotations

import unicodedata

WIDTH = 80
"""Columns of the narrowest terminal in use."""


def columns(text: str) -> int:
    """Columns a terminal needs for `text`: wide letters take two, combining marks none."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """Break `text` at blanks, and inside words that are longer than a line; never empty."""
    lines: list[str] = []
    line = ""
    used = 0
    for word in text.split(" "):
        size = columns(word)
        if line and used + 1 + size <= width:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, width) if size > width else [word]
        lines.extend(full)
        used = columns(line)
    return [*lines, line]


def _pieces(word: str, width: int) -> list[str]:
    pieces = [""]
    used = 0
    for character in word:
        size = _columns(character)
        if used + size > width:
            pieces.append("")
            used = 0
        pieces[-1] += character
        used += size
    return pieces


def hanging(first: str, text: str, *, indent: int) -> list[str]:
    """`text` behind `first`, its further lines indented by `indent` columns."""
    head = first + " " * (indent - columns(first))
    lines = wrap(text, WIDTH - indent)
    return [head + lines[0], *(" " * indent + line for line in lines[1:])]
