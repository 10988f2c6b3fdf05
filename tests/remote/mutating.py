"""Answers with one value changed: every value there is, in every way that a server may be wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

Path = tuple[str | int, ...]
Mutation = Callable[[Any], Any]

GONE = object()
"""The key is left out."""

_TIMES = ("%Y-%m-%dT%H:%M:%S.%f+00:00", "%Y-%m-%d %H:%M:%S.%f")


def later(**delta: float) -> Mutation:
    """The time moved; what is no time stays as it is."""

    def move(value: Any) -> Any:
        for form in _TIMES if isinstance(value, str) else ():
            try:
                moved = datetime.strptime(value, form)  # noqa: DTZ007 - only ever moved
            except ValueError:
                continue
            return (moved + timedelta(**delta)).strftime(form).replace(".000000", ".000")
        return value

    return move


def of_text(change: Callable[[str], str]) -> Mutation:
    return lambda value: change(value) if isinstance(value, str) else value


MUTATIONS: dict[str, Mutation] = {
    "left out": lambda value: GONE,
    "null": lambda value: None,
    "empty": lambda value: "",
    "other text": lambda value: "Lain",
    "longer": of_text(lambda value: f"{value}0"),
    "shorter": of_text(lambda value: value[:-1]),
    "other case": of_text(str.swapcase),
    "other prefix": of_text(lambda value: f"X{value[1:]}"),
    "markup": lambda value: '<b onclick="x">=1+1</b>\x1b[2J\u202e',
    "flipped": lambda value: not value if isinstance(value, bool) else value,
    "one more": lambda value: value + 1 if type(value) is int else value,
    "number": lambda value: 7,
    "huge": lambda value: 10**400,
    "list": lambda value: [value],
    "object": lambda value: {"a": value},
    "turned": lambda value: value[::-1] if isinstance(value, list) else value,
    "one fewer": lambda value: value[:-1] if isinstance(value, list) else value,
    "a second later": later(seconds=1),
    "4 seconds later": later(seconds=4),
    "6 hours later": later(hours=6),
    "7 hours later": later(hours=7),
    "8 hours earlier": later(hours=-8),
    "a day later": later(days=1),
    "a year earlier": later(days=-365),
}


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The places of all values; a list of words is one."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    elif value != []:
        yield path


def at(answer: Any, path: Path) -> Any:
    for step in path:
        answer = answer[step]
    return answer


def changed(answer: Any, path: Path, mutate: Mutation) -> Any:
    """A copy in which one value is another; GONE where that is no change."""
    fresh = copy.deepcopy(answer)
    place = at(fresh, path[:-1])
    before = place[path[-1]]
    after = mutate(before)
    if after is GONE:
        del place[path[-1]]
    elif type(after) is type(before) and after == before:
        return GONE
    else:
        place[path[-1]] = after
    return fresh
