"""Proof of existence, and what became of it since (EN 319 102-1, 5.4 to 5.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from esign_verify.evidence import Check, Outcome, TimestampKind
from esign_verify.result import Indication, Level, SubIndication, TimeSource
from tests.factories import NOW, STAMPED_AT, path, signature_evidence, signature_field
from tests.policy.verdicts import LIFE, ROOT, TSA, good, judge, signature, stamp, verdict

DAY = timedelta(days=1)
DOC_TSA = replace(TSA, sha256="DD", not_before=STAMPED_AT, not_after=NOW + LIFE)


def document_timestamp(at, certificate=DOC_TSA, end=1000):
    token = stamp(
        kind=TimestampKind.DOCUMENT,
        gen_time=at,
        path=path(certificates=(certificate,), trust_anchor=ROOT),
    )
    field = signature_field(type="DocTimeStamp", byte_range=(0, 100, 200, end - 200))
    return signature_evidence(field=field, cms=None, timestamps=(), document_timestamp=token)


def finding(conclusion, rule):
    (found,) = [f for f in conclusion.findings if f.rule == rule]
    return found.outcome, found.level, found.reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"message_imprint": Check.failed("imprint_mismatch")}, "imprint_mismatch"),
        ({"tst_info": Check.failed("tst_info_malformed")}, "tst_info_malformed"),
        (
            {"tsa_certificate": Check.failed("tsa_extended_key_usage_missing")},
            "tsa_extended_key_usage_missing",
        ),
        ({"path": path(found=Check.failed("no_certification_path"))}, "no_certification_path"),
        ({"gen_time": NOW + DAY}, "timestamp_in_future"),
        ({"gen_time": TSA.not_after + DAY}, "certificate_expired"),
        ({"imprint_algorithm": "sha1"}, "algorithm_expired"),
    ],
)
def test_a_bad_timestamp_costs_only_its_proof(changes, reason) -> None:
    """It stands in the hole of the byte range: anyone can attach it (attacks.md, class 10)."""
    if "gen_time" in changes:
        token = stamp(**changes, path=path(certificates=(TSA,), trust_anchor=ROOT))
        if reason == "timestamp_in_future":
            future = replace(TSA, not_after=NOW + LIFE)
            token = stamp(**changes, path=path(certificates=(future,), trust_anchor=ROOT))
    else:
        token = stamp(**changes)
    conclusion = judge(replace(signature(), timestamps=(token,)))
    assert conclusion.time_source is TimeSource.VALIDATION_TIME
    assert conclusion.best_signature_time == NOW
    assert conclusion.integrity.outcome is Outcome.PASSED
    # what is left is a signature without proof, whose certificate has expired since
    assert verdict(conclusion) == (
        Indication.INDETERMINATE,
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        "signing_certificate_validity",
    )
    (stamped,) = [f for f in conclusion.findings if f.rule == "signature_timestamp"]
    assert stamped.outcome is Outcome.FAILED
    assert dict(stamped.params)["cause"] == reason


def test_a_bad_timestamp_beside_a_good_one_changes_nothing() -> None:
    bad = stamp(message_imprint=Check.failed("imprint_mismatch"))
    conclusion = judge(replace(signature(), timestamps=(bad, stamp())))
    assert verdict(conclusion) == (Indication.TOTAL_PASSED, None, "")
    assert conclusion.best_signature_time == STAMPED_AT


def test_a_claimed_time_proves_nothing() -> None:
    entry = replace(signature(), timestamps=())
    assert entry.field.claimed_signing_time is not None
    conclusion = judge(entry)
    assert conclusion.time_source is TimeSource.VALIDATION_TIME
    assert conclusion.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE


def test_a_document_timestamp_proves_what_it_reaches_over() -> None:
    entry = replace(signature(), timestamps=())
    covering = document_timestamp(STAMPED_AT + DAY)
    conclusion = judge(entry, covering)
    assert conclusion.time_source is TimeSource.DOCUMENT_TIMESTAMP
    assert conclusion.best_signature_time == STAMPED_AT + DAY
    shorter = document_timestamp(STAMPED_AT + DAY, end=250)
    assert judge(entry, shorter).time_source is TimeSource.VALIDATION_TIME


EXPIRED_TSA = replace(TSA, not_after=STAMPED_AT + DAY)


def expired_proof():
    token = stamp(path=path(certificates=(EXPIRED_TSA,), trust_anchor=ROOT))
    return replace(signature(), timestamps=(token,))


def test_a_tsa_expired_since_is_a_warning_and_strictly_indeterminate() -> None:
    standard = judge(expired_proof())
    assert verdict(standard) == (Indication.TOTAL_PASSED, None, "")
    expected = (Outcome.FAILED, Level.WARN, "timestamp_certificate_expired_since")
    assert finding(standard, "timestamp_certificate_current") == expected
    assert verdict(judge(expired_proof(), policy="strict")) == (
        Indication.INDETERMINATE,
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        "timestamp_certificate_current",
    )


def test_a_document_timestamp_in_time_renews_the_proof() -> None:
    renewed = document_timestamp(STAMPED_AT + DAY / 2)
    strict = judge(expired_proof(), renewed, policy="strict")
    assert verdict(strict) == (Indication.TOTAL_PASSED, None, "")
    late = document_timestamp(STAMPED_AT + 2 * DAY)
    assert judge(expired_proof(), late, policy="strict").rule == "timestamp_certificate_current"


def test_an_anchor_expired_since_is_a_warning_and_strictly_indeterminate() -> None:
    old = replace(ROOT, not_after=STAMPED_AT + DAY)
    current = replace(TSA, not_after=NOW + LIFE)
    token = stamp(path=path(certificates=(current,), trust_anchor=ROOT))
    base = replace(signature(), timestamps=(token,))
    entry = replace(base, path=replace(base.path, trust_anchor=old))
    standard = judge(entry)
    assert verdict(standard) == (Indication.TOTAL_PASSED, None, "")
    expected = (Outcome.FAILED, Level.WARN, "trust_anchor_expired_since")
    assert finding(standard, "trust_anchor_current") == expected
    assert verdict(judge(entry, policy="strict")) == (
        Indication.INDETERMINATE,
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        "trust_anchor_current",
    )


@pytest.mark.parametrize(
    ("revocation", "reason"),
    [
        ((), "revocation_data_missing"),
        ("stale", "revocation_data_stale"),
        ("unknown", "revocation_status_unknown"),
    ],
)
def test_missing_revocation_data_is_a_warning_and_strictly_try_later(revocation, reason) -> None:
    from esign_verify.evidence import RevocationStatus

    old = STAMPED_AT - 30 * DAY
    items = {
        (): (),
        "stale": (good(this_update=old, next_update=old + DAY),),
        "unknown": (good(status=RevocationStatus.UNKNOWN),),
    }[revocation]
    base = signature()
    entry = replace(base, path=replace(base.path, revocation=items))
    standard = judge(entry)
    assert verdict(standard) == (Indication.TOTAL_PASSED, None, "")
    outcome, level, found = finding(standard, "revocation_data")
    assert (outcome is not Outcome.PASSED, level, found) == (True, Level.WARN, reason)
    strict = judge(entry, policy="strict")
    assert verdict(strict) == (
        Indication.INDETERMINATE,
        SubIndication.TRY_LATER,
        "revocation_data",
    )


def test_a_content_timestamp_younger_than_the_signature_timestamp_is_out_of_order() -> None:
    content = stamp(kind=TimestampKind.CONTENT, gen_time=STAMPED_AT + DAY)
    entry = replace(signature(), timestamps=(stamp(), content))
    assert verdict(judge(entry)) == (
        Indication.INDETERMINATE,
        SubIndication.TIMESTAMP_ORDER_FAILURE,
        "timestamp_order",
    )


def test_a_back_dated_claim_is_remarked_on() -> None:
    entry = signature()
    early = replace(entry.field, claimed_signing_time=STAMPED_AT - 5 * LIFE)
    conclusion = judge(replace(entry, field=early))
    assert verdict(conclusion) == (Indication.TOTAL_PASSED, None, "")
    expected = (Outcome.FAILED, Level.WARN, "claimed_time_outside_certificate")
    assert finding(conclusion, "claimed_signing_time") == expected
