"""JSON as text, safe to show on a terminal."""

from __future__ import annotations

import json
import re
from typing import Any

_UNSAFE = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\uf8ff\ufeff\ufff9-\ufffb\U00013430-\U0001345f"
    "\U0001bca0-\U0001bcaf\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)


def dump(value: Any, *, indent: int | None = None) -> str:
    """JSON with its keys in the order given, readable, safe to show on a terminal.

    Values stay what they are: characters that steer a display are escaped, not
    replaced. Only a lone surrogate, which is no character, becomes U+FFFD.
    """
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    # Outside strings JSON is ASCII, so whatever matches stands inside one.
    return _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        return "\\ufffd"
    return json.dumps(character)[1:-1] if character != "\x7f" else "\\u007f"
