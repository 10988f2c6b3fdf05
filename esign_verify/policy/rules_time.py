"""Signature time and its proofs (EN 319 102-1, 5.4, 5.5, 5.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from esign_verify.evidence import Check
from esign_verify.policy.rule import Answer, Facts, Rule
from esign_verify.result import Indication, TimeSource
from esign_verify.result import SubIndication as Sub


def signature_timestamp(facts: Facts) -> Iterator[Answer]:
    """Each time-stamp of the signature proves its time. One that does not costs only that:
    anyone can attach it, it stands in the hole of the byte range."""
    pairs = zip(facts.signature.timestamps, facts.timestamps, strict=True)
    for number, (timestamp, conclusion) in enumerate(pairs, start=1):
        check = Check.passed()
        if conclusion.indication is not Indication.TOTAL_PASSED:
            reason = next((f.reason for f in conclusion.findings if f.rule == conclusion.rule), "")
            check = Check.failed(
                "timestamp_not_usable", kind=timestamp.kind.value, number=number, cause=reason
            )
        yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


def proof_of_existence(facts: Facts) -> Iterator[Answer]:
    """A claimed time is a claim: without a time-stamp the verdict is made now."""
    if facts.poe.source is TimeSource.VALIDATION_TIME:
        yield Answer(Check.failed("no_proof_of_existence"), Sub.NO_POE)
    else:
        yield Answer(Check.passed(), Sub.NO_POE)


def timestamp_order(facts: Facts) -> Iterator[Answer]:
    """A content time-stamp is older than every time-stamp over the signature (5.5.4)."""
    after = facts.poe.not_before
    if after is None or facts.poe.source is TimeSource.VALIDATION_TIME:
        return
    best = facts.poe.best_signature_time
    check = Check.passed()
    if after > best:
        check = Check.failed(
            "timestamp_order_wrong", content=after.isoformat(), signature=best.isoformat()
        )
    yield Answer(check, Sub.TIMESTAMP_ORDER_FAILURE)


def timestamp_certificate_current(facts: Facts) -> Iterator[Answer]:
    """The certificates behind the proof have not ended since, or the proof was renewed."""
    if not facts.poe.proofs:
        return
    best = facts.poe.proofs[0]
    check = Check.passed()
    if not facts.poe.current(best.limit):
        check = Check.failed("timestamp_certificate_expired_since", end=best.limit.isoformat())
    yield Answer(check, Sub.OUT_OF_BOUNDS_NO_POE)


def trust_anchor_current(facts: Facts) -> Iterator[Answer]:
    """The signer's anchor has not ended since, or the proof was renewed before it did."""
    anchor = facts.signature.path.trust_anchor if facts.signature.path else None
    if anchor is None or anchor.not_after < facts.poe.best_signature_time:
        return
    check = Check.passed()
    if not facts.poe.current(anchor.not_after):
        check = Check.failed(
            "trust_anchor_expired_since",
            anchor=anchor.common_name,
            end=anchor.not_after.isoformat(),
        )
    yield Answer(check, Sub.OUT_OF_BOUNDS_NO_POE)


def signing_certificate_current(facts: Facts) -> Iterator[Answer]:
    """Expired after the proven time: expected of every signature that is kept."""
    cms = facts.signature.cms
    certificate = cms.signing_certificate if cms else None
    if certificate is None or certificate.not_after < facts.poe.best_signature_time:
        return
    check = Check.passed()
    if certificate.not_after < facts.poe.validation_time:
        check = Check.failed(
            "signing_certificate_expired_since", end=certificate.not_after.isoformat()
        )
    yield Answer(check, Sub.OUT_OF_BOUNDS_NO_POE)


def claimed_signing_time(facts: Facts) -> Iterator[Answer]:
    """The claimed time fits the certificate's life and the time-stamp (a remark only)."""
    cms = facts.signature.cms
    certificate = cms.signing_certificate if cms else None
    claimed = facts.signature.field.claimed_signing_time
    if cms is not None and cms.claimed_signing_time is not None:
        claimed = cms.claimed_signing_time
    if claimed is None or certificate is None:
        return
    check = Check.passed()
    tolerance = timedelta(minutes=facts.policy.claimed_time_tolerance_minutes)
    if not certificate.not_before <= claimed <= certificate.not_after:
        check = Check.failed("claimed_time_outside_certificate", claimed=claimed.isoformat())
    elif claimed > facts.poe.validation_time:
        check = Check.failed("claimed_time_in_future", claimed=claimed.isoformat())
    elif facts.poe.proofs and abs(facts.poe.best_signature_time - claimed) > tolerance:
        check = Check.failed(
            "claimed_time_far_from_timestamp",
            claimed=claimed.isoformat(),
            proven=facts.poe.best_signature_time.isoformat(),
        )
    yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


TIME_RULES: tuple[Rule[Facts], ...] = (
    Rule("signature_timestamp", "EN 319 102-1 5.4", signature_timestamp),
    Rule("proof_of_existence", "EN 319 102-1 5.5", proof_of_existence),
    Rule("timestamp_order", "EN 319 102-1 5.5.4", timestamp_order),
    Rule("timestamp_certificate_current", "EN 319 102-1 5.6.2", timestamp_certificate_current),
    Rule("trust_anchor_current", "EN 319 102-1 5.6.2", trust_anchor_current),
    Rule("signing_certificate_current", "EN 319 102-1 5.6.2", signing_certificate_current),
    Rule("claimed_signing_time", "EN 319 102-1 5.2.8", claimed_signing_time),
)
