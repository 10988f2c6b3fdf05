"""Where two values of one object differ: entry by entry, down through direct dictionaries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from esign_verify.document.raw import Dictionary, Stream
from esign_verify.evidence.difference import Action, EntryDifference
from esign_verify.inspect.structure_text import value_text

_MAX_DEPTH = 8
_MISSING = object()


def differing_entries(old: Any, new: Any) -> Iterator[EntryDifference]:
    """Every entry that is not written alike; of what is no dictionary, the whole."""
    yield from _differing(_plain(old), _plain(new), ())


def _plain(value: Any) -> Any:
    return value.dictionary if isinstance(value, Stream) else value


def _differing(old: Any, new: Any, path: tuple[str, ...]) -> Iterator[EntryDifference]:
    both = isinstance(old, Dictionary) and isinstance(new, Dictionary)
    if not both or len(path) >= _MAX_DEPTH:
        if not _alike(old, new):
            yield _entry(path, old, new)
        return
    for key in sorted(old.keys() | new.keys()):
        yield from _differing(old.get(key, _MISSING), new.get(key, _MISSING), (*path, f"/{key}"))


def _entry(path: tuple[str, ...], old: Any, new: Any) -> EntryDifference:
    action = Action.CHANGED
    if old is _MISSING or old is None:
        action = Action.ADDED
    elif new is _MISSING or new is None:
        action = Action.REMOVED
    before, after = _text(old), _text(new)
    if before == after:
        # what differs lies where the text was cut, or it is of another type
        before, after = f"{before} {_mark(old)}", f"{after} {_mark(new)}"
    return EntryDifference(path=" ".join(path), action=action, old=before, new=after)


def _text(value: Any) -> str:
    return "" if value is _MISSING or value is None else value_text(value)


def _mark(value: Any) -> str:
    return f"#{hashlib.sha256(repr(value).encode()).hexdigest()[:8]}"


def _alike(old: Any, new: Any) -> bool:
    """Equal, and of the same types: Python takes true for 1."""
    return old is new or (type(old) is type(new) and repr(old) == repr(new))
