"""Whether what a filled field shows is its value (ISO 32000-2, 12.7.4.3; 12.5.5).

Shadow attacks rewrite the appearance and leave the value alone, or the other way round.
Text is compared without white space; what cannot be compared is allowed only where the
value itself changed, which the report shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.document.changes.comments import note_changed
from esign_verify.document.changes.overlay import fill_overlay, rectangle_of
from esign_verify.document.changes.shown_text import NOTHING, Shown, shown_text
from esign_verify.document.changes.step import Step
from esign_verify.document.changes.values import alike, same_value
from esign_verify.document.membership import Membership
from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.document.text import text_string
from esign_verify.evidence import ChangeKind, ChangeReason

_TAG = re.compile(rb"<[^<>]*+>")
_PASSWORD = 1 << 13
_COMBO = 1 << 17
"""/Ff of text and choice fields (12.7.5.3, 12.7.5.4)."""


@frozen
class _State:
    """A widget in one revision."""

    value: Any
    state: str
    """/AS"""
    drawn: Stream | None
    """the normal appearance, in that state"""
    rich: Any
    """/RV"""
    entries: dict[tuple[str, str], Any]
    """(/N, /R or /D, state) → every appearance, as referred to"""
    shown: Shown


def review_appearance(step: Step, owner: int, number: int) -> None:
    """An appearance dictionary or stream was rewritten in place."""
    if step.old.field(owner) is not None:
        review_widget(step, owner)
    elif isinstance(step.old.value(owner), Dictionary) and not step.old.page(owner):
        note_changed(step, owner, frozenset({"AP"}))
    else:
        step.note(ChangeKind.CONTENT, ChangeReason.OBJECT_REPLACED, number)


def review_widget(step: Step, number: int) -> None:
    """Note what became of a widget whose value or appearance was rewritten."""
    place = step.new.field(number)
    widget = step.new.value(number)
    if place is None or not isinstance(widget, Dictionary):
        step.note(ChangeKind.CONTENT, ChangeReason.FIELD_REMOVED, number)
        return
    facts: dict[str, Any] = {
        "field": place.name,
        "page": step.page_of(number),
        "rectangle": rectangle_of(step, widget),
    }
    if place.type == "Sig":
        _review_signature_widget(step, number, facts)
        return
    old = _state(step.old, step.before, number)
    new = _state(step.new, step.after, number)
    kind, reason, compared = _judge(step, number, place.type, old, new)
    if kind is ChangeKind.FORM_FILL:
        facts["overlay"] = fill_overlay(step, number)
    step.note(kind, reason, number, compared=compared, **facts)


def shows_its_value(where: Membership, view: Objects, number: int) -> bool:
    """Whether a text or choice field of one revision shows its value, as far as told."""
    place = where.field(number)
    if place is None or place.type not in ("Tx", "Ch"):
        return True
    state = _state(where, view, number)
    value = _expected_text(where, number, place.type, state.value)
    return state.drawn is None or None in (value, state.shown.text) or value == state.shown.text


def _review_signature_widget(step: Step, number: int, facts: dict[str, Any]) -> None:
    """The appearance of a signature belongs to the revision that signs."""
    signed_before = step.old.inherited(number, "V") is not None
    if signed_before or step.new.inherited(number, "V") is None:
        step.note(ChangeKind.CONTENT, ChangeReason.SIGNED_FIELD_CHANGED, number, **facts)


Answer = tuple[ChangeKind, ChangeReason, bool]
_FILLED: Answer = (ChangeKind.FORM_FILL, ChangeReason.FIELD_FILLED, True)
_UNCOMPARED: Answer = (ChangeKind.FORM_FILL, ChangeReason.FIELD_FILLED, False)
_RENEWED: Answer = (ChangeKind.FORM_FILL, ChangeReason.APPEARANCE_RENEWED, True)
_MISMATCH: Answer = (ChangeKind.CONTENT, ChangeReason.VALUE_APPEARANCE_MISMATCH, True)


def _judge(step: Step, number: int, field_type: str, old: _State, new: _State) -> Answer:
    filled = not alike(old.value, new.value)
    redrawn = _redrawn(step, old, new)
    if field_type == "Btn":
        place = step.new.field(number)
        alone = place is not None and place.owner == number
        return _judge_button(old, new, filled, bool(redrawn), alone=alone)
    if old.state != new.state:
        redrawn |= {key for key, state in new.entries if state}
    if not alike(old.rich, new.rich) and plain_text(new.value) != rich_text(new.rich):
        # readers that draw a field again take its rich text (12.7.4.3, /RV)
        return _MISMATCH
    again = _will_be_drawn_again(step)
    if new.drawn is None or (again and not redrawn):
        # nothing is shown but what a reader makes of the value itself
        lost = old.drawn is not None and new.drawn is None and not filled
        return _MISMATCH if lost and not again else _FILLED if filled else _RENEWED
    value = _expected_text(step.new, number, field_type, new.value)
    text = new.shown.text if filled or new.shown.believed else None
    if value is not None and text is not None and text != value:
        return _MISMATCH
    if redrawn - {"N"}:
        # what is shown under the mouse is not looked into
        return _UNCOMPARED if filled else _MISMATCH
    if value is not None and text is not None and not new.shown.pictures:
        return _FILLED if filled else _RENEWED
    if filled:
        return _UNCOMPARED
    same_codes = (
        bool(new.shown.codes)
        and not new.shown.pictures
        and alike(list(new.shown.codes), list(old.shown.codes))
    )
    return _RENEWED if same_codes or not redrawn else _MISMATCH


def _judge_button(old: _State, new: _State, filled: bool, redrawn: bool, *, alone: bool) -> Answer:
    """A check box or radio button shows the state that its value names, or Off (12.7.5.2)."""
    states = {state for key, state in new.entries if key == "N"} - {""}
    expected = new.value if isinstance(new.value, str) and new.value in states else "Off"
    if states and (new.state or "Off") != expected and (filled or new.state != old.state):
        return _MISMATCH
    if filled and alone and new.value not in {*states, "Off", None}:
        return _UNCOMPARED  # a state that no widget has: nothing shows it
    if redrawn:
        # pictures of states are drawn with the form, not when it is filled in
        return _UNCOMPARED if filled and not old.entries else _MISMATCH
    return _FILLED if filled else _RENEWED


def _state(where: Membership, view: Objects, number: int) -> _State:
    widget = where.value(number)
    dictionary = widget if isinstance(widget, Dictionary) else Dictionary()
    state = where.resolve(dictionary.get("AS"))
    named = state if isinstance(state, str) else ""
    entries = dict(_entries(where, dictionary))
    raw = entries.get(("N", "")) or entries.get(("N", named))
    drawn = where.resolve(raw)
    stream = drawn if isinstance(drawn, Stream) else None
    owner = raw if isinstance(raw, Reference) else None
    shown = shown_text(where, view, stream, owner) if stream else NOTHING
    rich = where.inherited(number, "RV")
    return _State(where.inherited(number, "V"), named, stream, rich, entries, shown)


def _entries(where: Membership, widget: Dictionary) -> Iterator[tuple[tuple[str, str], Any]]:
    appearances = where.resolve(widget.get("AP"))
    for key in ("N", "R", "D"):
        raw = appearances.get(key) if isinstance(appearances, Dictionary) else None
        entry = where.resolve(raw)
        if isinstance(entry, Dictionary):
            yield from (((key, state), item) for state, item in entry.items())
        elif entry is not None:
            yield (key, ""), raw


def _redrawn(step: Step, old: _State, new: _State) -> set[str]:
    """Those of /N, /R, /D of which something is drawn otherwise."""
    return {
        key
        for key, state in old.entries.keys() | new.entries.keys()
        if not _same_drawing(step, old.entries.get((key, state)), new.entries.get((key, state)))
    }


def _same_drawing(step: Step, old: Any, new: Any) -> bool:
    if isinstance(old, Reference) and old == new and old.number not in step.rewritten:
        return True
    return same_value(step.old.resolve(old), step.new.resolve(new), step.before, step.after)


def _will_be_drawn_again(step: Step) -> bool:
    """/NeedAppearances: readers draw fields from their values (12.7.3)."""
    form = step.new.resolve(step.new.catalog.get("AcroForm"))
    return isinstance(form, Dictionary) and step.new.resolve(form.get("NeedAppearances")) is True


def _expected_text(where: Membership, number: int, field_type: str, value: Any) -> str | None:
    """The text that a field with a value shows; None where a reader may show another."""
    flags = where.inherited(number, "Ff")
    flags = flags if isinstance(flags, int) else 0
    actions = where.inherited(number, "AA")
    formatted = isinstance(actions, Dictionary) and "F" in actions
    if field_type == "Tx" and not flags & _PASSWORD and not formatted:
        return plain_text(value)
    if field_type == "Ch" and flags & _COMBO:
        return _option(where, number, value)
    return None


def plain_text(value: Any) -> str | None:
    """A text value without white space; empty where there is none."""
    if value is None:
        return ""
    text = text_string(value)
    return None if text is None else "".join(text.split())


def rich_text(value: Any) -> str | None:
    """The text of a rich text string without its tags and white space (12.7.4.3)."""
    text = plain_text(_TAG.sub(b"", value)) if isinstance(value, bytes) else None
    if not text or "&" not in text:
        return text
    from html import unescape

    return unescape(text)


def _option(where: Membership, number: int, value: Any) -> str | None:
    """What a combo box shows for a value: the text of its option (12.7.5.4, /Opt)."""
    options = where.inherited(number, "Opt")
    for raw in options if isinstance(options, list) else ():
        option = where.resolve(raw)
        if isinstance(option, list) and len(option) == 2 and where.resolve(option[0]) == value:
            return plain_text(where.resolve(option[1]))
    return plain_text(value)
