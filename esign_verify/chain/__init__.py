"""Room: certification paths and revocation facts (RFC 5280, RFC 6960, RFC 5914).

`TrustStore` holds the anchors: pinned facts of the stores that come with the library
(`national`, `historical`), and the certificates a user gives. `build_path` takes a
certificate, the certificates and the CRLs and OCSP responses found with it, and gives
`PathEvidence`: the best path to an anchor, every check of RFC 5280 6.1 on it, and what
each CRL and OCSP response says of each certificate. Malformed input gives failed checks,
never an exception.

Not decided here: whether a certificate was valid at any time, whether revocation data is
fresh enough or required, which algorithms and key sizes are acceptable, what extended key
usage a signer needs, what any of it means for the verdict.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from datetime import datetime

from esign_verify.chain.anchors import PURPOSES
from esign_verify.chain.store import TrustStore
from esign_verify.errors import UsageError
from esign_verify.evidence import CertificateEvidence, PathEvidence, RevocationData

__all__ = ["TrustStore", "build_path"]


def build_path(
    certificate: CertificateEvidence,
    *,
    pool: Sequence[CertificateEvidence],
    trust: TrustStore,
    revocation: Sequence[RevocationData],
    at: datetime,
    purpose: str,
    memo: MutableMapping[str, object] | None = None,
) -> PathEvidence:
    """The best certification path of a certificate, and its revocation facts.

    `pool`: other certificates at hand, the more trustworthy sources first (those of
    the signature itself before those of the document). `at`: the moment that decides
    between several paths. `purpose`: `signer` or `tsa`, which an anchor must be for.
    `memo`: an empty dict that a caller may pass to all calls for one document, so that
    nothing is decoded or verified twice. UsageError on a naive `at` or another purpose.
    """
    from esign_verify.chain.build import build
    from esign_verify.chain.memo import Memo
    from esign_verify.chain.policies import PathParameters

    if purpose not in PURPOSES:
        raise UsageError("purpose_unknown", purpose=purpose)
    if at.tzinfo is None:
        raise UsageError("time_without_zone")
    remembered = None if memo is None else memo.setdefault("chain", Memo())
    return build(
        certificate,
        pool=pool,
        trust=trust,
        revocation=revocation,
        at=at,
        purpose=purpose,
        parameters=PathParameters(),
        memo=remembered if isinstance(remembered, Memo) else Memo(),
    )
