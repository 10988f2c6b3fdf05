"""What settings of the form do to all its fields at once (ISO 32000-2, 12.7.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from esign_verify.document.changes.appearance import shows_its_value
from esign_verify.document.changes.overlay import appearances_of
from esign_verify.document.changes.shown_text import reads_plainly, undefined_fonts
from esign_verify.document.changes.step import Step
from esign_verify.document.membership import Membership
from esign_verify.document.syntax import Dictionary, Reference
from esign_verify.evidence import ChangeKind, ChangeReason
from esign_verify.limits import MAX_USES

_NAME = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]+)")


def review_redrawing(step: Step, number: int, now: Any) -> None:
    """/NeedAppearances: readers draw every field from its value, so it must be what was shown."""
    step.note(ChangeKind.FORM_FILL, ChangeReason.FORM_SETTINGS, number, key="NeedAppearances")
    if now is not True:
        return
    for index, widget in enumerate(widgets_of(step.old)):
        if index >= MAX_USES:
            step.note(ChangeKind.UNEXPLAINED, ChangeReason.TOO_MANY, number)
            return
        if not shows_its_value(step.old, step.before, widget):
            place = step.old.field(widget)
            facts = {"field": place.name if place else "", "key": "NeedAppearances"}
            step.note(ChangeKind.CONTENT, ChangeReason.VALUE_APPEARANCE_MISMATCH, widget, **facts)


def fonts_taken(step: Step, old: Any, new: Any) -> bool:
    """Whether a font that default resources gain is one that appearances name already."""
    fonts = _fonts(step.new, new)
    gained = fonts.keys() - _fonts(step.old, old).keys()
    odd = {name for name in gained if not reads_plainly(step.new, step.after, fonts[name])}
    return (
        bool(gained)
        and any(
            gained & undefined_fonts(step.before, stream, owner)
            for widget in widgets_of(step.old)
            for stream, owner in appearances_of(step.old, step.old.value(widget))
        )
    ) or (
        bool(odd)
        and any(
            # readers draw again in the font of /DA: one that it missed may come, if it is plain
            odd & _fonts_of_text(step.old, widget)
            for widget in widgets_of(step.old)
        )
    )


def _fonts_of_text(where: Membership, widget: int) -> set[str]:
    """Names in a field's default appearance string (12.7.4.3, /DA), or the form's."""
    form = where.resolve(where.catalog.get("AcroForm"))
    default = form.get("DA") if isinstance(form, Dictionary) else None
    string = where.inherited(widget, "DA") or where.resolve(default)
    names = _NAME.findall(string) if isinstance(string, bytes) else []
    return {name.decode("latin-1") for name in names}


def is_idle(step: Step, key: str, now: Any) -> bool:
    """Whether a new entry of the form does nothing to the fields that it has (12.7.3)."""
    if key == "DA":
        # text fields inherit it: it may hide what readers draw again
        return all(
            step.old.inherited(widget, "DA") is not None
            for widget in widgets_of(step.old)
            if step.old.inherited(widget, "FT") in ("Tx", "Ch")
        )
    if key == "CO":
        # scripts of fields named here begin to run
        return isinstance(now, list) and not any(step.existed(item) for item in now)
    return key == "Q"


def _fonts(where: Membership, resources: Any) -> Dictionary:
    value = where.resolve(resources)
    fonts = where.resolve(value.get("Font")) if isinstance(value, Dictionary) else None
    return fonts if isinstance(fonts, Dictionary) else Dictionary()


def widgets_of(where: Membership) -> Iterator[int]:
    """Every widget of the form."""
    form = where.resolve(where.catalog.get("AcroForm"))
    roots = where.resolve(form.get("Fields")) if isinstance(form, Dictionary) else None
    fields = roots if isinstance(roots, list) else []
    stack = [item for item in fields if isinstance(item, Reference)]
    seen: set[int] = set()
    while stack:
        number = stack.pop().number
        if number in seen:
            continue
        seen.add(number)
        value = where.value(number)
        kids = where.resolve(value.get("Kids")) if isinstance(value, Dictionary) else None
        if isinstance(kids, list):
            stack.extend(kid for kid in kids if isinstance(kid, Reference))
        else:
            yield number
