"""Proof of existence: from time-stamps to the moment a signature is judged at.

EN 319 102-1 5.5 (validation process for signatures with time) and 5.6.2.3 (POE).
A claimed signing time proves nothing (5.5.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from esign_verify._frozen import frozen
from esign_verify.evidence import SignatureEvidence, TimestampEvidence, TimestampKind
from esign_verify.result import Indication, TimeSource, TimestampConclusion


@frozen(kw_only=True)
class Proof:
    """One valid time-stamp over a signature."""

    time: datetime
    """genTime: the signature existed then"""
    limit: datetime
    """when the certificates behind the token end"""
    source: TimeSource


@frozen(kw_only=True)
class ProofOfExistence:
    """All valid proofs for one signature, earliest first."""

    proofs: tuple[Proof, ...]
    validation_time: datetime
    not_before: datetime | None = None
    """a content time-stamp shows that the signature was made after this moment"""

    @property
    def best_signature_time(self) -> datetime:
        """The earliest proven moment, else the moment of the verdict (5.5.4)."""
        return self.proofs[0].time if self.proofs else self.validation_time

    @property
    def source(self) -> TimeSource:
        return self.proofs[0].source if self.proofs else TimeSource.VALIDATION_TIME

    def current(self, limit: datetime) -> bool:
        """Whether what ends at `limit` was carried on to the moment of the verdict.

        A document time-stamp made before `limit` renews the proof up to its own end
        (EN 319 102-1 5.6; the "A" of LTA).
        """
        for proof in self.proofs:
            renewal = proof.source is TimeSource.DOCUMENT_TIMESTAMP
            if renewal and proof.time <= limit < proof.limit:
                limit = proof.limit
        return limit >= self.validation_time


def proofs_for(
    signature: SignatureEvidence,
    own: Sequence[TimestampConclusion],
    document_timestamps: Sequence[tuple[SignatureEvidence, TimestampConclusion]],
    validation_time: datetime,
) -> ProofOfExistence:
    """Collect the proofs of one signature: its own time-stamps, and document time-stamps
    whose byte range reaches over it."""
    proofs: list[Proof] = []
    not_before: datetime | None = None
    for timestamp, conclusion in zip(signature.timestamps, own, strict=True):
        proof = _proof(timestamp, conclusion, TimeSource.SIGNATURE_TIMESTAMP)
        if proof is None:
            continue
        if timestamp.kind is TimestampKind.CONTENT:
            not_before = max(proof.time, not_before or proof.time)
        else:
            proofs.append(proof)
    end = sum(signature.field.byte_range[2:4])
    for entry, conclusion in document_timestamps:
        token = entry.document_timestamp
        if token is not None and sum(entry.field.byte_range[2:4]) > end:
            renewal = _proof(token, conclusion, TimeSource.DOCUMENT_TIMESTAMP)
            if renewal is not None:
                proofs.append(renewal)
    proofs.sort(key=lambda proof: (proof.time, proof.limit))
    return ProofOfExistence(
        proofs=tuple(proofs), validation_time=validation_time, not_before=not_before
    )


def _proof(
    timestamp: TimestampEvidence, conclusion: TimestampConclusion, source: TimeSource
) -> Proof | None:
    if conclusion.indication is not Indication.TOTAL_PASSED or timestamp.gen_time is None:
        return None
    ends = [c.not_after for c in timestamp.path.certificates] if timestamp.path else []
    anchor = timestamp.path.trust_anchor if timestamp.path else None
    if anchor is not None:
        ends.append(anchor.not_after)
    return Proof(time=timestamp.gen_time, limit=min(ends), source=source)
