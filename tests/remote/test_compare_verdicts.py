"""Verdicts that differ: what explains them, and what never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from esign_verify.evidence import Check
from esign_verify.evidence.remote import (
    Outcome,
)
from esign_verify.result import (
    DocumentConclusion,
    Indication,
    SubIndication,
    VerificationResult,
)
from tests import factories as make
from tests.factories import NOW
from tests.remote.comparing import (
    CONTRADICTION,
    EXPLAINED,
    NOT_COMPARED,
    V1,
    against,
    both,
    document,
    first,
    flags,
    listed,
    other,
    result_of,
    signature,
    untrusted,
)


def test_a_server_that_judges_now_what_we_judge_at_signing() -> None:
    late = make.finding(rule="trust_anchor_current", outcome=Check.failed("x").outcome)
    ours = result_of(make.conclusion(findings=(late,)), DocumentConclusion.VALID)
    comparison = against(ours, flags(False, "WARNING"))
    assert comparison.outcome is Outcome.AGREE
    assert other(comparison) == {
        "certificateTrusted": (EXPLAINED, "expired_since"),
        "conclusion": (EXPLAINED, "follows_from_signatures"),
    }
    ended = make.finding(rule="signing_certificate_current", outcome=Check.failed("x").outcome)
    signer = result_of(make.conclusion(findings=(ended,)), DocumentConclusion.VALID)
    assert against(signer, flags(False, "WARNING")).outcome is Outcome.CONTRADICT
    # the explanation is for one that trusts less, not for one that says broken
    worse = both(flags(False, "INVALID"), first(integrityValid=False))
    assert against(ours, worse).outcome is Outcome.CONTRADICT
    assert against(ours, flags(False, "INVALID")).outcome is Outcome.CONTRADICT


def test_one_explained_signature_excuses_no_other() -> None:
    late = make.finding(rule="trust_anchor_current", outcome=Check.failed("x").outcome)
    old = signature(1, conclusion=make.conclusion(findings=(late,)))
    ours = make.result(old, signature(2))

    def change(answer: dict[str, Any]) -> None:
        listed(answer)[0]["certificateTrusted"] = listed(answer)[1]["certificateTrusted"] = False
        answer["conclusion"] = "WARNING"

    comparison = against(ours, change)
    assert other(comparison)["conclusion"] == (CONTRADICTION, "conclusion_differs")
    verdicts = [
        field.code
        for one in comparison.signatures
        for field in one.fields
        if field.name == "certificateTrusted"
    ]
    assert verdicts == ["expired_since", "trust_differs"]


def test_an_anchor_that_was_not_in_use() -> None:
    ours = untrusted(SubIndication.NO_CERTIFICATE_CHAIN_FOUND)
    certificate = make.certificate()
    anchor = make.anchor(
        subject=certificate.issuer, sha256="AB" * 32, store="historical", common_name="OSD LU"
    )
    change = both(flags(True, "VALID"), first(certificateDetails__1__id="C-" + "AB" * 32))
    comparison = against(ours, change, other_anchors=[anchor])
    found = other(comparison)
    assert found["certificateTrusted"] == (EXPLAINED, "anchor_not_in_use")
    assert found["conclusion"] == (EXPLAINED, "follows_from_signatures")
    row = next(f for f in comparison.signatures[0].fields if f.name == "certificateTrusted")
    assert row.params == (("anchor", "OSD LU"), ("store", "historical"))
    # the server's word alone explains nothing, nor does the document's
    stranger = replace(anchor, subject=make.name(("CN", "Other")))
    for anchors, changed in (
        ([], change),
        ([stranger], change),
        ([anchor], flags(True, "VALID")),
    ):
        alone = against(ours, changed, other_anchors=anchors)
        assert other(alone)["certificateTrusted"] == (CONTRADICTION, "trust_differs")
        assert alone.outcome is Outcome.CONTRADICT


@pytest.mark.parametrize(
    ("sub_indication", "days", "explained"),
    [
        (SubIndication.OUT_OF_BOUNDS_NO_POE, 400, True),
        (SubIndication.OUT_OF_BOUNDS_NO_POE, -400, True),
        (SubIndication.OUT_OF_BOUNDS_NO_POE, 1, False),
        (SubIndication.REVOKED, 400, False),
        (SubIndication.NO_CERTIFICATE_CHAIN_FOUND, 400, False),
    ],
)
def test_another_moment(sub_indication: SubIndication, days: int, explained: bool) -> None:
    ours = untrusted(sub_indication)
    comparison = against(ours, flags(True, "VALID"), asked_at=NOW + timedelta(days=days))
    expected = (EXPLAINED, "other_moment") if explained else (CONTRADICTION, "trust_differs")
    assert other(comparison)["certificateTrusted"] == expected
    assert comparison.outcome is (Outcome.AGREE if explained else Outcome.CONTRADICT)


def indeterminate(policy: str) -> VerificationResult:
    """Integrity and trust pass, the policy wants more."""
    verdict = make.conclusion(
        indication=Indication.INDETERMINATE, sub_indication=SubIndication.TRY_LATER
    )
    return result_of(verdict, DocumentConclusion.WARNING, policy=policy)


def test_a_policy_that_demands_more() -> None:
    found = against(indeterminate("strict"), document(conclusion="VALID"))
    assert other(found)["conclusion"] == (EXPLAINED, "own_policy")
    found = against(indeterminate("standard"), document(conclusion="VALID"))
    assert other(found)["conclusion"] == (CONTRADICTION, "conclusion_differs")
    found = against(indeterminate("strict"), document(conclusion="INVALID"))
    assert other(found)["conclusion"] == (CONTRADICTION, "conclusion_differs")


def test_what_we_could_not_check_is_neither_agreed_nor_contradicted() -> None:
    verdict = make.conclusion(
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.SIG_CONSTRAINTS_FAILURE,
        integrity=Check.not_checked("subfilter_unsupported"),
        certificate_trusted=Check.not_checked("subfilter_unsupported"),
    )
    ours = result_of(verdict, DocumentConclusion.WARNING)
    change = both(flags(True, "VALID"), first(integrityValid=True))
    comparison = against(ours, change)
    assert comparison.outcome is Outcome.UNDECIDED
    names = ("integrityValid", "certificateTrusted", "conclusion")
    expected = dict.fromkeys(names, (NOT_COMPARED, "not_checked_by_us"))
    assert other(comparison) == expected


def test_a_1x_server_has_one_word_for_two_of_ours() -> None:
    ours = untrusted(SubIndication.NO_CERTIFICATE_CHAIN_FOUND)
    assert other(against(ours, api=V1, profile="legacy")) == {}


def test_our_own_policy_excuses_no_server_that_contradicts_itself() -> None:
    """VALID, although one certificate is not trusted: not what our policy demands is at stake."""
    late = make.finding(rule="trust_anchor_current", outcome=Check.failed("x").outcome)
    verdict = make.conclusion(
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.TRY_LATER,
        findings=(late,),
    )
    ours = result_of(verdict, DocumentConclusion.WARNING, policy="strict")
    found = other(against(ours, flags(False, "VALID")))
    assert found["certificateTrusted"] == (EXPLAINED, "expired_since")
    assert found["conclusion"] == (CONTRADICTION, "conclusion_differs")


def test_a_server_that_calls_broken_a_warning_contradicts_itself() -> None:
    """Our own form says WARNING of what could not be checked; a server that says so of a broken
    signature is not excused by it."""
    late = make.finding(rule="trust_anchor_current", outcome=Check.failed("x").outcome)
    verdict = make.conclusion(
        indication=Indication.TOTAL_FAILED,
        sub_indication=SubIndication.HASH_FAILURE,
        integrity=Check.failed("x"),
        findings=(late,),
    )
    ours = result_of(verdict, DocumentConclusion.INVALID)
    found = other(against(ours, flags(False, "WARNING")))
    assert found["certificateTrusted"] == (EXPLAINED, "expired_since")
    assert found["conclusion"] == (CONTRADICTION, "conclusion_differs")


@pytest.mark.parametrize("conclusion", ["WARNING", "INVALID"])
def test_false_for_what_we_could_not_check_is_no_agreement(conclusion: str) -> None:
    """The wire has false for both, so that the two values are equal."""
    verdict = make.conclusion(
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.SIG_CONSTRAINTS_FAILURE,
        integrity=Check.not_checked("subfilter_unsupported"),
        certificate_trusted=Check.not_checked("subfilter_unsupported"),
    )
    ours = result_of(verdict, DocumentConclusion.WARNING)
    comparison = against(ours, document(conclusion=conclusion))
    assert comparison.outcome is Outcome.UNDECIDED
    found = other(comparison)
    assert found["integrityValid"] == (NOT_COMPARED, "not_checked_by_us")
    assert found["certificateTrusted"] == (NOT_COMPARED, "not_checked_by_us")
    assert found.get("conclusion") == (
        None if conclusion == "WARNING" else (NOT_COMPARED, "not_checked_by_us")
    )


def test_of_a_signature_that_both_call_broken_trust_decides_nothing() -> None:
    verdict = make.conclusion(
        indication=Indication.TOTAL_FAILED,
        sub_indication=SubIndication.FORMAT_FAILURE,
        integrity=Check.failed("cms_malformed"),
        certificate_trusted=Check.not_checked("cms_malformed"),
    )
    comparison = against(result_of(verdict, DocumentConclusion.INVALID))
    assert other(comparison) == {"certificateTrusted": (NOT_COMPARED, "not_checked_by_us")}
    assert comparison.outcome is Outcome.AGREE
