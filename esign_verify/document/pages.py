"""The pages of a revision in their order (ISO 32000-2, 7.7.3)."""

from __future__ import annotations

from typing import Any

from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary, Reference
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_LISTED_PAGES


def page_objects(objects: Objects) -> tuple[int, ...]:
    """Object numbers of the pages, in order; the first `MAX_LISTED_PAGES` of them.

    Loops end silently, and so does what is no page: whoever draws the page tree may see
    others.
    """
    try:
        root = objects.catalog.get("Pages")
    except DecodeError:
        return ()
    found: list[int] = []
    stack, seen = [root], set[int]()
    while stack and len(found) < MAX_LISTED_PAGES:
        node = stack.pop()
        if not isinstance(node, Reference) or node.number in seen:
            continue
        seen.add(node.number)
        value = _value(objects, node)
        kids = _value(objects, value.get("Kids")) if isinstance(value, Dictionary) else None
        if isinstance(kids, list):
            objects.spend(len(kids))
            stack.extend(reversed(kids))
        elif isinstance(value, Dictionary):
            found.append(node.number)
    return tuple(found)


def _value(objects: Objects, value: Any) -> Any:
    try:
        return objects.resolve(value)
    except DecodeError:
        return None
