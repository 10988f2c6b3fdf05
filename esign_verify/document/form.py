"""Signature fields of the interactive form (ISO 32000-2, 12.7)."""

from __future__ import annotations

from typing import Any

from esign_verify._frozen import frozen
from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary, Reference
from esign_verify.document.text import text_string
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_FIELDS

MAX_FIELD_DEPTH = 64
"""Nesting of the field tree; real forms stay below 10."""


@frozen(kw_only=True)
class FieldNode:
    """One terminal field of type /Sig."""

    name: str
    """fully qualified"""
    partial_name: str | None
    """/T of the field itself; None where it has none"""
    dictionary: Dictionary
    value: Any
    """/V, raw: a reference, a dictionary, or None"""
    owner: int
    """number of the object that holds the field; 0 where direct"""


def signature_fields(objects: Objects) -> list[FieldNode]:
    """Every signature field that /AcroForm reaches, each guarded on its own.

    Loops and duplicate references end silently; more than `MAX_FIELDS` are not visited.
    """
    try:
        form = objects.resolve(objects.catalog.get("AcroForm"))
        roots = objects.resolve(form.get("Fields")) if isinstance(form, Dictionary) else None
    except DecodeError:
        return []
    if not isinstance(roots, list):
        return []
    found: list[FieldNode] = []
    seen: set[int] = set()
    # a stack of (raw field, inherited name, inherited type, inherited value, depth)
    stack: list[tuple[Any, str, Any, Any, int]] = [
        (raw, "", None, None, 0) for raw in reversed(roots)
    ]
    visited = 0
    childless: set[int] = set()
    while stack and visited < MAX_FIELDS:
        raw, parent_name, inherited_type, inherited_value, depth = stack.pop()
        visited += 1
        owner = raw.number if isinstance(raw, Reference) else 0
        if owner and owner in seen:
            continue
        seen.add(owner)
        field = _field(objects, raw)
        if field is None:
            continue
        partial = text_string(_resolved(objects, field.get("T")))
        name = f"{parent_name}.{partial}" if parent_name and partial else partial or parent_name
        field_type = _resolved(objects, field.get("FT")) or inherited_type
        value = field.get("V", inherited_value)
        children, looked_at = _child_fields(objects, field.get("Kids"), childless)
        visited += looked_at
        if children and depth < MAX_FIELD_DEPTH:
            stack.extend((kid, name, field_type, value, depth + 1) for kid in reversed(children))
        elif field_type == "Sig":
            node = FieldNode(
                name=name, partial_name=partial, dictionary=field, value=value, owner=owner
            )
            found.append(node)
    return found


def _field(objects: Objects, raw: Any) -> Dictionary | None:
    value = _resolved(objects, raw)
    return value if isinstance(value, Dictionary) else None


def _resolved(objects: Objects, value: Any) -> Any:
    try:
        return objects.resolve(value)
    except DecodeError:
        return None


def _child_fields(objects: Objects, kids: Any, childless: set[int]) -> tuple[list[Any], int]:
    """Kids that are fields, and how many were looked at.

    A kid without /T and /FT is only a widget of its parent (12.7.4.2). `childless`: arrays
    that hold widgets alone: thousands of fields may name the same array of thousands.
    """
    if isinstance(kids, Reference) and kids.number in childless:
        return [], 0
    listed = _resolved(objects, kids)
    if not isinstance(listed, list):
        return [], 0
    children = []
    for kid in listed:
        value = _field(objects, kid)
        if value is not None and ("T" in value or "FT" in value or "Kids" in value):
            children.append(kid)
    if isinstance(kids, Reference) and not children:
        childless.add(kids.number)
    return children, len(listed)


def rectangle(objects: Objects, field: Dictionary) -> tuple[float, float, float, float] | None:
    """/Rect of the widget, normalised to lower left, upper right; None where there is none."""
    values = _resolved(objects, field.get("Rect"))
    if not isinstance(values, list) or len(values) != 4:
        return None
    numbers = [_resolved(objects, value) for value in values]
    if not all(isinstance(n, int | float) and abs(n) < 1e9 for n in numbers):
        return None
    x0, y0, x1, y1 = (float(n) for n in numbers)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
