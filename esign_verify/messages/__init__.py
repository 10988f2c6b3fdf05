"""Every code's text in plain words, Indonesian first, then English.

In: a message code such as `reason.signature_invalid`, a language, parameters.
Out: one or two sentences a reader without knowledge of cryptography understands.
Parameters may come from a hostile document: they are made safe here, always.

Does not decide which codes exist: rooms name them at their checks, and a test
demands a text for each in every language. A missing code raises `KeyError`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from esign_verify.messages.sanitize import safe_text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LANGUAGES", "safe_text", "text"]

LANGUAGES = ("id", "en")

_HEADING = re.compile(r"^\[(\w+)\]$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def text(code: str, lang: str, /, **params: object) -> str:
    """Return the text of `code`; `KeyError` for an unknown code or language.

    A placeholder without a parameter becomes `?`: evidence may come from a file
    written by another version, and a report with a gap is better than none. An
    empty parameter becomes `-`.
    """
    family, _, key = code.partition(".")
    template = _family(lang, family)[key]
    return _PLACEHOLDER.sub(
        lambda match: safe_text(str(params.get(match[1], "?"))) or "-",
        template,
    )


@cache
def _family(lang: str, family: str) -> Mapping[str, str]:
    """One table of a language's file: a run needs few of them, and parsing all costs more
    than a verification."""
    return MappingProxyType(tomllib.loads(_tables(lang)[family]))


@cache
def _tables(lang: str) -> Mapping[str, str]:
    """The text under each `[family]` of the language's file, not yet parsed."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    source = Path(__file__).with_name(f"{lang}.toml").read_text("utf-8")
    _, *parts = _HEADING.split(source)
    return MappingProxyType(dict(zip(parts[::2], parts[1::2], strict=True)))
