"""Text from a document, made safe to stand in a sentence or on a terminal."""

from __future__ import annotations

import unicodedata

DEFAULT_TEXT_LIMIT = 300
"""Characters of one value in a sentence; a real name or reason is shorter."""

MAX_COMBINING_MARKS = 2
"""Marks kept on one letter; more only serve to paint over neighbouring lines."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_WHITE_SPACE = frozenset("\t\n\v\f\r\x85\u2028\u2029")

_MARKS = frozenset({"Mn", "Me"})

_INVISIBLE = frozenset(
    # Blank although Unicode counts them as letters or marks: a name may hide behind them.
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
)


def safe_text(value: str, limit: int = DEFAULT_TEXT_LIMIT) -> str:
    """Return `value` on one line, without anything that steers a display.

    White space and line ends become single blanks; control characters (terminal
    escapes begin with one), format characters (bidirectional overrides, zero
    width), surrogates and private use become U+FFFD. At most `limit` characters,
    the last one an ellipsis where something was cut.
    """
    if len(value) <= limit and _is_plain(value):
        return value.strip(" ")
    # Ten times the limit is looked at: enough after collapsing blanks, and bounded.
    cut = len(value) > limit * 10
    kept: list[str] = []
    marks = 0
    for character in value[: limit * 10]:
        if len(kept) > limit + 2:
            # a blank at either end may go; there is too much all the same
            break
        category = unicodedata.category(character)
        marks = marks + 1 if category in _MARKS else 0
        if character in _WHITE_SPACE or category == "Zs":
            if not kept or kept[-1] != " ":
                kept.append(" ")
        elif category in ("Cc", "Cf", "Cs", "Co") or character in _INVISIBLE:
            kept.append(REPLACEMENT)
        elif marks <= MAX_COMBINING_MARKS:
            kept.append(character)
    safe = "".join(kept).strip(" ")
    if cut or len(safe) > limit:
        return safe[: limit - 1] + "…"
    return safe


def _is_plain(value: str) -> bool:
    """Whether there is nothing to replace: true of nearly every text, and found quickly."""
    return (
        value.isprintable()  # no control, format, surrogate, private use, no blank but U+0020
        and "  " not in value
        and _INVISIBLE.isdisjoint(value)
        and _MARKS.isdisjoint(map(unicodedata.category, set(value)))
    )
