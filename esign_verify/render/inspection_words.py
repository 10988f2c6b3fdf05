"""What the parts of an inspection's text share: words, problems, places, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from esign_verify.evidence.inspection_cms import AlgorithmFacts, Place, Problem
from esign_verify.messages import safe_text, text
from esign_verify.render.dates import utc_z
from esign_verify.render.explain import explain
from esign_verify.render.tree import Node

T = TypeVar("T")

_PLACES_SHOWN = 6


class Words:
    """Texts of the family `inspect` in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, code: str, **params: object) -> str:
        return text(f"inspect.{code}", self.lang, **params)


def numbers(values: Sequence[int]) -> str:
    return ", ".join(map(str, values))


def moment(value: datetime | None) -> str:
    """UTC, as the standards write times."""
    return "-" if value is None else utc_z(value)


def facts(node: Node, pairs: Sequence[tuple[str, str]]) -> None:
    """`name: value` for every value that there is; the names are the standard's."""
    for name, value in pairs:
        if value:
            node.add(f"{name}: {safe_text(value, 500)}")


def short_list(node: Node, items: Sequence[T], limit: int, words: Words) -> Iterator[T]:
    """The first of many; a line says how many more there are."""
    yield from items[:limit]
    if len(items) > limit:
        node.add(words("more", count=len(items) - limit))


def counted_list(
    root: Node,
    title: str,
    items: Sequence[T],
    limit: int,
    words: Words,
    write: Callable[[Node, T, Words], None],
) -> None:
    """A node with the count of many, the first of them below; nothing where there is none."""
    if not items:
        return
    node = root.add(f"{words(title)} ({len(items)})")
    for item in short_list(node, items, limit, words):
        write(node, item, words)


def algorithm_words(algorithm: AlgorithmFacts | None) -> str:
    if algorithm is None:
        return ""
    name = f"{algorithm.name} ({algorithm.oid})" if algorithm.name else algorithm.oid
    return f"{name}, {algorithm.parameters}" if algorithm.parameters else name


def problem_text(problem: Problem, words: Words) -> str:
    """What could not be read, and why."""
    if problem.code == "limit_exceeded":
        return words("limit")
    try:
        why = explain(problem.code, problem.params, words.lang)
    except KeyError:
        why = text(f"error.{problem.code}", words.lang, **dict(problem.params))
    detail = dict(problem.params).get("detail", "")
    if problem.code == "structure_unreadable" and detail:
        why = f"{why} ({safe_text(detail)})"
    where = safe_text(problem.part)
    if problem.offset is not None:
        where = f"{where} +{problem.offset}"
    return words("problem", part=where, why=why) if where else f"{words('not_read')}: {why}"


def place_text(place: Place, words: Words) -> str:
    """One place of an embedded object."""
    parts = []
    if place.signature:
        parts.append(words("signature", number=place.signature))
    elif place.token:
        parts.append(words("token", number=place.token))
    elif place.ocsp:
        parts.append(words("ocsp", number=place.ocsp))
    parts.append(place.attribute or text(f"inspect_origin.{place.origin.value}", words.lang))
    if place.vri:
        parts.append(safe_text(place.vri))
    if place.object_number:
        parts.append(f"{place.object_number} 0 obj")
    if place.offset is not None:
        parts.append(f"+{place.offset}")
    return ", ".join(parts)


def place_nodes(node: Node, places: Sequence[Place], words: Words) -> None:
    listed = node.add(words("places"))
    for place in short_list(listed, places, _PLACES_SHOWN, words):
        listed.add(place_text(place, words))
