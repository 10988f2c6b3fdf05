"""Evidence in, verdict out: the only code that says passed, failed or indeterminate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from esign_verify._frozen import frozen
from esign_verify.evidence import Check, Evidence, Outcome, SignatureEvidence, TimestampEvidence
from esign_verify.policy.changes import judge_changes
from esign_verify.policy.poe import ProofOfExistence, proofs_for
from esign_verify.policy.policy import Policy
from esign_verify.policy.rule import Facts, apply, decide
from esign_verify.policy.rules_chain import CHAIN_RULES, TRUST_RULES
from esign_verify.policy.rules_document import DOCUMENT_RULES, DocumentFacts
from esign_verify.policy.rules_format import FORMAT_RULES, INTEGRITY_RULES
from esign_verify.policy.rules_time import TIME_RULES
from esign_verify.policy.rules_timestamp import TIMESTAMP_RULES, TokenFacts
from esign_verify.result import (
    Conclusion,
    DocumentConclusion,
    Finding,
    Indication,
    TimestampConclusion,
)

SIGNATURE_RULES = (*FORMAT_RULES, *CHAIN_RULES, *TIME_RULES)
"""In the order of EN 319 102-1: format, identification, cryptography, certificates, time."""


@frozen(kw_only=True)
class Conclusions:
    """The verdicts on one document, each list in the order of the evidence."""

    document: DocumentConclusion
    document_findings: tuple[Finding, ...]
    signatures: tuple[Conclusion | None, ...]
    """None where the entry is a document time-stamp"""
    document_timestamps: tuple[TimestampConclusion | None, ...]
    """None where the entry is a signature"""


def rule_ids() -> tuple[str, ...]:
    """Ids of every rule there is, in order."""
    return tuple(rule_clauses())


def rule_clauses() -> dict[str, str]:
    """The clause of every rule there is, by its id, in order."""
    groups = (SIGNATURE_RULES, TIMESTAMP_RULES, DOCUMENT_RULES)
    return {rule.id: rule.clause for group in groups for rule in group}


def proven_times(evidence: Evidence, policy: Policy) -> tuple[datetime, ...]:
    """The moment each entry of `evidence.signatures` is judged at.

    Needs the time-stamps' paths, not yet the signers': time comes before chains.
    """
    stamps = _document_timestamps(evidence, policy)
    return tuple(
        _proof(entry, stamps, evidence, policy)[0].best_signature_time
        for entry in evidence.signatures
    )


def conclude(evidence: Evidence, policy: Policy) -> Conclusions:
    """The verdict on every signature and on the document (EN 319 102-1, clause 5)."""
    stamps = _document_timestamps(evidence, policy)
    by_entry = {id(entry): conclusion for entry, conclusion in stamps}
    signatures = _signatures(stamps, evidence, policy)
    facts = DocumentFacts(document=evidence.document, document_timestamps=tuple(stamps))
    return Conclusions(
        document=_document(signatures, evidence),
        document_findings=tuple(apply(DOCUMENT_RULES, facts, policy)),
        signatures=signatures,
        document_timestamps=tuple(by_entry.get(id(entry)) for entry in evidence.signatures),
    )


def _document_timestamps(
    evidence: Evidence, policy: Policy
) -> list[tuple[SignatureEvidence, TimestampConclusion]]:
    return [
        (entry, _timestamp(entry.document_timestamp, entry, evidence.validation_time, policy))
        for entry in evidence.signatures
        if entry.document_timestamp is not None
    ]


def _timestamp(
    timestamp: TimestampEvidence,
    entry: SignatureEvidence | None,
    validation_time: datetime,
    policy: Policy,
) -> TimestampConclusion:
    facts = TokenFacts(
        timestamp=timestamp,
        field=entry.field if entry else None,
        validation_time=validation_time,
        policy=policy,
    )
    findings = tuple(apply(TIMESTAMP_RULES, facts, policy))
    indication, sub_indication, rule = decide(findings)
    return TimestampConclusion(
        indication=indication, sub_indication=sub_indication, rule=rule, findings=findings
    )


def _proof(
    entry: SignatureEvidence,
    stamps: Sequence[tuple[SignatureEvidence, TimestampConclusion]],
    evidence: Evidence,
    policy: Policy,
) -> tuple[ProofOfExistence, tuple[TimestampConclusion, ...]]:
    own = tuple(
        _timestamp(timestamp, None, evidence.validation_time, policy)
        for timestamp in entry.timestamps
    )
    return proofs_for(entry, own, stamps, evidence.validation_time), own


def _signatures(
    stamps: Sequence[tuple[SignatureEvidence, TimestampConclusion]],
    evidence: Evidence,
    policy: Policy,
) -> tuple[Conclusion | None, ...]:
    """Each signature; then again those to which it matters what became of a later one."""

    def judge(entry: SignatureEvidence, untrusted: frozenset[str]) -> Conclusion | None:
        if entry.document_timestamp:
            return None
        return _signature(entry, stamps, evidence, policy, untrusted)

    first = tuple(judge(entry, frozenset()) for entry in evidence.signatures)
    untrusted = frozenset(
        name
        for entry, conclusion in zip(evidence.signatures, first, strict=True)
        if conclusion is None or conclusion.indication is not Indication.TOTAL_PASSED
        for name in entry.field.names
    )
    return tuple(
        judge(entry, untrusted) if untrusted and entry.field.doc_mdp is not None else conclusion
        for entry, conclusion in zip(evidence.signatures, first, strict=True)
    )


def _signature(
    entry: SignatureEvidence,
    stamps: Sequence[tuple[SignatureEvidence, TimestampConclusion]],
    evidence: Evidence,
    policy: Policy,
    untrusted: frozenset[str],
) -> Conclusion:
    poe, own = _proof(entry, stamps, evidence, policy)
    changes = judge_changes(evidence.document.changes, entry.field, untrusted)
    facts = Facts(
        signature=entry,
        document=evidence.document,
        poe=poe,
        timestamps=own,
        policy=policy,
        changes=changes,
    )
    findings = tuple(apply(SIGNATURE_RULES, facts, policy))
    indication, sub_indication, rule = decide(findings)
    return Conclusion(
        indication=indication,
        sub_indication=sub_indication,
        rule=rule,
        findings=findings,
        best_signature_time=poe.best_signature_time,
        time_source=poe.source,
        integrity=_together(findings, INTEGRITY_RULES),
        certificate_trusted=_together(findings, TRUST_RULES),
        timestamps=own,
        changes=changes,
    )


def _together(findings: Sequence[Finding], rules: tuple[str, ...]) -> Check:
    """FAILED if one rule failed, NOT_CHECKED if one was not checked; the first is named."""
    named = [f for f in findings if f.rule in rules]
    for outcome in (Outcome.FAILED, Outcome.NOT_CHECKED):
        for finding in named:
            if finding.outcome is outcome:
                return Check(outcome=outcome, reason=finding.reason, params=finding.params)
    return Check.passed()


def _document(signatures: Sequence[Conclusion | None], evidence: Evidence) -> DocumentConclusion:
    """The v2 word: INVALID over WARNING over VALID. A document in whose bytes somebody's
    signature stands unread is not called unsigned."""
    indications = {conclusion.indication for conclusion in signatures if conclusion}
    if not indications:
        unread = evidence.document.unreachable_byte_ranges
        return DocumentConclusion.WARNING if unread else DocumentConclusion.NO_SIGNATURE
    if Indication.TOTAL_FAILED in indications:
        return DocumentConclusion.INVALID
    if Indication.INDETERMINATE in indications:
        return DocumentConclusion.WARNING
    return DocumentConclusion.VALID
