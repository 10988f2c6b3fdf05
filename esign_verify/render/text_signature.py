"""One signature, or one document time-stamp, in the words of the terminal report."""

from __future__ import annotations

from collections.abc import Iterable

from esign_verify.evidence import Check, Outcome
from esign_verify.messages import safe_text, text
from esign_verify.render.columns import hanging
from esign_verify.render.explain import clock, explain, explain_finding
from esign_verify.render.wire import signing_certificate
from esign_verify.result import (
    DocumentTimestampResult,
    Finding,
    Indication,
    Level,
    SignatureResult,
    TimeSource,
    VerificationResult,
)

LABEL_COLUMNS = 26
"""Indent of the values beside their labels."""

BULLET_COLUMNS = 16
"""Indent of a finding beside its level."""

_SYMBOLS = {
    Indication.TOTAL_PASSED: "[ OK ]",
    Indication.TOTAL_FAILED: "[ XX ]",
    Indication.INDETERMINATE: "[ !! ]",
}

_WARNING_ADVICE = {
    "claimed_signing_time": "proven_time",
    "revocation_data": "TRY_LATER",
    "revoked_since": "REVOKED_NO_POE",
    "timestamp_certificate_current": "renew",
    "trust_anchor_current": "renew",
    "unreachable_byte_ranges": "original",
    "xfa_form": "reader",
}
"""What to do about a warning: it did not decide, so its sub-indication says too much."""

_SHOWN_OF_ONE_RULE = 5
"""An altered document may have hundreds of changes; `json` has them all."""
_SHOWN_LEVELS = (Level.FAIL, Level.WARN, Level.INFORM)


def signature_lines(signature: SignatureResult, result: VerificationResult, lang: str) -> list[str]:
    """Verdict, signer, times, integrity, trust, then every reason and what to do."""
    conclusion = signature.conclusion
    lines = _verdict("indication", conclusion.indication, lang)
    facts = (
        ("signer", _signer(signature, lang)),
        ("organization", _organization(signature)),
        ("claimed_time", _claimed_time(signature, lang)),
        ("proven_time", _proven_time(signature, result, lang)),
        ("integrity", _answer("integrity", conclusion.integrity, lang)),
        ("later_changes", _modifications(signature, lang)),
        ("trust", _trust(signature, lang)),
        ("reason", safe_text(signature.evidence.field.reason or "")),
        ("location", safe_text(signature.evidence.field.location or "")),
        ("field", safe_text(", ".join(signature.evidence.field.names))),
        ("format", signature.signature_format),
    )
    for label, value in facts:
        if value:
            lines += hanging(f"  {text(f'label.{label}', lang)}", value, indent=LABEL_COLUMNS)
    if conclusion.sub_indication is not None:
        meaning = text(f"sub_indication.{conclusion.sub_indication.value}", lang)
        lines += hanging(f"  {text('label.meaning', lang)}", meaning, indent=LABEL_COLUMNS)
    return lines + finding_lines(conclusion.findings, lang) + _failed_timestamps(signature, lang)


def _failed_timestamps(signature: SignatureResult, lang: str) -> list[str]:
    """Why a time-stamp proves nothing. It costs the proof of time, not the signature."""
    lines: list[str] = []
    for number, conclusion in enumerate(signature.conclusion.timestamps, start=1):
        causes = [
            explain_finding(finding, lang)
            for finding in conclusion.findings
            if finding.level is Level.FAIL and finding.outcome is not Outcome.PASSED
        ]
        label = text("label.failed_timestamp", lang, number=number)
        for cause in dict.fromkeys(causes):
            lines += hanging(f"  {label}", cause, indent=LABEL_COLUMNS)
    return lines


def document_timestamp_lines(stamp: DocumentTimestampResult, lang: str) -> list[str]:
    """Verdict, time and authority of one document time-stamp."""
    lines = _verdict("timestamp_indication", stamp.conclusion.indication, lang)
    token = stamp.evidence.document_timestamp
    tsa = token.cms.signing_certificate if token else None
    facts = (
        ("stated_time", clock(token.gen_time, lang) if token and token.gen_time else ""),
        ("authority", safe_text(tsa.common_name) if tsa else ""),
        ("field", safe_text(", ".join(stamp.evidence.field.names))),
    )
    for label, value in facts:
        if value:
            lines += hanging(f"  {text(f'label.{label}', lang)}", value, indent=LABEL_COLUMNS)
    return lines + finding_lines(stamp.conclusion.findings, lang)


def finding_lines(findings: Iterable[Finding], lang: str) -> list[str]:
    """What did not pass, gravest first, each reason once; then what to do about it."""
    shown = [
        finding
        for level in _SHOWN_LEVELS
        for finding in findings
        if finding.level is level and finding.outcome is not Outcome.PASSED
    ]
    advice: dict[str, None] = {}
    for finding in shown:
        code = _advice(finding)
        if code:
            advice[text(f"advice.{code}", lang)] = None
    lines: list[str] = []
    for level, sentence in _bullets(shown, lang):
        bullet = text(f"label.level_{level.value}", lang)
        lines += hanging(f"  {bullet}", sentence, indent=BULLET_COLUMNS)
    if advice:
        lines.append(f"  {text('label.advice', lang)}")
        for sentence in advice:
            lines += hanging("    -", sentence, indent=6)
    return lines


def _bullets(shown: Iterable[Finding], lang: str) -> list[tuple[Level, str]]:
    """Each reason once; of many under one rule the first, and how many more there are."""
    rules: dict[tuple[Level, str], dict[str, None]] = {}
    for finding in shown:
        sentences = rules.setdefault((finding.level, finding.rule), {})
        sentences[explain_finding(finding, lang)] = None
    bullets: list[tuple[Level, str]] = []
    for (level, rule), sentences in rules.items():
        bullets += [(level, sentence) for sentence in list(sentences)[:_SHOWN_OF_ONE_RULE]]
        more = len(sentences) - _SHOWN_OF_ONE_RULE
        if more > 0:
            title = text(f"rule.{rule}", lang)
            bullets.append((level, text("label.more_findings", lang, title=title, count=more)))
    return bullets


def _advice(finding: Finding) -> str:
    """The code of the advice on a finding; empty where there is nothing to do."""
    if finding.level is Level.FAIL and finding.sub_indication is not None:
        return finding.sub_indication.value
    return _WARNING_ADVICE.get(finding.rule, "") if finding.level is Level.WARN else ""


def _verdict(family: str, indication: Indication, lang: str) -> list[str]:
    symbol = _SYMBOLS[indication]
    sentence = f"{indication.value}: {text(f'{family}.{indication.value}', lang)}"
    return hanging(f"  {symbol}", sentence, indent=len(symbol) + 3)


def _answer(family: str, check: Check, lang: str) -> str:
    """`label.<family>_PASSED|FAILED|NOT_CHECKED`, and why."""
    sentence = text(f"label.{family}_{check.outcome.value}", lang)
    if not check.reason:
        return sentence
    return f"{sentence}. {explain(check.reason, check.params, lang)}"


def _signer(signature: SignatureResult, lang: str) -> str:
    certificate = signing_certificate(signature.evidence)
    name = safe_text(certificate.common_name) if certificate else ""
    if not name:
        return text("label.unknown_signer", lang)
    if signature.conclusion.indication is Indication.TOTAL_PASSED:
        return name
    # A name is what a certificate says; without trust it is only a claim.
    return text("label.unproven_signer", lang, name=name)


def _organization(signature: SignatureResult) -> str:
    certificate = signing_certificate(signature.evidence)
    return safe_text(certificate.organization) if certificate else ""


def _claimed_time(signature: SignatureResult, lang: str) -> str:
    moment = signature.evidence.field.claimed_signing_time
    return clock(moment, lang) if moment else text("label.no_claimed_time", lang)


def _proven_time(signature: SignatureResult, result: VerificationResult, lang: str) -> str:
    conclusion = signature.conclusion
    if conclusion.time_source is TimeSource.VALIDATION_TIME:
        return text(f"time_source.{conclusion.time_source.value}", lang)
    stamps = signature.evidence.timestamps
    if conclusion.time_source is TimeSource.DOCUMENT_TIMESTAMP:
        stamps = tuple(
            entry.evidence.document_timestamp
            for entry in result.document_timestamps
            if entry.evidence.document_timestamp is not None
        )
    authorities = (
        stamp.cms.signing_certificate.common_name
        for stamp in stamps
        if stamp.gen_time == conclusion.best_signature_time and stamp.cms.signing_certificate
    )
    moment = clock(conclusion.best_signature_time, lang)
    source = text(f"time_source.{conclusion.time_source.value}", lang)
    authority = safe_text(next(authorities, ""))
    return f"{moment}. {source}" + (f": {authority}" if authority else "")


def _modifications(signature: SignatureResult, lang: str) -> str:
    field = signature.evidence.field
    return text(f"modification.{field.modification_level.value}", lang)


def _trust(signature: SignatureResult, lang: str) -> str:
    check = signature.conclusion.certificate_trusted
    path = signature.evidence.path
    anchor = path.trust_anchor if path else None
    answer = _answer("trust", check, lang)
    if anchor is None:
        return answer
    return f"{answer}. " + text("label.anchor", lang, name=anchor.common_name, store=anchor.store)
