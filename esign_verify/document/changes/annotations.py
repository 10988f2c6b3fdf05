"""Annotations of pages (ISO 32000-2, 12.5): what came, went, or was rewritten."""

from __future__ import annotations

from typing import Any

from esign_verify.document.changes.comments import note_changed
from esign_verify.document.changes.overlay import overlay_of, rectangle_of
from esign_verify.document.changes.roles import Role
from esign_verify.document.changes.step import Step
from esign_verify.document.changes.values import alike, changed_keys
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.evidence import ChangeKind, ChangeReason, Overlay

_PAGE_KEYS = frozenset({"Annots", "LastModified", "Tabs"})
"""What a new annotation writes into its page."""

# fmt: off
_ANNOTATION_KEYS = frozenset(
    {
        "Type", "Rect", "Contents", "NM", "M", "F", "AP", "AS", "Border", "C", "P",
        "StructParent", "OC", "CA", "ca", "BM", "Lang", "T", "Popup", "RC",
        "CreationDate", "IRT", "Subj", "RT", "IT", "ExData", "State", "StateModel",
        "Open", "Name", "DA", "Q", "DS", "CL", "RD", "BS", "BE", "LE", "L", "IC", "Cap",
        "LL", "LLE", "LLO", "CP", "Measure", "CO", "Vertices", "QuadPoints", "InkList",
        "Sy", "Repeat", "RO", "OverlayText",
    }
)
# fmt: on
"""Entries of markup annotations (12.5.6) that may change with them."""

_HARMLESS_ACTIONS = frozenset({"URI", "GoTo", "GoToR", "Named"})


def review_page(step: Step, number: int, old: Dictionary, new: Dictionary) -> None:
    """A page object: nothing but its list of annotations changes."""
    page = step.old.page(number)
    for key in sorted(changed_keys(old, new)):
        if key not in _PAGE_KEYS:
            step.note(ChangeKind.CONTENT, ChangeReason.PAGE_CHANGED, number, key=key, page=page)
        elif key == "Annots":
            was, now = step.old.resolve(old.get(key)), step.new.resolve(new.get(key))
            review_annotations(step, page, number, was or [], now if key in new else [])


def review_annotations(step: Step, page: int, number: int, old: Any, new: Any) -> None:
    """A page's list: what was there stays, in its order, which is the order of drawing."""
    if not isinstance(old, list) or not isinstance(new, list):
        step.note(ChangeKind.CONTENT, ChangeReason.PAGE_CHANGED, number, key="Annots", page=page)
        return
    before = {item for item in old if isinstance(item, Reference)}
    after = {item for item in new if isinstance(item, Reference)}
    for item in sorted(before - after):
        _note_removed(step, item.number, page)
    kept = [item for item in old if not isinstance(item, Reference) or item in after]
    if not alike(kept, [item for item in new if not isinstance(item, Reference) or item in before]):
        step.note(ChangeKind.CONTENT, ChangeReason.PAGE_CHANGED, number, key="Annots", page=page)
    for item in new:
        if isinstance(item, Reference) and item not in before:
            _note_added(step, item, page)


def _note_removed(step: Step, number: int, page: int) -> None:
    """An annotation that left: allowed where annotations are, unless it uncovers something."""
    value = step.old.value(number)
    if value is None:
        return
    if step.old.field(number) is not None:
        step.note(ChangeKind.CONTENT, ChangeReason.FIELD_REMOVED, number, page=page)
        return
    seen = overlay_of(step, number, page, membership=step.old)
    facts: dict[str, Any] = {"page": page, "rectangle": rectangle_of(step, value)}
    if seen.overlay in (Overlay.HIDES, Overlay.UNKNOWN):
        step.note(ChangeKind.CONTENT, ChangeReason.COVER_REMOVED, number, **facts)
    else:
        step.note(ChangeKind.ANNOTATION, ChangeReason.ANNOTATION_REMOVED, number, **facts)


def _note_added(step: Step, reference: Reference, page: int) -> None:
    number = reference.number
    value = step.new.value(number)
    if value is None:
        return  # what comes to stand there counts as rewritten
    if not isinstance(value, Dictionary):
        step.note(ChangeKind.UNEXPLAINED, ChangeReason.PAGE_CHANGED, number, page=page)
        return
    place = step.new.field(number)
    if place is not None:
        if step.old.field(number) is not None:
            # a field that the form had already is shown where it was not before
            moved: dict[str, Any] = {"field": place.name, "page": page}
            step.note(ChangeKind.CONTENT, ChangeReason.FIELD_MOVED, number, **moved)
        return  # a new one is looked at as a field
    seen = overlay_of(step, number, page)
    box = rectangle_of(step, value)
    facts = {"page": page, "rectangle": box, "overlay": seen.overlay}
    if step.new.resolve(value.get("Subtype")) == "Widget":
        step.unclaimed.append((number, facts))
    elif _acts(step, value):
        step.note(ChangeKind.CONTENT, ChangeReason.ACTION_ADDED, number, **facts)
    else:
        step.note(ChangeKind.ANNOTATION, ChangeReason.ANNOTATION_ADDED, number, **facts)


def review_unclaimed(step: Step) -> None:
    """Widgets of no field: neither form nor comment."""
    for number, facts in step.unclaimed:
        if number not in step.claimed:
            step.note(ChangeKind.CONTENT, ChangeReason.FIELD_ADDED, number, **facts)


def review_annotation(step: Step, role: Role, number: int, old: Any, new: Any) -> None:
    """An annotation of the revision before, rewritten or freed."""
    page = role.page or step.page_of(number) or 0
    if old is None:
        # the page listed it before it was there: an annotation like one that is listed now
        _note_added(step, Reference(number, 0), page)
        return
    if not isinstance(new, Dictionary) or not isinstance(old, Dictionary):
        _note_removed(step, number, page)
        return
    facts: dict[str, Any] = {"page": page or None, "rectangle": rectangle_of(step, new)}
    keys = changed_keys(old, new)
    if keys - _ANNOTATION_KEYS:
        key = min(keys - _ANNOTATION_KEYS)
        step.note(ChangeKind.CONTENT, ChangeReason.OBJECT_REPLACED, number, key=key, **facts)
        return
    note_changed(step, number, keys, page)


def _acts(step: Step, annotation: Dictionary) -> bool:
    """Whether an annotation does more than lead somewhere (12.6, 13.6, 13.7)."""
    artwork = step.new.resolve(annotation.get("3DD"))
    if isinstance(artwork, Stream) and "OnInstantiate" in artwork.dictionary:
        return True
    if step.new.resolve(annotation.get("Subtype")) == "RichMedia":
        return True
    if step.new.resolve(annotation.get("AA")) is not None:
        return True
    actions = (step.new.resolve(annotation.get(key)) for key in ("A", "PA"))
    return any(_does_more(step, action) for action in actions if action is not None)


def _does_more(step: Step, action: Any) -> bool:
    if not isinstance(action, Dictionary) or "Next" in action:
        return True
    address = step.new.resolve(action.get("URI"))
    if isinstance(address, bytes) and address.strip().lower().startswith(b"javascript:"):
        return True
    return step.new.resolve(action.get("S")) not in _HARMLESS_ACTIONS
