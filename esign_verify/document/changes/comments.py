"""An annotation that the page had already, changed (ISO 32000-2, 12.5.2).

Where /P 3 lets comments change, one that covered something may still not uncover it: what
lay beneath was never seen by the signer (shadow hide, NDSS 2021).
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from esign_verify.document.changes.drawing import contains
from esign_verify.document.changes.entries import flags_of
from esign_verify.document.changes.overlay import HIDDEN, overlay_of, rectangle_of
from esign_verify.document.changes.step import Step
from esign_verify.evidence import ChangeKind, ChangeReason, Overlay

_TRANSPARENCY = frozenset({"AS", "BM", "CA", "OC", "ca"})
"""Entries by which an opaque annotation can become a transparent one."""


def note_changed(step: Step, number: int, keys: Set[str], page: int = 0) -> None:
    """Note that an annotation was rewritten, and what it lies on now."""
    pages = sorted({*step.pages_of(number), *([page] if page else [])})
    seen = overlay_of(step, number, *pages)
    new = step.new.value(number)
    facts: dict[str, Any] = {"page": seen.page, "rectangle": rectangle_of(step, new)}
    if _uncovers(step, number, keys, pages, seen.overlay):
        step.note(ChangeKind.CONTENT, ChangeReason.COVER_REMOVED, number, **facts)
        return
    facts["overlay"] = seen.overlay
    step.note(ChangeKind.ANNOTATION, ChangeReason.ANNOTATION_CHANGED, number, **facts)


def _uncovers(step: Step, number: int, keys: Set[str], pages: list[int], now: Overlay) -> bool:
    was = overlay_of(step, number, *pages, membership=step.old)
    if was.overlay is not Overlay.HIDES:
        return False
    old, new = step.old.value(number), step.new.value(number)
    gained = flags_of(step.new, new, "F") & ~flags_of(step.old, old, "F")
    before, after = rectangle_of(step, old), rectangle_of(step, new)
    shrunk = before is None or after is None or not contains(after, before)
    return bool(keys & _TRANSPARENCY or gained & HIDDEN or shrunk) or now is not Overlay.HIDES
