"""Conclusions: what a policy makes of the evidence (EN 319 102-1, clause 5)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from esign_verify._frozen import frozen
from esign_verify.evidence import Check, DocumentEvidence, Outcome, SignatureEvidence


class Indication(StrEnum):
    """EN 319 102-1, 5.1.3, main status indication."""

    TOTAL_PASSED = "TOTAL-PASSED"
    TOTAL_FAILED = "TOTAL-FAILED"
    INDETERMINATE = "INDETERMINATE"


class SubIndication(StrEnum):
    """EN 319 102-1, table 5 and 6."""

    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE = "CRYPTO_CONSTRAINTS_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    POLICY_PROCESSING_ERROR = "POLICY_PROCESSING_ERROR"
    SIGNATURE_POLICY_NOT_AVAILABLE = "SIGNATURE_POLICY_NOT_AVAILABLE"
    TIMESTAMP_ORDER_FAILURE = "TIMESTAMP_ORDER_FAILURE"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    REVOKED_CA_NO_POE = "REVOKED_CA_NO_POE"
    OUT_OF_BOUNDS_NOT_REVOKED = "OUT_OF_BOUNDS_NOT_REVOKED"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    REVOCATION_OUT_OF_BOUNDS_NO_POE = "REVOCATION_OUT_OF_BOUNDS_NO_POE"
    NO_POE = "NO_POE"
    TRY_LATER = "TRY_LATER"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"


class Level(StrEnum):
    """What a policy makes of a rule that did not pass."""

    FAIL = "FAIL"
    WARN = "WARN"
    INFORM = "INFORM"
    IGNORE = "IGNORE"


@frozen(kw_only=True)
class Finding:
    """One rule's answer under one policy.

    `rule` and `reason` are message codes. `indication` and `sub_indication` are
    what a FAIL-level finding means; they are set on findings that did not pass.
    """

    rule: str
    clause: str
    level: Level
    outcome: Outcome
    reason: str = ""
    params: tuple[tuple[str, str], ...] = ()
    indication: Indication | None = None
    sub_indication: SubIndication | None = None


class TimeSource(StrEnum):
    """What proves the moment at which a signature is judged."""

    SIGNATURE_TIMESTAMP = "signature-time-stamp"
    DOCUMENT_TIMESTAMP = "document-time-stamp"
    VALIDATION_TIME = "validation-time"


@frozen(kw_only=True)
class TimestampConclusion:
    """Whether one time-stamp token proves its time."""

    indication: Indication
    sub_indication: SubIndication | None
    rule: str
    findings: tuple[Finding, ...]


@frozen(kw_only=True)
class JudgedChange:
    """One change after a signature, and whether that signature allows it."""

    index: int
    """of the change in `DocumentEvidence.changes`"""
    allowed: Check
    clause: str
    """of the rule that allows or forbids it"""


@frozen(kw_only=True)
class Conclusion:
    """The verdict on one signature.

    `rule` is the finding that decided, empty for TOTAL-PASSED.
    `integrity`: digest, signature value, geometry and later changes together.
    `certificate_trusted`: a path to an anchor, valid at `best_signature_time`.
    """

    indication: Indication
    sub_indication: SubIndication | None
    rule: str
    findings: tuple[Finding, ...]
    best_signature_time: datetime
    time_source: TimeSource
    integrity: Check
    certificate_trusted: Check
    timestamps: tuple[TimestampConclusion, ...]
    """of the signature's own time-stamps, same order as the evidence"""
    changes: tuple[JudgedChange, ...] = ()
    """every change that revisions after the signed one made"""


@frozen(kw_only=True)
class SignatureResult:
    """One signature: facts, verdict, and the identifiers EU DSS gives it."""

    evidence: SignatureEvidence
    conclusion: Conclusion
    id: str
    """`S-…`"""
    signature_format: str
    """`PKCS7-T`, `PAdES-BASELINE-LT`, `PDF-NOT-ETSI`, …"""
    last_signature: bool


@frozen(kw_only=True)
class DocumentTimestampResult:
    """One document time-stamp (ETSI EN 319 142-1, 5.4.3): not a signature by a person."""

    evidence: SignatureEvidence
    conclusion: TimestampConclusion


class DocumentConclusion(StrEnum):
    """The one word of the v2 answer."""

    VALID = "VALID"
    INVALID = "INVALID"
    WARNING = "WARNING"
    NO_SIGNATURE = "NO_SIGNATURE"


@frozen(kw_only=True)
class VerificationResult:
    """The whole answer for one file; what every renderer renders."""

    conclusion: DocumentConclusion
    document: DocumentEvidence
    signatures: tuple[SignatureResult, ...]
    document_timestamps: tuple[DocumentTimestampResult, ...]
    document_findings: tuple[Finding, ...]
    """about the file as a whole, e.g. an unreachable signature"""
    validation_time: datetime
    policy: str
    trust_stores: tuple[str, ...]
    tool_version: str
    file_name: str = ""
