"""Paths through certificates made in the test, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from esign_verify.chain import TrustStore, build_path
from esign_verify.evidence import CertificateEvidence, Check, Outcome, PathEvidence
from tests.chain.pki_maker import (
    NOW,
    Issued,
    authority,
    root,
    signer,
)


def trusting(*anchors: Issued) -> TrustStore:
    return TrustStore.from_certificates([anchor.der for anchor in anchors], name="test")


def pinned(store: TrustStore) -> TrustStore:
    """The same anchors as facts alone, without their certificates."""
    return replace(store, anchors=tuple(replace(a, certificate_der=b"") for a in store.anchors))


def path(
    leaf: Issued | CertificateEvidence,
    pool: Sequence[Issued | CertificateEvidence],
    trust: TrustStore,
    *,
    at: datetime = NOW,
    purpose: str = "signer",
    memo: dict[str, object] | None = None,
) -> PathEvidence:
    def plain(one: Issued | CertificateEvidence) -> CertificateEvidence:
        return one.evidence if isinstance(one, Issued) else one

    return build_path(
        plain(leaf),
        pool=[plain(one) for one in pool],
        trust=trust,
        revocation=(),
        at=at,
        purpose=purpose,
        memo=memo,
    )


def names(evidence: PathEvidence) -> list[str]:
    return [certificate.common_name for certificate in evidence.certificates]


def failures(evidence: PathEvidence) -> list[tuple[str, str, Check]]:
    by_digest = {c.sha256: c.common_name for c in evidence.certificates}
    return [
        (by_digest[c.certificate_sha256], c.rule, c.check)
        for c in evidence.checks
        if c.check.outcome is not Outcome.PASSED
    ]


def through(leaf_options: dict[str, object], ca_options: dict[str, object]) -> PathEvidence:
    top = root()
    middle = authority("CA", top, **ca_options)
    return path(signer("Signer", middle, **leaf_options), [middle], trusting(top))
