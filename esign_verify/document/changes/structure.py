"""The tag tree (ISO 32000-2, 14.7): growth that a new field or annotation brings along."""

from __future__ import annotations

from typing import Any

from esign_verify.document.changes.step import Step
from esign_verify.document.changes.values import alike, changed_keys
from esign_verify.document.syntax import Dictionary, Reference
from esign_verify.evidence import ChangeKind, ChangeReason

_ROOT_KEYS = frozenset({"K", "ParentTree", "ParentTreeNextKey", "IDTree"})
_ELEMENT_KEYS = frozenset({"S", "P"})
"""What every structure element has (table 355)."""
_READ_ALOUD = frozenset({"ActualText", "E", "MCID"})
_NODE_KEYS = frozenset({"Nums", "Kids", "Limits"})


def is_growth(step: Step, old: Dictionary, new: Dictionary) -> bool:
    """Whether a dictionary only got more kids under /K.

    Told without asking what it is used as: /K means something in structure elements
    only, and half of a tagged document refers to one.
    """
    if changed_keys(old, new) != {"K"} or not old.keys() >= _ELEMENT_KEYS:
        return False
    return _grows_by_annotations(step, old.get("K"), new.get("K"))


def _added(old: Any, new: Any) -> list[Any] | None:
    """What an array gained that keeps all it had, in order; None where it does not.

    A single kid is an array of one (14.7.2).
    """
    if isinstance(new, bool) or not isinstance(new, list | Reference | Dictionary):
        return None
    was, found, kept = _as_list(old), list[Any](), 0
    for item in _as_list(new):
        if kept < len(was) and alike(was[kept], item):
            kept += 1
        else:
            found.append(item)
    return found if kept == len(was) else None


def _only_grows(old: Any, new: Any) -> bool:
    return _added(old, new) is not None


def _grows_by_annotations(step: Step, old: Any, new: Any) -> bool:
    """Whether elements that are new describe annotations, not what the page shows already.

    Screen readers read /ActualText and /E in place of the content that an element holds
    (14.9.4, 14.9.5), and content of the page has its place in the tree.
    """
    stack = _added(old, new)
    if stack is None:
        return False
    seen: set[int] = set()
    while stack:
        item = stack.pop()
        if isinstance(item, Reference):
            if step.existed(item):
                return False
            if item.number in seen:
                continue
            seen.add(item.number)
        value = step.new.resolve(item)
        if value is None:
            continue
        if not isinstance(value, Dictionary) or value.keys() & _READ_ALOUD:
            return False
        stack.extend(_as_list(step.new.resolve(value.get("K"))))
    return True


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def review_structure(step: Step, number: int, old: Any, new: Any, *, tree: bool = False) -> None:
    """The tree's root, a node of its parent tree, or an array of kids, rewritten."""
    grows = False
    if isinstance(old, Dictionary) and isinstance(new, Dictionary):
        keys = changed_keys(old, new)
        grows = keys <= _ROOT_KEYS or keys <= _NODE_KEYS
        if "K" in keys:
            kids = old.get("K"), new.get("K")
            grows = grows and _grows_by_annotations(step, *kids)
        for key in keys & {"Kids", "Nums"}:
            was, now = step.old.resolve(old.get(key)), step.new.resolve(new.get(key))
            grows = grows and _only_grows(was, now)
    elif isinstance(old, list) and isinstance(new, list):
        grows = _only_grows(old, new) if tree else _grows_by_annotations(step, old, new)
    if grows:
        step.note(ChangeKind.STRUCTURE, ChangeReason.STRUCTURE_TREE, number)
    else:
        step.note(ChangeKind.UNEXPLAINED, ChangeReason.OBJECT_REPLACED, number)
