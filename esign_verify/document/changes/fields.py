"""Form fields (ISO 32000-2, 12.7): new signature fields, signatures, values filled in."""

from __future__ import annotations

from typing import Any

from esign_verify.document.changes.appearance import review_widget
from esign_verify.document.changes.entries import flags_of, has_direct_kids, is_ill_typed
from esign_verify.document.changes.overlay import overlay_of, rectangle_of, says_something
from esign_verify.document.changes.step import Step
from esign_verify.document.changes.values import changed_keys
from esign_verify.document.syntax import Dictionary, Reference
from esign_verify.evidence import ChangeKind, ChangeReason, Overlay

_SIGNING_KEYS = frozenset(
    {"V", "AP", "AS", "F", "Ff", "DA", "Q", "M", "MK", "Type", "Subtype", "P", "Lock", "SV"}
)
"""What signing an empty field writes; /Lock and /SV only where there was none."""
_VALUE_KEYS = frozenset({"V", "AP", "AS", "F", "Ff", "DA", "Q", "RV", "I", "M", "TI", "Type"})
"""What filling in a field writes."""
_ALWAYS_KEYS = frozenset({"F", "Ff", "Type"})
"""What form processors write into fields that they only pass by."""

_HIDING = 1 | 2 | 32 | 256
"""/F: Invisible, Hidden, NoView, ToggleNoView (12.5.3)."""
_PRINT = 4
"""/F: without it paper does not show what the screen does."""
_HARMLESS_FIELD_FLAGS = 1 | 2 | 4
"""/Ff: ReadOnly, Required, NoExport (12.7.4.1)."""

DOCUMENT_TIMESTAMP = "ETSI.RFC3161"


def review_field(step: Step, number: int, old: Dictionary, new: Dictionary) -> None:
    """A field or one of its widgets, rewritten."""
    place = step.old.field(number)
    assert place is not None
    keys = changed_keys(old, new)
    signed = place.type == "Sig" and step.old.inherited(number, "V") is not None
    reason = _forbidden(step, place.type, signed, old, new, keys)
    if reason is None and "AP" in keys and _is_shared(step, number, old.get("AP")):
        reason = ChangeReason.FIELD_CHANGED
    if reason is None and "V" in keys and has_direct_kids(step, new):
        # widgets that no reference names cannot be told from others, so nobody may fill them
        reason = ChangeReason.FIELD_CHANGED
    facts: dict[str, Any] = {"field": place.name, "page": step.page_of(number)}
    if reason is not None:
        key = min(keys)
        step.note(ChangeKind.CONTENT, reason, number, key=key, **facts)
    elif place.type == "Sig":
        _review_signature_field(step, number, new, keys, facts)
    elif keys - _ALWAYS_KEYS:
        for widget in step.new.widgets(number) if "V" in keys else [number]:
            review_widget(step, widget)
    else:
        step.note(ChangeKind.FORM_FILL, ChangeReason.FORM_SETTINGS, number, **facts)


def review_kid(step: Step, owner: int, number: int, old: Any, new: Any) -> None:
    """A widget without /Parent, as some writers leave it: /Kids of field `owner` names it.

    It may get the appearance of the signature that its field gets, and nothing else.
    """
    place = step.old.field(owner)
    both = isinstance(old, Dictionary) and isinstance(new, Dictionary)
    if not both or place is None or place.type != "Sig" or new.keys() & {"Parent", "T", "V"}:
        step.note(ChangeKind.UNEXPLAINED, ChangeReason.OBJECT_REPLACED, number)
        return
    keys = changed_keys(old, new)
    facts: dict[str, Any] = {"field": place.name, "page": step.page_of(number)}
    reason = _forbidden(step, "Sig", False, old, new, keys)
    if not _is_widget_of_new_signature(step, owner) or _is_shared(step, number, old.get("AP")):
        reason = reason or ChangeReason.FIELD_CHANGED
    if reason is not None:
        step.note(ChangeKind.CONTENT, reason, number, key=min(keys), **facts)
    else:
        step.note(ChangeKind.FORM_FILL, ChangeReason.FORM_SETTINGS, number, **facts)


def _forbidden(
    step: Step, field_type: str, signed: bool, old: Dictionary, new: Dictionary, keys: set[str]
) -> ChangeReason | None:
    """What no rule allows to change in a field, whatever it is filled with."""
    if field_type not in ("Sig", "Tx", "Ch", "Btn") or is_ill_typed(step, keys, old, new):
        return ChangeReason.FIELD_CHANGED
    if "Rect" in keys:
        return ChangeReason.FIELD_MOVED
    empty_signature = field_type == "Sig" and not signed
    allowed = _SIGNING_KEYS if empty_signature else _ALWAYS_KEYS if signed else _VALUE_KEYS
    if keys - allowed or any(key in old for key in keys & {"Lock", "SV", "Subtype", "P"}):
        return ChangeReason.SIGNED_FIELD_CHANGED if signed else ChangeReason.FIELD_CHANGED
    if "Type" in keys and new.get("Type") != "Annot":
        return ChangeReason.FIELD_CHANGED
    appearing = empty_signature and "V" in keys
    now, was = flags_of(step.new, new, "F"), flags_of(step.old, old, "F")
    if ((now ^ was) & _HIDING or was & ~now & _PRINT) and not appearing:
        return ChangeReason.FIELD_HIDDEN
    now, was = flags_of(step.new, new, "Ff"), flags_of(step.old, old, "Ff")
    if (now ^ was) & ~_HARMLESS_FIELD_FLAGS:
        return ChangeReason.FIELD_CHANGED
    if keys & {"DA", "Q"} and "V" not in keys and field_type != "Sig":
        # a size of 0 or a white ink hides a value without touching it
        return ChangeReason.FIELD_CHANGED
    return None


def _is_shared(step: Step, number: int, appearances: Any) -> bool:
    """Whether something else refers to the appearance dictionary that a field gives up.

    What else it was there for is anybody's guess, so nobody may part them.
    """
    if not isinstance(appearances, Reference):
        return False
    uses = step.uses_before(appearances.number)
    return any(use.holder != number or use.path != ("AP",) for use in uses)


def _review_signature_field(
    step: Step,
    number: int,
    new: Dictionary,
    keys: set[str],
    facts: dict[str, Any],
) -> None:
    """An empty signature field that is signed, or one that a processor passed by."""
    if "V" in keys and new.get("V") is not None:
        _note_signature(step, number, facts)
        return
    kind = ChangeKind.FORM_FILL
    if keys <= _ALWAYS_KEYS or _is_widget_of_new_signature(step, number):
        step.note(kind, ChangeReason.FORM_SETTINGS, number, **facts)
        return
    step.note(ChangeKind.CONTENT, ChangeReason.FIELD_CHANGED, number, key=min(keys), **facts)


def _is_widget_of_new_signature(step: Step, number: int) -> bool:
    """Whether the field that a widget belongs to is signed in this very revision."""
    before = step.old.inherited(number, "V")
    return before is None and step.new.inherited(number, "V") is not None


def review_added_field(step: Step, reference: Reference) -> None:
    """A field that was not in the form: only a signature field, all of it new."""
    number = reference.number
    field = step.new.value(number)
    facts: dict[str, Any] = {}
    if isinstance(field, Dictionary):
        place = step.new.field(number)
        facts["field"] = place.name if place else ""
    if (
        step.existed(reference)
        or not isinstance(field, Dictionary)
        or not _is_signature(step, number)
        # two fields of one name are one field (12.7.4.2): the new one would speak for the old
        or any(step.old.has_field(name) for name in _names(step, number))
    ):
        step.note(ChangeKind.CONTENT, ChangeReason.FIELD_ADDED, number, **facts)
        return
    if any(_acts(step, part) for part in (number, *step.new.widgets(number))):
        step.note(ChangeKind.CONTENT, ChangeReason.ACTION_ADDED, number, **facts)
    _note_signature(step, number, facts)


def _names(step: Step, number: int) -> set[str]:
    places = [step.new.field(part) for part in (number, *step.new.widgets(number))]
    ends = {place.name for place in places if place is not None and place.name}
    return {name for name in ends if not any(o.startswith(f"{name}.") for o in ends)}


def _is_signature(step: Step, number: int) -> bool:
    """Whether a field and all below it are signature fields and new."""
    stack, typed = [number], False
    seen: set[int] = set()
    while stack and len(seen) < 100:
        current = stack.pop()
        seen.add(current)
        value = step.new.value(current)
        if not isinstance(value, Dictionary) or step.existed(Reference(current, 0)):
            return False
        if step.new.resolve(value.get("Subtype")) not in (None, "Widget"):
            return False  # a comment, a link, a file in the shape of a field
        kids = step.new.resolve(value.get("Kids"))
        if not isinstance(kids, list):
            # a widget alone may do without a /Parent: it takes the field's type
            kind = step.new.inherited(current, "FT")
            typed = typed or kind == "Sig" or step.new.inherited(number, "FT") == "Sig"
            if kind not in ("Sig", None):
                return False
            continue
        if not all(isinstance(kid, Reference) and kid.number not in seen for kid in kids):
            return False
        stack.extend(kid.number for kid in kids)
    step.claimed |= seen
    return typed and not stack


def _acts(step: Step, number: int) -> bool:
    part = step.new.value(number)
    entries = part if isinstance(part, Dictionary) else Dictionary()
    return any(step.new.resolve(entries.get(key)) is not None for key in ("A", "AA"))


def _note_signature(step: Step, number: int, facts: dict[str, Any]) -> None:
    """A signature field that is new or newly signed, with what its widgets lie on."""
    place = step.new.field(number)
    facts = {"field": place.name if place else "", **facts}
    widgets = [w for w in step.new.widgets(number) if isinstance(step.new.value(w), Dictionary)]
    for widget in widgets or [number]:
        below = step.new.field(widget)
        # a widget alone may do without a /Parent: it shows the field's value
        raw = step.new.written(widget if below else number, "V")
        facts = {**facts, "field": below.name if below else facts["field"]}
        if isinstance(raw, Reference) and step.existed(raw):
            step.note(ChangeKind.CONTENT, ChangeReason.SIGNATURE_REUSED, number, **facts)
            continue
        signature = step.new.resolve(raw)
        seen = overlay_of(step, widget, *step.pages_of(widget))
        box = rectangle_of(step, step.new.value(widget))
        facts = {**facts, "page": seen.page, "rectangle": box, "overlay": seen.overlay}
        visible = box is not None and box[0] < box[2] and box[1] < box[3]
        if isinstance(signature, Dictionary):
            _note_signed(step, number, signature, visible, facts)
        else:
            _note_empty(step, number, widget, visible, facts)


def _note_empty(step: Step, number: int, widget: int, visible: bool, facts: dict[str, Any]) -> None:
    if facts["overlay"] in (Overlay.HIDES, Overlay.UNKNOWN):
        step.note(ChangeKind.CONTENT, ChangeReason.EMPTY_FIELD_COVERS, number, **facts)
        return
    kind = ChangeKind.SIGNATURE if visible else ChangeKind.EXTENSION
    step.note(kind, ChangeReason.SIGNATURE_FIELD_ADDED, number, **facts)
    if visible and says_something(step, widget):
        # letters that nobody signs are a comment, whatever they stand in (12.5.6)
        step.note(ChangeKind.ANNOTATION, ChangeReason.ANNOTATION_ADDED, number, **facts)


def _note_signed(
    step: Step, number: int, signature: Dictionary, visible: bool, facts: dict[str, Any]
) -> None:
    stamp = step.new.resolve(signature.get("SubFilter")) == DOCUMENT_TIMESTAMP
    if stamp and not visible:
        step.note(ChangeKind.EXTENSION, ChangeReason.DOCUMENT_TIMESTAMP, number, **facts)
    else:
        step.note(ChangeKind.SIGNATURE, ChangeReason.SIGNATURE_ADDED, number, **facts)
