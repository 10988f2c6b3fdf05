"""The changes of one revision: every rewritten object by what it is used as."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from esign_verify.document.changes import ambiguity
from esign_verify.document.changes.annotations import (
    review_annotation,
    review_page,
    review_unclaimed,
)
from esign_verify.document.changes.appearance import review_appearance, review_widget
from esign_verify.document.changes.catalog import (
    review_array,
    review_catalog,
    review_category,
    review_form,
    review_info,
    review_resources,
    review_trailer,
)
from esign_verify.document.changes.fields import review_field, review_kid
from esign_verify.document.changes.roles import OTHER, Part, Role, Roles
from esign_verify.document.changes.step import Rewrite, Step
from esign_verify.document.changes.structure import is_growth, review_structure
from esign_verify.document.changes.values import UNREADABLE, changed_keys
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.evidence import ChangeKind, ChangeReason

_QUIET = {
    Part.SECURITY_STORE: ChangeReason.SECURITY_STORE,
    Part.METADATA: ChangeReason.METADATA,
    Part.EXTENSIONS: ChangeReason.EXTENSIONS,
}
"""Parts that nothing on a page comes from: whatever they become is an extension."""


_BY_VALUE: dict[Part, Callable[[Step, int, Any, Any], None]] = {
    Part.INFO: lambda step, number, _, new: review_info(step, number, new),
    Part.FORM: review_form,
    Part.RESOURCES: review_resources,
    Part.CATEGORY: review_category,
    Part.STRUCTURE_ROOT: review_structure,
    Part.PARENT_TREE: partial(review_structure, tree=True),
    Part.STRUCTURE: review_structure,
}


def review_step(step: Step) -> None:
    """Note every change of a step."""
    roles = Roles(step)
    review_trailer(step)
    for number, rewrite in step.rewritten.items():
        _review(step, roles, number, rewrite)
    review_unclaimed(step)
    ambiguity.review(step)


def _review(step: Step, roles: Roles, number: int, rewrite: Rewrite) -> None:
    both = isinstance(rewrite.old, Dictionary) and isinstance(rewrite.new, Dictionary)
    root = step.before.trailer.get("Root")
    if both and isinstance(root, Reference) and root.number == number:
        review_catalog(step, number, rewrite.old, rewrite.new)
    elif both and step.old.page(number):
        review_page(step, number, rewrite.old, rewrite.new)
    elif both and is_growth(step, rewrite.old, rewrite.new):
        step.note(ChangeKind.STRUCTURE, ChangeReason.STRUCTURE_TREE, number)
    elif both and _is_writers_mark(rewrite.old, rewrite.new):
        step.note(ChangeKind.EXTENSION, ChangeReason.METADATA, number, key="ITXT")
    elif both and step.old.field(number) is not None:
        review_field(step, number, rewrite.old, rewrite.new)
    else:
        _review_by_use(step, roles, number, rewrite)


def _is_writers_mark(old: Dictionary, new: Dictionary) -> bool:
    """Whether a dictionary only got /ITXT: its version, which iText writes into the page tree.

    A string: under a free name, such as a font's, it would be something else.
    """
    if changed_keys(old, new) != {"ITXT"}:
        return False
    return isinstance(old.get("ITXT", b""), bytes) and isinstance(new.get("ITXT"), bytes)


def _review_by_use(step: Step, roles: Roles, number: int, rewrite: Rewrite) -> None:
    found = roles.of_uses(number)
    if OTHER in found:
        _note_foreign(step, number, rewrite)
        return
    if any(role.part is Part.FIELD for role in found):
        # the widget of a field is listed by its page too
        found = frozenset(role for role in found if role.part is not Part.ANNOTATION)
    for role in sorted(found, key=lambda role: (role.part, role.owner)):
        _review_as(step, role, number, rewrite)


def _note_foreign(step: Step, number: int, rewrite: Rewrite) -> None:
    """A use that no rule knows: part of what the signed revision shows."""
    uses = step.uses(number)
    use = next((use for use in uses if step.old.page(use.holder)), uses[0] if uses else None)
    page = step.old.page(use.holder) if use else 0
    key = next((str(c) for c in reversed(use.path) if isinstance(c, str)), "") if use else ""
    reason = ChangeReason.OBJECT_REPLACED
    if UNREADABLE in (rewrite.old, rewrite.new):
        reason = ChangeReason.OBJECT_UNREADABLE
    elif rewrite.new is None:
        reason = ChangeReason.OBJECT_REMOVED
    elif rewrite.old is None:
        reason = ChangeReason.OBJECT_APPEARED
    kind = ChangeKind.CONTENT if page else ChangeKind.UNEXPLAINED
    step.note(kind, reason, number, page=page or None, key=key)


def _review_as(step: Step, role: Role, number: int, rewrite: Rewrite) -> None:
    """Judge nothing: find out which change it is, given what the object is used as."""
    old, new = rewrite.old, rewrite.new
    if role.part in _QUIET:
        step.note(ChangeKind.EXTENSION, _QUIET[role.part], number)
    elif UNREADABLE in (old, new):
        step.note(ChangeKind.UNEXPLAINED, ChangeReason.OBJECT_UNREADABLE, number)
    elif role.part in _BY_VALUE:
        _BY_VALUE[role.part](step, number, old, new)
    elif role.part in (Part.FIELDS, Part.KIDS, Part.ANNOTATIONS):
        review_array(step, role, number, old, new)
    elif role.part in (Part.APPEARANCES, Part.STATES):
        review_appearance(step, role.owner, number)
    elif role.part is Part.ANNOTATION:
        review_annotation(step, role, number, old, new)
    elif role.part is Part.FIELD:
        review_kid(step, role.owner, number, old, new)
    elif role.part is Part.VALUE:
        _review_value(step, role, number, rewrite)
    else:
        kind = ChangeKind.CONTENT if isinstance(new, Stream) else ChangeKind.UNEXPLAINED
        step.note(kind, ChangeReason.OBJECT_REPLACED, number)


def _review_value(step: Step, role: Role, number: int, rewrite: Rewrite) -> None:
    """The value of a field, where it is an object of its own: never a signature's."""
    complex_types = (Dictionary, Stream)
    if isinstance(rewrite.old, complex_types) or isinstance(rewrite.new, complex_types):
        step.note(ChangeKind.UNEXPLAINED, ChangeReason.OBJECT_REPLACED, number)
        return
    for widget in step.new.widgets(role.owner):
        review_widget(step, widget)
