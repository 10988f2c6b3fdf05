"""Whether two values are the same thing written twice."""

from __future__ import annotations

from typing import Any, Final

from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Stream
from esign_verify.errors import DecodeError


class _Unreadable:
    """What an object that does not parse is: never the same as anything."""


UNREADABLE: Final = _Unreadable()

_ENCODING = ("Length", "Filter", "DecodeParms", "DL")
"""Keys of a stream that say how its data is written, not what it is (7.3.8.2)."""


def value_of(view: Objects, number: int) -> Any:
    """An object's value; None where there is none, `UNREADABLE` where it does not parse."""
    try:
        found = view.get(number)
    except DecodeError:
        return UNREADABLE
    return found.value if found else None


def same_value(old: Any, new: Any, before: Objects, after: Objects) -> bool:
    """Equal as plain values; of streams also the data, however each is encoded."""
    if isinstance(old, Stream) and isinstance(new, Stream):
        return _same_stream(old, new, before, after)
    if UNREADABLE in (old, new) or isinstance(old, Stream) or isinstance(new, Stream):
        return False
    return alike(old, new)


def alike(old: Any, new: Any) -> bool:
    """Equal, and of the same types throughout: Python takes true for 1."""
    if type(old) is not type(new) or old != new:
        return False
    if isinstance(old, dict):
        return all(alike(value, new[key]) for key, value in old.items())
    if isinstance(old, list):
        return all(map(alike, old, new))
    return True


def changed_keys(old: Any, new: Any) -> set[str]:
    """Keys whose values are not written alike in two dictionaries."""
    return {key for key in old.keys() | new.keys() if not alike(old.get(key), new.get(key))}


def _same_stream(old: Stream, new: Stream, before: Objects, after: Objects) -> bool:
    def rest(stream: Stream) -> dict[str, Any]:
        return {k: v for k, v in stream.dictionary.items() if k not in _ENCODING}

    if not alike(rest(old), rest(new)):
        return False
    try:
        if before.stream_data(old) == after.stream_data(new):
            return all(old.dictionary.get(k) == new.dictionary.get(k) for k in _ENCODING[1:3])
    except DecodeError:
        pass
    return False
