"""Later changes on evidence alone: who allows what (ISO 32000-2, 12.8.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from esign_verify.evidence import (
    Change,
    ChangeKind,
    ChangeReason,
    Evidence,
    FieldMdp,
    Outcome,
    Overlay,
    SignatureEvidence,
)
from esign_verify.policy import Conclusions, conclude, load_policy
from esign_verify.policy.changes import is_locked, judge_changes
from esign_verify.result import DocumentConclusion, Indication, SubIndication
from tests.factories import NOW, document, signature_field
from tests.policy.verdicts import PASSED, signature

K, R = ChangeKind, ChangeReason
ALTERED = (Outcome.FAILED, "document_altered", "ISO 32000-2 7.5.6")
FORBIDDEN = (Outcome.FAILED, "modification_forbidden", "ISO 32000-2 12.8.2.2")
LOCKED = (Outcome.FAILED, "field_locked", "ISO 32000-2 12.8.2.4")
BY_DOC_MDP = (Outcome.PASSED, "", "ISO 32000-2 12.8.2.2")
ARCHIVAL = (Outcome.PASSED, "", "EN 319 142-1 5.4")
TAGS = (Outcome.PASSED, "", "ISO 32000-2 14.7")


def change(kind: ChangeKind, **facts: Any) -> Change:
    default = Change(
        revision=2, object_number=9, kind=kind, reason=R.ANNOTATION_ADDED, introduced=2
    )
    return replace(default, **facts)


def answer(one: Change, **field: Any) -> tuple[Outcome, str, str]:
    signed = signature_field(**{"revision": 1, "covers_whole_file": False, **field})
    untrusted = frozenset({"Stranger"})
    (judged,) = judge_changes((one,), signed, untrusted)
    return judged.allowed.outcome, judged.allowed.reason, judged.clause


@pytest.mark.parametrize(
    ("kind", "by_permission"),
    [
        (K.EXTENSION, (ARCHIVAL, ARCHIVAL, ARCHIVAL, ARCHIVAL)),
        (K.STRUCTURE, (TAGS, TAGS, TAGS, TAGS)),
        (K.SIGNATURE, (FORBIDDEN, BY_DOC_MDP, BY_DOC_MDP, BY_DOC_MDP)),
        (K.FORM_FILL, (FORBIDDEN, BY_DOC_MDP, BY_DOC_MDP, BY_DOC_MDP)),
        (K.ANNOTATION, (FORBIDDEN, FORBIDDEN, BY_DOC_MDP, BY_DOC_MDP)),
        (K.CONTENT, (ALTERED, ALTERED, ALTERED, ALTERED)),
        (K.UNEXPLAINED, (ALTERED, ALTERED, ALTERED, ALTERED)),
    ],
)
def test_doc_mdp_table_257(kind: ChangeKind, by_permission: tuple[Any, ...]) -> None:
    """/P 1, 2, 3, and no DocMDP at all."""
    found = tuple(answer(change(kind), doc_mdp=permission) for permission in (1, 2, 3, None))
    assert found == by_permission


@pytest.mark.parametrize("reason", [R.ANNOTATION_CHANGED, R.ANNOTATION_REMOVED])
def test_an_annotation_of_the_signed_revision_is_part_of_what_was_signed(
    reason: ChangeReason,
) -> None:
    signed = change(K.ANNOTATION, reason=reason, introduced=1)
    later = change(K.ANNOTATION, reason=reason, introduced=2)
    altered = (Outcome.FAILED, "document_altered", "ISO 32000-2 12.8.2.2")
    assert answer(signed, doc_mdp=None) == altered
    assert answer(signed, doc_mdp=3) == BY_DOC_MDP
    assert answer(later, doc_mdp=None) == BY_DOC_MDP


@pytest.mark.parametrize("kind", [K.SIGNATURE, K.FORM_FILL])
def test_field_mdp_locks_fields(kind: ChangeKind) -> None:
    filled = change(kind, field="group.amount")
    assert answer(filled, field_mdp=FieldMdp(action="All", fields=())) == LOCKED
    assert answer(filled, field_mdp=FieldMdp(action="Include", fields=("group",))) == LOCKED
    assert answer(filled, field_mdp=FieldMdp(action="Include", fields=("gro",))) == BY_DOC_MDP
    assert answer(filled, field_mdp=FieldMdp(action="Exclude", fields=("group",))) == BY_DOC_MDP
    assert answer(filled, field_mdp=FieldMdp(action="Exclude", fields=("other",))) == LOCKED


@pytest.mark.parametrize("reason", [R.SIGNATURE_ADDED, R.FIELD_FILLED, R.APPEARANCE_RENEWED])
def test_field_mdp_locks_a_field_without_a_name(reason: ChangeReason) -> None:
    filled = change(K.FORM_FILL, field="", reason=reason)
    assert answer(filled, field_mdp=FieldMdp(action="All", fields=())) == LOCKED
    assert answer(filled, field_mdp=FieldMdp(action="Exclude", fields=("other",))) == LOCKED
    assert answer(filled, field_mdp=FieldMdp(action="Include", fields=("other",))) == BY_DOC_MDP
    settings = change(K.FORM_FILL, field="", reason=R.FORM_SETTINGS)
    assert answer(settings, field_mdp=FieldMdp(action="All", fields=())) == BY_DOC_MDP


def test_nothing_is_locked_without_field_mdp() -> None:
    assert is_locked(None, "amount") is False


@pytest.mark.parametrize("overlay", [Overlay.COVERS, Overlay.HIDES, Overlay.UNKNOWN])
def test_sneaky_signature_attack(overlay: Overlay) -> None:
    """S&P 2021: after certification with /P 2, a signature nobody vouches for, over content."""
    stranger = change(K.SIGNATURE, field="Stranger", overlay=overlay)
    friend = change(K.SIGNATURE, field="Friend", overlay=overlay)
    assert answer(stranger, doc_mdp=2) == FORBIDDEN
    assert answer(friend, doc_mdp=2) == BY_DOC_MDP
    assert answer(stranger, doc_mdp=None) == BY_DOC_MDP
    assert answer(replace(stranger, overlay=Overlay.NONE), doc_mdp=2) == BY_DOC_MDP


def test_changes_before_the_signature_are_none_of_its_business() -> None:
    signed = signature_field(revision=2)
    assert judge_changes((change(K.CONTENT),), signed, frozenset()) == ()
    assert judge_changes((change(K.CONTENT, revision=3),), signed, frozenset())[0].index == 0


def concluded(*changes: Change, more: tuple[SignatureEvidence, ...] = (), **field: Any) -> Any:
    first = signature(
        field=signature_field(
            byte_range=(0, 100, 200, 100), revision=1, covers_whole_file=False, **field
        )
    )
    evidence = Evidence(
        document=document(changes=changes),
        signatures=(first, *more),
        validation_time=NOW,
        trust_stores=("national",),
    )
    return conclude(evidence, load_policy())


def verdict(conclusions: Conclusions) -> tuple[Any, ...]:
    (first, *_) = conclusions.signatures
    assert first is not None
    return first.indication, first.sub_indication, first.rule


def test_a_forbidden_change_fails_the_signature() -> None:
    conclusions = concluded(change(K.EXTENSION), change(K.CONTENT, page=3))
    expected = (Indication.TOTAL_FAILED, SubIndication.FORMAT_FAILURE, "modifications")
    assert verdict(conclusions) == expected
    assert conclusions.document is DocumentConclusion.INVALID
    (first,) = conclusions.signatures
    assert first is not None
    (finding,) = [f for f in first.findings if f.rule == "modifications"]
    assert dict(finding.params)["page"] == "3"
    assert [judged.allowed.outcome for judged in first.changes] == [Outcome.PASSED, Outcome.FAILED]
    assert first.integrity.outcome is Outcome.FAILED


def test_something_over_content_is_a_warning() -> None:
    over = change(K.ANNOTATION, overlay=Overlay.COVERS, page=2, rectangle=(1.0, 2.0, 3.5, 4.0))
    conclusions = concluded(over)
    assert verdict(conclusions) == PASSED
    (first,) = conclusions.signatures
    assert first is not None
    (finding,) = [f for f in first.findings if f.rule == "overlay"]
    assert (finding.outcome, finding.reason) == (Outcome.FAILED, "covers_page_content")
    assert dict(finding.params) == {
        "page": "2",
        "rectangle": "1 2 3.5 4",
        "object": "9",
        "field": "",
    }


def test_content_that_could_not_be_read_is_not_checked() -> None:
    (first,) = concluded(change(K.ANNOTATION, overlay=Overlay.UNKNOWN, page=2)).signatures
    (finding,) = [f for f in first.findings if f.rule == "overlay"]
    assert (finding.outcome, finding.reason) == (Outcome.NOT_CHECKED, "page_content_unreadable")


def test_an_appearance_that_could_not_be_compared_is_a_warning() -> None:
    filled = change(K.FORM_FILL, reason=R.FIELD_FILLED, field="amount", compared=False)
    conclusions = concluded(filled)
    assert verdict(conclusions) == PASSED
    (first,) = conclusions.signatures
    assert first is not None
    (finding,) = [f for f in first.findings if f.rule == "field_appearance"]
    assert (finding.outcome, finding.reason) == (Outcome.NOT_CHECKED, "appearance_not_compared")


@pytest.mark.parametrize(
    ("trusted", "expected"),
    [
        (True, PASSED),
        (False, (Indication.TOTAL_FAILED, SubIndication.FORMAT_FAILURE, "modifications")),
    ],
)
def test_a_certification_asks_what_became_of_the_later_signature(
    trusted: bool, expected: tuple[Any, ...]
) -> None:
    names = signature_field(names=("Second",), revision=2, byte_range=(0, 100, 200, 300))
    second = signature(field=names)
    if not trusted:
        second = replace(second, path=None)
    added = change(K.SIGNATURE, reason=R.SIGNATURE_ADDED, field="Second", overlay=Overlay.HIDES)
    assert verdict(concluded(added, more=(second,), doc_mdp=2)) == expected
