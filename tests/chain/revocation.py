"""One signer below one CA, and what revocation data say of the two."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509

from esign_verify.chain import TrustStore, build_path
from esign_verify.evidence import (
    Check,
    PathEvidence,
    RevocationData,
    RevocationEvidence,
    RevocationStatus,
)
from tests.chain.pki_maker import (
    NOW,
    Issued,
    authority,
    responder,
    root,
    signer,
)

GOOD, REVOKED, UNKNOWN = RevocationStatus.GOOD, RevocationStatus.REVOKED, RevocationStatus.UNKNOWN

TOP = root()
CA = authority("CA", TOP)
LEAF = signer("Signer", CA, serial=0x7F_1234_5678_9ABC_DEF0)
OTHER = signer("Other", CA)
VA = responder("VA", CA)


def collect(
    *data: RevocationData,
    leaf: Issued = LEAF,
    ca: Issued = CA,
    pool: Sequence[Issued] = (),
) -> PathEvidence:
    return build_path(
        leaf.evidence,
        pool=[one.evidence for one in (ca, *pool)],
        trust=TrustStore.from_certificates([TOP.der], name="test"),
        revocation=data,
        at=NOW,
        purpose="signer",
    )


def only(found: PathEvidence) -> RevocationEvidence:
    assert len(found.revocation) == 1
    return found.revocation[0]


def answer(*data: RevocationData, **options: object) -> tuple[RevocationStatus, Check]:
    fact = only(collect(*data, **options))  # type: ignore[arg-type]
    return fact.status, fact.usable


def reason(flag: x509.ReasonFlags) -> tuple[x509.CRLReason, bool]:
    return x509.CRLReason(flag), False
