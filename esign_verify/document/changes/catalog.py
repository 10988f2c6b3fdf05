"""The trailer, the catalog, the form dictionary, and arrays that they lead to."""

from __future__ import annotations

from typing import Any

from esign_verify.document.changes.annotations import review_annotations
from esign_verify.document.changes.fields import review_added_field
from esign_verify.document.changes.redrawing import fonts_taken, is_idle, review_redrawing
from esign_verify.document.changes.roles import Part, Role
from esign_verify.document.changes.step import TRAILER, Step
from esign_verify.document.changes.structure import review_structure
from esign_verify.document.changes.values import alike, changed_keys, same_value
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.evidence import ChangeKind, ChangeReason

_EXTENSION_KEYS = {
    "DSS": ChangeReason.SECURITY_STORE,
    "Metadata": ChangeReason.METADATA,
    "Extensions": ChangeReason.EXTENSIONS,
    "Version": ChangeReason.EXTENSIONS,
    "MarkInfo": ChangeReason.EXTENSIONS,
}
"""Entries of the catalog (7.7.2) that show nothing."""


def review_trailer(step: Step) -> None:
    """/Encrypt stays; /Info may become another (14.3.3), /Root one that says the same."""
    old, new = step.before.trailer, step.after.trailer
    if not alike(old.get("Encrypt"), new.get("Encrypt")):
        step.note(ChangeKind.UNEXPLAINED, ChangeReason.TRAILER_CHANGED, TRAILER, key="Encrypt")
    if not alike(old.get("Root"), new.get("Root")):
        was, now = step.old.resolve(old.get("Root")), step.new.resolve(new.get("Root"))
        if isinstance(was, Dictionary) and isinstance(now, Dictionary):
            review_catalog(step, TRAILER, was, now)
        else:
            step.note(ChangeKind.UNEXPLAINED, ChangeReason.TRAILER_CHANGED, TRAILER, key="Root")
    if not alike(old.get("Info"), new.get("Info")):
        review_info(step, TRAILER, step.new.resolve(new.get("Info")))


def review_info(step: Step, number: int, new: Any) -> None:
    if new is None or isinstance(new, Dictionary):
        step.note(ChangeKind.EXTENSION, ChangeReason.METADATA, number)
    else:
        step.note(ChangeKind.UNEXPLAINED, ChangeReason.OBJECT_REPLACED, number)


def review_catalog(step: Step, number: int, old: Dictionary, new: Dictionary) -> None:
    """7.7.2: only entries that show nothing, the form, and the root of the tag tree."""
    for key in sorted(changed_keys(old, new)):
        if key == "MarkInfo" and "StructTreeRoot" in old and _marks_otherwise(step, old, new):
            step.note(ChangeKind.CONTENT, ChangeReason.CATALOG_CHANGED, number, key=key)
        elif key in _EXTENSION_KEYS:
            step.note(ChangeKind.EXTENSION, _EXTENSION_KEYS[key], number, key=key)
        elif key == "AcroForm":
            _review_replaced_form(step, number, old, new)
        elif key == "StructTreeRoot" and key in old:
            was, now = step.old.resolve(old[key]), step.new.resolve(new.get(key))
            review_structure(step, number, was, now)
        elif key == "Names" and _only_icons(step, old.get(key), new.get(key)):
            step.note(ChangeKind.ANNOTATION, ChangeReason.ANNOTATION_ADDED, number, key=key)
        else:
            step.note(ChangeKind.CONTENT, ChangeReason.CATALOG_CHANGED, number, key=key)


def _marks_otherwise(step: Step, old: Dictionary, new: Dictionary) -> bool:
    """Whether /Marked changes: by it screen readers follow the tag tree or the page (14.7.1)."""
    was, now = step.old.resolve(old.get("MarkInfo")), step.new.resolve(new.get("MarkInfo"))
    marked = [
        where.resolve(value.get("Marked", False)) if isinstance(value, Dictionary) else False
        for where, value in ((step.old, was), (step.new, now))
    ]
    return marked[0] is not marked[1]


def _only_icons(step: Step, old: Any, new: Any) -> bool:
    """Whether the name dictionary only got /AP: icons that new annotations draw with (7.7.4)."""
    was, now = step.old.resolve(old), step.new.resolve(new)
    before = was if isinstance(was, Dictionary) else Dictionary()
    return isinstance(now, Dictionary) and changed_keys(before, now) == {"AP"} - before.keys()


def _review_replaced_form(step: Step, number: int, old: Dictionary, new: Dictionary) -> None:
    was, now = step.old.resolve(old.get("AcroForm")), step.new.resolve(new.get("AcroForm"))
    if not isinstance(now, Dictionary):
        step.note(ChangeKind.CONTENT, ChangeReason.FORM_CHANGED, number, key="AcroForm")
    else:
        review_form(step, number, was if isinstance(was, Dictionary) else Dictionary(), now)


def review_form(step: Step, number: int, old: Any, new: Any) -> None:
    """The interactive form dictionary (12.7.3)."""
    if not isinstance(old, Dictionary) or not isinstance(new, Dictionary):
        step.note(ChangeKind.CONTENT, ChangeReason.FORM_CHANGED, number)
        return
    for key in sorted(changed_keys(old, new)):
        was, now = step.old.resolve(old.get(key)), step.new.resolve(new.get(key))
        if key == "Fields":
            review_fields(step, number, was or [], now)
        elif key == "DR":
            review_resources(step, number, was, now)
        elif key == "NeedAppearances":
            review_redrawing(step, number, now)
        elif key == "SigFlags" or (key not in old and is_idle(step, key, now)):
            step.note(ChangeKind.EXTENSION, ChangeReason.FORM_SETTINGS, number, key=key)
        else:
            step.note(ChangeKind.CONTENT, ChangeReason.FORM_CHANGED, number, key=key)


def review_resources(step: Step, number: int, old: Any, new: Any) -> None:
    """Default resources (12.7.3, /DR) may grow: what is there already draws fields."""
    if old is None and isinstance(new, Dictionary):
        old = Dictionary()
    if _keeps(step, old, new, depth=2) and not fonts_taken(step, old, new):
        step.note(ChangeKind.EXTENSION, ChangeReason.FORM_SETTINGS, number, key="DR")
    else:
        step.note(ChangeKind.CONTENT, ChangeReason.FORM_CHANGED, number, key="DR")


def review_category(step: Step, number: int, old: Any, new: Any) -> None:
    """/Font, /Pattern, … of the default resources, where it is an object of its own (7.8.3)."""
    fonts = [Dictionary({"Font": value}) for value in (old, new)]
    if _keeps(step, old, new, depth=1) and not fonts_taken(step, *fonts):
        step.note(ChangeKind.EXTENSION, ChangeReason.FORM_SETTINGS, number, key="DR")
    else:
        step.note(ChangeKind.CONTENT, ChangeReason.FORM_CHANGED, number, key="DR")


def _keeps(step: Step, old: Any, new: Any, depth: int) -> bool:
    if alike(old, new):
        return True
    was, now = step.old.resolve(old), step.new.resolve(new)
    if isinstance(was, Stream):
        return same_value(was, now, step.before, step.after)
    if depth == 0 or not isinstance(was, Dictionary) or not isinstance(now, Dictionary):
        return not isinstance(now, Stream) and alike(was, now)
    return all(key in now and _keeps(step, was[key], now[key], depth - 1) for key in was)


def review_array(step: Step, role: Role, number: int, old: Any, new: Any) -> None:
    """An array that is an object of its own: fields, kids of a field, annotations of a page."""
    if not isinstance(old, list) or not isinstance(new, list):
        step.note(ChangeKind.UNEXPLAINED, ChangeReason.OBJECT_REPLACED, number)
    elif role.part is Part.ANNOTATIONS:
        review_annotations(step, role.page, number, old, new)
    else:
        review_fields(step, number, old, new)


def review_fields(step: Step, number: int, old: Any, new: Any) -> None:
    """/Fields, or /Kids of a field: nothing leaves, and what comes is a signature field."""
    if not isinstance(old, list) or not isinstance(new, list):
        step.note(ChangeKind.CONTENT, ChangeReason.FORM_CHANGED, number, key="Fields")
        return
    before = {item for item in old if isinstance(item, Reference)}
    after = {item for item in new if isinstance(item, Reference)}
    if before - after or not _same_direct(old, new):
        step.note(ChangeKind.CONTENT, ChangeReason.FIELD_REMOVED, number)
    for item in new:
        if isinstance(item, Reference) and item not in before:
            review_added_field(step, item)


def _same_direct(old: list[Any], new: list[Any]) -> bool:
    """Fields that are no objects of their own stay as they are."""
    was = [item for item in old if not isinstance(item, Reference)]
    now = [item for item in new if not isinstance(item, Reference)]
    return alike(was, now)
