"""The path of a PDF, top to bottom: bytes in, result out.

1. open the document   → revisions, signature fields, security store   (document/)
2. read each CMS       → what it says, digest and signature checks     (cms/)
3. read time-stamps    → tokens, with the TSA's path at genTime        (timestamp/, chain/)
4. establish the time  → the proven moment of each signature           (policy/)
5. build paths         → each signer's path at that moment             (chain/)
6. conclude            → the verdict                                   (policy/)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from esign_verify._version import __version__
from esign_verify.chain import TrustStore, build_path
from esign_verify.cms import CmsForm, read_cms
from esign_verify.cms.decode import BytesContent
from esign_verify.document import Document, open_document
from esign_verify.document.source import DocumentSource
from esign_verify.errors import LimitError, UsageError
from esign_verify.evidence import (
    CertificateEvidence,
    CmsEvidence,
    Evidence,
    Outcome,
    PathEvidence,
    RevocationData,
    SignatureEvidence,
    SignatureField,
    TimestampEvidence,
    TimestampKind,
)
from esign_verify.identifiers import signature_id
from esign_verify.levels import signature_format
from esign_verify.limits import MAX_CMS_TOTAL_BYTES
from esign_verify.policy import Conclusions, Policy, conclude, load_policy, proven_times
from esign_verify.result import DocumentTimestampResult, SignatureResult, VerificationResult
from esign_verify.timestamp import read_timestamp

FORMS = {
    "adbe.pkcs7.detached": CmsForm.DETACHED,
    "ETSI.CAdES.detached": CmsForm.DETACHED,
    "adbe.pkcs7.sha1": CmsForm.SHA1,
}
"""SubFilters whose CMS is read (ISO 32000-2, 12.8.3.1)."""

DOCUMENT_TIMESTAMP = "ETSI.RFC3161"
NO_TOKEN = ("not_a_timestamp_token", "encapsulated_content_missing")
"""Reasons by which a CMS is SignedData of another kind than a time-stamp token."""


def verify(
    source: DocumentSource,
    *,
    trust: TrustStore | None = None,
    policy: Policy | str | Path = "standard",
    at: datetime | None = None,
    password: str | None = None,
) -> VerificationResult:
    """Verify every signature of one PDF, offline.

    `source`: a path, bytes, or a binary file. `trust`: the anchors to accept, default the
    bundled national ones. `policy`: `standard`, `strict`, a TOML file, or a `Policy`.
    `at`: the moment at which the verdict is asked (aware), default now; the same input and
    `at` give the same result. Thread-safe; reads no network and no other clock.

    A bad signature is a result. DocumentError where the file cannot be examined,
    UsageError for arguments that have no meaning.
    """
    if at is not None and at.tzinfo is None:
        raise UsageError("time_without_zone")
    moment = (at or datetime.now(UTC)).astimezone(UTC)
    anchors = TrustStore.default() if trust is None else trust
    rules = policy if isinstance(policy, Policy) else load_policy(policy)
    with open_document(source, password=password) as document:
        evidence = _gather(document, anchors, moment)
    pool = _Pool(evidence)
    times = proven_times(evidence, rules)
    signatures = tuple(
        replace(entry, path=pool.path(entry.cms, anchors, at=time, purpose="signer"))
        for entry, time in zip(evidence.signatures, times, strict=True)
    )
    evidence = replace(evidence, signatures=signatures)
    return _result(evidence, conclude(evidence, rules), rules, source)


def _gather(document: Document, trust: TrustStore, moment: datetime) -> Evidence:
    if sum(len(field.contents) for field in document.evidence.fields) > MAX_CMS_TOTAL_BYTES:
        raise LimitError("limit_exceeded")
    entries = tuple(_read_entry(document, field) for field in document.evidence.fields)
    evidence = Evidence(
        document=document.evidence,
        signatures=entries,
        validation_time=moment,
        trust_stores=trust.names,
    )
    pool = _Pool(evidence)
    return replace(evidence, signatures=tuple(_with_tsa_paths(e, pool, trust) for e in entries))


def _read_entry(document: Document, field: SignatureField) -> SignatureEvidence:
    """One signature or document time-stamp, as far as it can be read without trust."""
    known = document.evidence.dss.certificates if document.evidence.dss else ()
    content = document.signed_content(field)
    if field.sub_filter == DOCUMENT_TIMESTAMP:
        stamp = read_timestamp(
            field.contents, kind=TimestampKind.DOCUMENT, imprinted=content, pool=known
        )
        if stamp.cms.structure.reason not in NO_TOKEN:
            return SignatureEvidence(field=field, cms=stamp.cms, document_timestamp=stamp)
        # a person's signature under the SubFilter of a time-stamp stays a signature,
        # of the wrong form: relabelled, it must not vanish from the list
        return SignatureEvidence(field=field, cms=stamp.cms)
    form = FORMS.get(field.sub_filter, CmsForm.DETACHED)
    cms = read_cms(field.contents, form=form, content=content, pool=known)
    unsupported = ""
    if field.sub_filter not in FORMS:
        # what can be read of an unknown format is shown; the policy does not pass it.
        # An unreadable dictionary names no SubFilter: a matter of format, not of support
        unsupported = field.sub_filter if field.readable.outcome is Outcome.PASSED else ""
        if cms.structure.outcome is not Outcome.PASSED:
            return SignatureEvidence(field=field, cms=None, unsupported=unsupported)
    pool = (*cms.certificates, *known)
    signed = [
        read_timestamp(
            token, kind=TimestampKind.SIGNATURE, imprinted=BytesContent(cms.signature), pool=pool
        )
        for token in cms.timestamp_tokens
    ]
    before = [
        read_timestamp(token, kind=TimestampKind.CONTENT, imprinted=content, pool=pool)
        for token in cms.content_timestamp_tokens
    ]
    return SignatureEvidence(
        field=field, cms=cms, unsupported=unsupported, timestamps=(*signed, *before)
    )


def _with_tsa_paths(entry: SignatureEvidence, pool: _Pool, trust: TrustStore) -> SignatureEvidence:
    def with_path(stamp: TimestampEvidence) -> TimestampEvidence:
        if stamp.gen_time is None:
            return stamp
        return replace(stamp, path=pool.path(stamp.cms, trust, at=stamp.gen_time, purpose="tsa"))

    own = entry.document_timestamp
    return replace(
        entry,
        timestamps=tuple(with_path(stamp) for stamp in entry.timestamps),
        document_timestamp=with_path(own) if own else None,
    )


class _Pool:
    """Certificates and revocation data of the whole document, and paths already built.

    Fresh for every document: what one file embeds never reaches another.
    """

    def __init__(self, evidence: Evidence) -> None:
        certificates: dict[str, CertificateEvidence] = {}
        revocation: dict[bytes, RevocationData] = {}
        for cms in _all_cms(evidence):
            certificates.update((c.sha256, c) for c in cms.certificates)
            revocation.update((r.der, r) for r in cms.revocation)
        dss = evidence.document.dss
        if dss is not None:
            certificates.update((c.sha256, c) for c in dss.certificates)
            revocation.update((r.der, r) for r in (*dss.superseded, *dss.revocation))
        self._certificates = tuple(certificates.values())
        self._revocation = tuple(revocation.values())
        self._paths: dict[tuple[tuple[str, ...], datetime, str], PathEvidence] = {}
        self._memo: dict[str, object] = {}

    def path(
        self,
        cms: CmsEvidence | None,
        trust: TrustStore,
        *,
        at: datetime,
        purpose: str,
    ) -> PathEvidence | None:
        """Of the signer of a CMS: its own certificates stand first, so that what another
        signature carries never takes their place."""
        certificate = cms.signing_certificate if cms else None
        if cms is None or certificate is None:
            return None
        key = ((certificate.sha256, *(c.sha256 for c in cms.certificates)), at, purpose)
        if key not in self._paths:
            self._paths[key] = build_path(
                certificate,
                pool=(*cms.certificates, *self._certificates),
                trust=trust,
                revocation=self._revocation,
                at=at,
                purpose=purpose,
                memo=self._memo,
            )
        return self._paths[key]


def _all_cms(evidence: Evidence) -> Iterable[CmsEvidence]:
    for entry in evidence.signatures:
        if entry.cms is not None:
            yield entry.cms
        for stamp in entry.timestamps:
            yield stamp.cms


def _result(
    evidence: Evidence, conclusions: Conclusions, policy: Policy, source: DocumentSource
) -> VerificationResult:
    signatures = []
    timestamps = []
    for entry, verdict, stamp in zip(
        evidence.signatures, conclusions.signatures, conclusions.document_timestamps, strict=True
    ):
        if stamp is not None:
            timestamps.append(DocumentTimestampResult(evidence=entry, conclusion=stamp))
        elif verdict is not None:
            signatures.append(
                SignatureResult(
                    evidence=entry,
                    conclusion=verdict,
                    id=signature_id(entry),
                    signature_format=signature_format(entry, evidence),
                    last_signature=False,
                )
            )
    if signatures:
        signatures[-1] = replace(signatures[-1], last_signature=True)
    return VerificationResult(
        conclusion=conclusions.document,
        document=evidence.document,
        signatures=tuple(signatures),
        document_timestamps=tuple(timestamps),
        document_findings=conclusions.document_findings,
        validation_time=evidence.validation_time,
        policy=policy.name,
        trust_stores=evidence.trust_stores,
        tool_version=__version__,
        file_name=Path(source).name if isinstance(source, str | Path) else "",
    )
