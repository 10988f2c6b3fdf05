"""What later revisions changed, for our own JSON: the facts once, each signature's answers."""

from __future__ import annotations

from math import isfinite
from typing import Any

from esign_verify.evidence import Change, Check, Outcome, SignatureField
from esign_verify.messages import text
from esign_verify.render.full_json_facts import check_json
from esign_verify.result import JudgedChange


def change_json(change: Change, lang: str) -> dict[str, Any]:
    return {
        "revision": change.revision,
        "object": change.object_number,
        "introduced": change.introduced,
        "kind": change.kind.value,
        "kind_text": text(f"change_kind.{change.kind.value}", lang),
        "reason": change.reason.value,
        "text": text(f"change.{change.reason.value}", lang),
        "key": change.key or None,
        "field": change.field or None,
        "page": change.page,
        "rectangle": rectangle_json(change.rectangle),
        "overlay": change.overlay.value,
        "overlay_text": text(f"overlay.{change.overlay.value}", lang),
        "appearance_compared": change.compared,
    }


def judged_json(judged: JudgedChange, lang: str) -> dict[str, Any]:
    """`change`: index into the changes of the document."""
    return {
        "change": judged.index,
        "clause": judged.clause,
        "allowed": check_json(judged.allowed, lang),
    }


def allowed_together(field: SignatureField, changes: tuple[JudgedChange, ...]) -> Check:
    """The first answer that is not a yes: what was not examined, or a change not allowed."""
    answers = (field.modifications, *(judged.allowed for judged in changes))
    bad = (check for check in answers if check.outcome is not Outcome.PASSED)
    return next(bad, field.modifications)


def rectangle_json(rectangle: tuple[float, ...] | None) -> list[float] | None:
    """Null also where a number of absurd length became infinite: JSON has no word for it."""
    if rectangle is None or not all(map(isfinite, rectangle)):
        return None
    return list(rectangle)
