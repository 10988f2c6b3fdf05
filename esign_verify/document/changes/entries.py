"""Entries of fields, taken for what the standard says they are (ISO 32000-2, 12.7.4).

One object can be a field and something else: an action, a group, an encryption dictionary.
There /F is a file and /I a switch. A value of a field's type means nothing in these.
"""

from __future__ import annotations

from typing import Any

from esign_verify.document.changes.step import Step
from esign_verify.document.membership import Membership
from esign_verify.document.syntax import Dictionary, Stream

_TYPES: dict[str, tuple[type, ...]] = {
    "V": (bytes, str, list, Stream, Dictionary),
    "AP": (Dictionary,),
    "AS": (str,),
    "DA": (bytes,),
    "F": (int,),
    "Ff": (int,),
    "I": (list,),
    "M": (bytes,),
    "Q": (int,),
    "RV": (bytes, Stream),
    "TI": (int,),
    "Type": (str,),
}
"""Key → what its value may be, behind references."""


def is_ill_typed(step: Step, keys: set[str], old: Dictionary, new: Dictionary) -> bool:
    """Whether an entry that changed is, or was, not of the type that a field's has."""
    return any(
        not _fits(key, step.old.resolve(old.get(key)))
        or not _fits(key, step.new.resolve(new.get(key)))
        for key in keys & _TYPES.keys()
    )


def _fits(key: str, value: Any) -> bool:
    return value is None or (isinstance(value, _TYPES[key]) and not isinstance(value, bool))


def flags_of(where: Membership, dictionary: Dictionary, key: str) -> int:
    """/F or /Ff; 0 where absent. A reference to flags is as good as the flags."""
    value = where.resolve(dictionary.get(key))
    return value if isinstance(value, int) else 0


def has_direct_kids(step: Step, field: Dictionary) -> bool:
    """Whether a field has kids that are no objects of their own, against 12.7.4.1."""
    kids = step.new.resolve(field.get("Kids"))
    return isinstance(kids, list) and any(isinstance(kid, dict) for kid in kids)
