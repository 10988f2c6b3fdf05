"""From one certificate to its `PathEvidence`: search, choose, collect revocation facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from esign_verify.chain.anchors import certificate_anchor
from esign_verify.chain.memo import Memo
from esign_verify.chain.policies import PathParameters
from esign_verify.chain.pool import Pool
from esign_verify.chain.revocation import Collector
from esign_verify.chain.search import Path, Search
from esign_verify.chain.store import TrustStore
from esign_verify.cms.x509 import Certificate, describe_certificate, read_certificate
from esign_verify.evidence import (
    CertificateEvidence,
    Check,
    Outcome,
    PathCheck,
    PathEvidence,
    RevocationData,
    RevocationEvidence,
)


def build(
    leaf: CertificateEvidence,
    *,
    pool: Sequence[CertificateEvidence],
    trust: TrustStore,
    revocation: Sequence[RevocationData],
    at: datetime,
    purpose: str,
    parameters: PathParameters,
    memo: Memo,
) -> PathEvidence:
    """The best path of a certificate. Never raises on malformed input."""
    evidence = {certificate.sha256: certificate for certificate in (*pool, leaf)}
    start = memo.certificate(leaf.der)
    if start is None:
        return _no_path(at, (leaf,), Check.failed("no_certification_path"))
    candidates = Pool(pool, memo)
    search = Search(pool=candidates, trust=trust, purpose=purpose, memo=memo, parameters=parameters)
    search.run(start)
    path = search.best(at)
    if path is None:
        chain = tuple(_describe(certificate, evidence) for certificate in search.without_anchor)
        facts = _facts_without_anchor(search, candidates, revocation, purpose, memo)
        return _no_path(at, chain, *_why_not(search, memo), revocation=facts)
    collector = Collector(path, candidates, revocation, purpose=purpose, memo=memo)
    facts = collector.collect()
    return PathEvidence(
        at=at,
        certificates=_with_anchor(path, evidence, leaf),
        trust_anchor=path.anchor,
        found=Check.passed(),
        checks=path.checks,
        revocation=facts,
        unreadable_revocation=collector.unreadable,
    )


def _describe(
    certificate: Certificate, evidence: dict[str, CertificateEvidence]
) -> CertificateEvidence:
    known = evidence.get(certificate.sha256)
    return known if known is not None else describe_certificate(certificate)


def _with_anchor(
    path: Path, evidence: dict[str, CertificateEvidence], leaf: CertificateEvidence
) -> tuple[CertificateEvidence, ...]:
    """The path with the anchor's own certificate last, where it is at hand."""
    chain = tuple(_describe(certificate, evidence) for certificate in path.certificates)
    if not chain:
        return (leaf,)
    own = evidence.get(path.anchor.sha256)
    if own is None and path.anchor.certificate_der:
        own = read_certificate(path.anchor.certificate_der)
    return chain if own is None else (*chain, own)


def _facts_without_anchor(
    search: Search,
    pool: Pool,
    revocation: Sequence[RevocationData],
    purpose: str,
    memo: Memo,
) -> tuple[RevocationEvidence, ...]:
    """What the data says within a chain that nobody vouches for, as seen from its top.

    It is shown, and says what is embedded; it counts for no verdict, `found` having failed.
    """
    *below, top = search.without_anchor
    if not below:
        return ()
    anchor = certificate_anchor(describe_certificate(top), "")
    path = Path(certificates=tuple(below), anchor=anchor, checks=())
    return Collector(path, pool, revocation, purpose=purpose, memo=memo).collect()


def _why_not(search: Search, memo: Memo) -> tuple[Check, tuple[PathCheck, ...]]:
    """Why no path was found, and the failed signature that ended the longest chain."""
    top = search.without_anchor[-1]
    itself = (top.outer_algorithm, top.public_key, top.signature, top.tbs)
    if (
        memo.names_match(top.issuer, top.subject)
        and memo.check_signature(*itself).outcome is Outcome.PASSED
    ):
        return Check.failed("self_signed_not_trusted"), ()
    checks: tuple[PathCheck, ...] = ()
    if search.refused is not None:
        checks = (
            PathCheck(
                rule="certificate_signature", certificate_sha256=top.sha256, check=search.refused
            ),
        )
    if search.exhausted:
        return Check.failed("path_limit_reached"), checks
    return Check.failed("no_certification_path"), checks


def _no_path(
    at: datetime,
    certificates: tuple[CertificateEvidence, ...],
    found: Check,
    checks: tuple[PathCheck, ...] = (),
    revocation: tuple[RevocationEvidence, ...] = (),
) -> PathEvidence:
    return PathEvidence(
        at=at,
        certificates=certificates,
        trust_anchor=None,
        found=found,
        checks=checks,
        revocation=revocation,
    )
