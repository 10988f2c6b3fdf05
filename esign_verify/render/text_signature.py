"""One signature, or one document time-stamp, in the words of the terminal report."""

from __future__ import annotations

from collections.abc import Iterable

from esign_verify.evidence import Outcome
from esign_verify.messages import safe_text, text
from esign_verify.render import words
from esign_verify.render.columns import hanging
from esign_verify.render.explain import clock, explain_finding
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


def signature_lines(signature: SignatureResult, result: VerificationResult, lang: str) -> list[str]:
    """Verdict, signer, times, integrity, trust, then every reason and what to do."""
    conclusion = signature.conclusion
    lines = _verdict("indication", conclusion.indication, lang)
    facts = (
        ("signer", words.signer(signature, lang)),
        ("organization", words.organization(signature)),
        ("claimed_time", _claimed_time(signature, lang)),
        ("proven_time", _proven_time(signature, result, lang)),
        ("integrity", words.answer("integrity", conclusion.integrity, lang)),
        ("later_changes", words.modifications(signature, lang)),
        ("trust", words.trust(signature, lang)),
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
    shown = words.not_passed(findings)
    lines: list[str] = []
    for level, sentence in words.bullets(shown, lang):
        bullet = text(f"label.level_{level.value}", lang)
        lines += hanging(f"  {bullet}", sentence, indent=BULLET_COLUMNS)
    advice = words.advice(shown, lang)
    if advice:
        lines.append(f"  {text('label.advice', lang)}")
        for sentence in advice:
            lines += hanging("    -", sentence, indent=6)
    return lines


def _verdict(family: str, indication: Indication, lang: str) -> list[str]:
    symbol = _SYMBOLS[indication]
    sentence = f"{indication.value}: {text(f'{family}.{indication.value}', lang)}"
    return hanging(f"  {symbol}", sentence, indent=len(symbol) + 3)


def _claimed_time(signature: SignatureResult, lang: str) -> str:
    moment = signature.evidence.field.claimed_signing_time
    return clock(moment, lang) if moment else text("label.no_claimed_time", lang)


def _proven_time(signature: SignatureResult, result: VerificationResult, lang: str) -> str:
    conclusion = signature.conclusion
    source = text(f"time_source.{conclusion.time_source.value}", lang)
    if conclusion.time_source is TimeSource.VALIDATION_TIME:
        return source
    authority = words.proving_authority(signature, result)
    name = safe_text(authority.common_name) if authority else ""
    moment = clock(conclusion.best_signature_time, lang)
    return f"{moment}. {source}" + (f": {name}" if name else "")
