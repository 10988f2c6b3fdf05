"""What a signature forbids to later revisions: DocMDP, FieldMDP, field locks.

ISO 32000-2, 12.8.2.2 (DocMDP), 12.8.2.4 (FieldMDP), 12.7.5.5 (/Lock of a signature field).
"""

from __future__ import annotations

from typing import Any

from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary
from esign_verify.document.text import text_string
from esign_verify.errors import DecodeError
from esign_verify.evidence import FieldMdp

DEFAULT_P = 2
"""/P of DocMDP transform parameters where absent (12.8.2.2, table 257)."""

MAX_LOCKED_FIELDS = 10_000
"""Field names kept of one lock."""


def doc_mdp(objects: Objects, signature: Dictionary, field: Dictionary) -> int | None:
    """/P of the signature's DocMDP transform, else of its field's /Lock."""
    parameters = _transform(objects, signature, "DocMDP")
    if parameters is not None:
        level = _get(objects, parameters, "P")
        if level is None:
            return DEFAULT_P
        # one that the standard does not know allows nothing
        return level if level in (1, 2, 3) and not isinstance(level, bool) else 1
    lock = _get(objects, field, "Lock")
    level = _get(objects, lock, "P") if isinstance(lock, Dictionary) else None
    return level if level in (1, 2, 3) else None


def field_mdp(objects: Objects, signature: Dictionary, field: Dictionary) -> FieldMdp | None:
    """The fields that a signature locks, by its FieldMDP transform or its field's /Lock."""
    parameters = _transform(objects, signature, "FieldMDP") or _get(objects, field, "Lock")
    if not isinstance(parameters, Dictionary):
        return None
    action = _get(objects, parameters, "Action")
    if action not in ("All", "Include", "Exclude"):
        return None
    names = _get(objects, parameters, "Fields")
    fields = [text_string(_resolve(objects, n)) for n in names] if isinstance(names, list) else []
    kept = [name for name in fields if name is not None][:MAX_LOCKED_FIELDS]
    return FieldMdp(action=action, fields=tuple(kept))


def _transform(objects: Objects, signature: Dictionary, method: str) -> Dictionary | None:
    references = _get(objects, signature, "Reference")
    for raw in references if isinstance(references, list) else []:
        reference = _resolve(objects, raw)
        if not isinstance(reference, Dictionary):
            continue
        if _get(objects, reference, "TransformMethod") == method:
            parameters = _get(objects, reference, "TransformParams")
            return parameters if isinstance(parameters, Dictionary) else Dictionary()
    return None


def _get(objects: Objects, dictionary: Dictionary, key: str) -> Any:
    return _resolve(objects, dictionary.get(key))


def _resolve(objects: Objects, value: Any) -> Any:
    try:
        return objects.resolve(value)
    except DecodeError:
        return None
