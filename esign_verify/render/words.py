"""What the reports for people say of a signature: the same words on a terminal and on a page."""

from __future__ import annotations

from collections.abc import Iterable

from esign_verify.evidence import CertificateEvidence, Check, Outcome
from esign_verify.messages import safe_text, text
from esign_verify.render.dates import WIB
from esign_verify.render.explain import explain, explain_finding
from esign_verify.render.wire import signing_certificate
from esign_verify.result import (
    Finding,
    Indication,
    Level,
    SignatureResult,
    TimeSource,
    VerificationResult,
)

WARNING_ADVICE = {
    "claimed_signing_time": "proven_time",
    "revocation_data": "TRY_LATER",
    "revoked_since": "REVOKED_NO_POE",
    "timestamp_certificate_current": "renew",
    "trust_anchor_current": "renew",
    "unreachable_byte_ranges": "original",
    "xfa_form": "reader",
}
"""What to do about a warning: it did not decide, so its sub-indication says too much."""

SHOWN_OF_ONE_RULE = 5
"""An altered document may have hundreds of changes; `json` has them all."""

_NAME = 200
"""Characters of a name; RFC 5280 allows 64."""

_READ_OF_ONE_RULE = 50
"""Reasons that are put in words to see which are alike; beyond, each counts as one."""

_SHOWN_LEVELS = (Level.FAIL, Level.WARN, Level.INFORM)


def not_passed(findings: Iterable[Finding]) -> list[Finding]:
    """What did not pass and is not ignored, gravest first."""
    found = [finding for finding in findings if finding.outcome is not Outcome.PASSED]
    return [finding for level in _SHOWN_LEVELS for finding in found if finding.level is level]


def bullets(shown: Iterable[Finding], lang: str, zone: str = WIB) -> list[tuple[Level, str]]:
    """Each reason once; of many under one rule the first, and how many more there are."""
    rules: dict[tuple[Level, str], dict[object, Finding]] = {}
    for finding in shown:
        reasons = rules.setdefault((finding.level, finding.rule), {})
        reasons.setdefault((finding.reason, finding.params), finding)
    made: list[tuple[Level, str]] = []
    for (level, rule), reasons in rules.items():
        first = list(reasons.values())[:_READ_OF_ONE_RULE]
        sentences = list(dict.fromkeys(explain_finding(finding, lang, zone) for finding in first))
        made += [(level, sentence) for sentence in sentences[:SHOWN_OF_ONE_RULE]]
        more = len(sentences) + len(reasons) - len(first) - SHOWN_OF_ONE_RULE
        if more > 0:
            title = text(f"rule.{rule}", lang)
            made.append((level, text("label.more_findings", lang, title=title, count=more)))
    return made


def advice(shown: Iterable[Finding], lang: str) -> list[str]:
    """What to do about findings that did not pass, each sentence once."""
    codes = dict.fromkeys(code for finding in shown if (code := advice_code(finding)))
    return list(dict.fromkeys(text(f"advice.{code}", lang) for code in codes))


def advice_code(finding: Finding) -> str:
    """The code of the advice on a finding; empty where there is nothing to do."""
    if finding.level is Level.FAIL and finding.sub_indication is not None:
        return finding.sub_indication.value
    return WARNING_ADVICE.get(finding.rule, "") if finding.level is Level.WARN else ""


def answer(family: str, check: Check, lang: str, zone: str = WIB) -> str:
    """`label.<family>_PASSED|FAILED|NOT_CHECKED`, and why."""
    sentence = text(f"label.{family}_{check.outcome.value}", lang)
    if not check.reason:
        return sentence
    return f"{sentence}. {explain(check.reason, check.params, lang, zone)}"


def signer(signature: SignatureResult, lang: str) -> str:
    """The name in the certificate; without trust it is only a claim, and is called one."""
    certificate = signing_certificate(signature.evidence)
    name = safe_text(certificate.common_name, _NAME) if certificate else ""
    if not name:
        return text("label.unknown_signer", lang)
    if signature.conclusion.indication is Indication.TOTAL_PASSED:
        return name
    return text("label.unproven_signer", lang, name=name)


def organization(signature: SignatureResult) -> str:
    certificate = signing_certificate(signature.evidence)
    return safe_text(certificate.organization, _NAME) if certificate else ""


def proving_authority(
    signature: SignatureResult, result: VerificationResult
) -> CertificateEvidence | None:
    """The certificate of the time-stamp that proves the moment of the verdict."""
    conclusion = signature.conclusion
    stamps = signature.evidence.timestamps
    if conclusion.time_source is TimeSource.VALIDATION_TIME:
        return None
    if conclusion.time_source is TimeSource.DOCUMENT_TIMESTAMP:
        stamps = tuple(
            entry.evidence.document_timestamp
            for entry in result.document_timestamps
            if entry.evidence.document_timestamp is not None
        )
    authorities = (
        stamp.cms.signing_certificate
        for stamp in stamps
        if stamp.gen_time == conclusion.best_signature_time and stamp.cms.signing_certificate
    )
    return next(authorities, None)


def modifications(signature: SignatureResult, lang: str) -> str:
    field = signature.evidence.field
    return text(f"modification.{field.modification_level.value}", lang)


def trust(signature: SignatureResult, lang: str, zone: str = WIB) -> str:
    """Whether the certificate is trusted, why not, and where its path ends."""
    check = signature.conclusion.certificate_trusted
    path = signature.evidence.path
    anchor = path.trust_anchor if path else None
    sentence = answer("trust", check, lang, zone)
    if anchor is None:
        return sentence
    return f"{sentence}. " + text("label.anchor", lang, name=anchor.common_name, store=anchor.store)
