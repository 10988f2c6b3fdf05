"""Which later changes a signature allows (ISO 32000-2, 12.8.2; EN 319 142-1, 5.4)."""

from __future__ import annotations

from esign_verify.evidence import (
    Change,
    ChangeKind,
    ChangeReason,
    Check,
    FieldMdp,
    Overlay,
    SignatureField,
)
from esign_verify.result import JudgedChange

DOC_MDP = "ISO 32000-2 12.8.2.2"
FIELD_MDP = "ISO 32000-2 12.8.2.4"
EXTENSION = "EN 319 142-1 5.4"
STRUCTURE = "ISO 32000-2 14.7"
INCREMENTAL = "ISO 32000-2 7.5.6"

_NEEDS = {ChangeKind.SIGNATURE: 2, ChangeKind.FORM_FILL: 2, ChangeKind.ANNOTATION: 3}
"""The lowest /P of DocMDP that permits a kind of change (table 257)."""

_OF_THE_SIGNED = (ChangeReason.ANNOTATION_CHANGED, ChangeReason.ANNOTATION_REMOVED)

_OF_A_FIELD = (
    ChangeReason.FIELD_FILLED,
    ChangeReason.APPEARANCE_RENEWED,
    ChangeReason.SIGNATURE_ADDED,
    ChangeReason.SIGNATURE_FIELD_ADDED,
)
"""Changes of fields (12.8.2.4), also of one that has no name."""


def judge_changes(
    changes: tuple[Change, ...], field: SignatureField, untrusted: frozenset[str]
) -> tuple[JudgedChange, ...]:
    """Every change after the revision that `field` signed, judged by its locks.

    `untrusted`: names of fields whose signatures did not pass on their own.
    """
    if not field.revision:
        return ()
    return tuple(
        _judge(index, change, field, untrusted)
        for index, change in enumerate(changes)
        if change.revision > field.revision
    )


def _judge(
    index: int, change: Change, field: SignatureField, untrusted: frozenset[str]
) -> JudgedChange:
    kind, permission = change.kind, field.doc_mdp
    if kind is ChangeKind.EXTENSION:
        return JudgedChange(index=index, allowed=Check.passed(), clause=EXTENSION)
    if kind is ChangeKind.STRUCTURE:
        return JudgedChange(index=index, allowed=Check.passed(), clause=STRUCTURE)
    if kind not in _NEEDS:
        return _altered(index, change, INCREMENTAL)
    if permission is None and _touches_the_signed(change, field):
        return _altered(index, change, DOC_MDP)
    if permission is not None and permission < _NEEDS[kind]:
        return _forbidden(index, change, permission)
    of_a_field = bool(change.field) or change.reason in _OF_A_FIELD
    if of_a_field and is_locked(field.field_mdp, change.field):
        check = Check.failed("field_locked", field=change.field, **_place(change))
        return JudgedChange(index=index, allowed=check, clause=FIELD_MDP)
    unsigned = change.reason is ChangeReason.SIGNATURE_FIELD_ADDED
    if permission == 2 and _lies_on_content(change) and (unsigned or change.field in untrusted):
        return _forbidden(index, change, permission)
    return JudgedChange(index=index, allowed=Check.passed(), clause=DOC_MDP)


def _touches_the_signed(change: Change, field: SignatureField) -> bool:
    """An annotation that stood in the signed revision is part of what was signed.

    Only DocMDP with /P 3 says that the signer expected otherwise.
    """
    return change.reason in _OF_THE_SIGNED and change.introduced <= field.revision


def _lies_on_content(change: Change) -> bool:
    """Sneaky signature attack: a new signature nobody vouches for, over what was certified.

    Letters alone falsify as well as an opaque box does.
    """
    return change.kind is ChangeKind.SIGNATURE and change.overlay is not Overlay.NONE


def is_locked(lock: FieldMdp | None, name: str) -> bool:
    """Whether FieldMDP covers a field; naming a field names what is below it."""
    if lock is None:
        return False
    named = any(name == field or name.startswith(f"{field}.") for field in lock.fields)
    return lock.action == "All" or named is (lock.action == "Include")


def _altered(index: int, change: Change, clause: str) -> JudgedChange:
    check = Check.failed("document_altered", **_place(change))
    return JudgedChange(index=index, allowed=check, clause=clause)


def _forbidden(index: int, change: Change, permission: int) -> JudgedChange:
    check = Check.failed("modification_forbidden", permission=permission, **_place(change))
    return JudgedChange(index=index, allowed=check, clause=DOC_MDP)


def _place(change: Change) -> dict[str, object]:
    place = {
        "change": change.reason.value,
        "revision": change.revision,
        "object": change.object_number,
        "page": change.page,
    }
    return {name: value for name, value in place.items() if value is not None}


def place_on_page(change: Change) -> dict[str, object]:
    """Where an overlay lies, as parameters of a finding."""
    box = change.rectangle or ()
    return {
        "page": change.page or 0,
        "rectangle": " ".join(f"{value:g}" for value in box),
        "object": change.object_number,
        "field": change.field,
    }
