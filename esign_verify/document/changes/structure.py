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
_NODE_KEYS = frozenset({"Nums", "Kids", "Limits"})


def is_growth(old: Dictionary, new: Dictionary) -> bool:
    """Whether a dictionary only got more kids under /K.

    Told without asking what it is used as: /K means something in structure elements
    only, and half of a tagged document refers to one.
    """
    if changed_keys(old, new) != {"K"} or not old.keys() >= _ELEMENT_KEYS:
        return False
    return _only_grows(old.get("K"), new.get("K"))


def _only_grows(old: Any, new: Any) -> bool:
    """Whether an array (a single kid is one of one, 14.7.2) keeps all it had, in order."""
    if isinstance(new, bool) or not isinstance(new, list | Reference | Dictionary):
        return False
    was = old if isinstance(old, list) else [] if old is None else [old]
    now = new if isinstance(new, list) else [new]
    remaining = iter(now)
    return all(any(alike(item, other) for other in remaining) for item in was)


def review_structure(step: Step, number: int, old: Any, new: Any) -> None:
    """The tree's root, a node of its parent tree, or an array of kids, rewritten."""
    grows = False
    if isinstance(old, Dictionary) and isinstance(new, Dictionary):
        keys = changed_keys(old, new)
        grows = keys <= _ROOT_KEYS or keys <= _NODE_KEYS
        if "K" in keys:
            grows = grows and _only_grows(old.get("K"), new.get("K"))
        for key in keys & {"Kids", "Nums"}:
            was, now = step.old.resolve(old.get(key)), step.new.resolve(new.get(key))
            grows = grows and _only_grows(was, now)
    elif isinstance(old, list) and isinstance(new, list):
        grows = _only_grows(old, new)
    if grows:
        step.note(ChangeKind.STRUCTURE, ChangeReason.STRUCTURE_TREE, number)
    else:
        step.note(ChangeKind.UNEXPLAINED, ChangeReason.OBJECT_REPLACED, number)
