"""Every check of one signature: the question, its clause, the answer, and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from esign_verify.evidence import Outcome, TimestampEvidence
from esign_verify.messages import safe_text
from esign_verify.render import words
from esign_verify.render.html_evidence import signature_evidence, timestamp_evidence
from esign_verify.render.html_limits import MAX_REPORT_PLACES, MAX_REPORT_TIMESTAMPS
from esign_verify.render.html_reader import Reader
from esign_verify.render.html_signers import TONES, tone_of
from esign_verify.result import (
    Finding,
    Level,
    SignatureResult,
    TimestampConclusion,
    VerificationResult,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One rule under the policy in use, all its answers together."""

    title: str
    clause: str
    tone: str
    outcome: str
    """the worst answer, in words"""
    level: str
    """what the policy makes of it, in words"""
    decided: bool
    """this rule decided the verdict"""
    sentences: tuple[str, ...]
    """why it did not pass"""
    more: int
    """further reasons that are not shown"""
    evidence: tuple[str, ...]
    criterion: str
    """when the check passes"""
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTable:
    """All checks of a signature, a time-stamp, or the document."""

    title: str
    anchor: str
    tone: str
    verdict: str
    passed: int
    count: int
    rows: tuple[CheckRow, ...]
    open: bool
    """shown unfolded: something did not pass"""
    tokens: tuple[CheckTable, ...] = ()
    more_tokens: int = 0


_TONES = ("bad", "doubt", "plain", "good")
"""In the order of a reader's questions."""

_WORST = (Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.PASSED)


def signature_checks(signature: SignatureResult, number: int, reader: Reader) -> CheckTable:
    """`number`: from 1, as everywhere on the page."""
    conclusion = signature.conclusion
    tokens = list(zip(signature.evidence.timestamps, conclusion.timestamps, strict=False))
    evidence = signature_evidence(signature, reader)
    rows = _rows(conclusion.findings, conclusion.rule, evidence, reader)
    name = words.signer(signature, reader.lang)
    return _table(
        title=reader.text("report.checks_of", number=number, name=name),
        anchor=f"signature-{number}-checks",
        tone=TONES[conclusion.indication],
        verdict=reader.text(f"indication.{conclusion.indication.value}"),
        rows=rows,
        tokens=tuple(
            token_checks(token, judged, f"signature-{number}-token-{index}", index, reader)
            for index, (token, judged) in enumerate(tokens[:MAX_REPORT_TIMESTAMPS], start=1)
        ),
        more_tokens=max(0, len(tokens) - MAX_REPORT_TIMESTAMPS),
    )


def token_checks(
    token: TimestampEvidence,
    conclusion: TimestampConclusion,
    anchor: str,
    number: int,
    reader: Reader,
) -> CheckTable:
    """One time-stamp token, of a signature or of the document."""
    evidence = timestamp_evidence(token, reader)
    return _table(
        title=reader.text(f"report.token_{token.kind.value}", number=number),
        anchor=anchor,
        tone=TONES[conclusion.indication],
        verdict=reader.text(f"timestamp_indication.{conclusion.indication.value}"),
        rows=_rows(conclusion.findings, conclusion.rule, evidence, reader),
    )


def stamp_checks(result: VerificationResult, reader: Reader) -> list[CheckTable]:
    """Document time-stamps; the first few, each like a token of a signature."""
    tables = []
    for number, entry in enumerate(result.document_timestamps[:MAX_REPORT_PLACES], start=1):
        token = entry.evidence.document_timestamp
        if token is not None:
            anchor = f"document-time-stamp-{number}"
            tables.append(token_checks(token, entry.conclusion, anchor, number, reader))
    return tables


def document_checks(result: VerificationResult, reader: Reader) -> CheckTable | None:
    """The rules about the file as a whole; None where the policy asked nothing."""
    rows = _rows(result.document_findings, "", lambda _rule: (), reader)
    if not rows:
        return None
    title = reader.text("label.about_document")
    return _table(title=title, anchor="document-checks", tone="plain", verdict="", rows=rows)


def _table(
    *,
    title: str,
    anchor: str,
    tone: str,
    verdict: str,
    rows: tuple[CheckRow, ...],
    tokens: tuple[CheckTable, ...] = (),
    more_tokens: int = 0,
) -> CheckTable:
    passed = sum(row.tone == "good" for row in rows)
    return CheckTable(
        title=title,
        anchor=anchor,
        tone=tone,
        verdict=verdict,
        passed=passed,
        count=len(rows),
        rows=rows,
        open=tone in ("bad", "doubt"),
        tokens=tokens,
        more_tokens=more_tokens,
    )


def _rows(
    findings: Iterable[Finding],
    decided: str,
    evidence: Callable[[str], tuple[str, ...]],
    reader: Reader,
) -> tuple[CheckRow, ...]:
    """What did not pass, then the rest, each in the order in which the policy asked."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.level is not Level.IGNORE:
            by_rule.setdefault(finding.rule, []).append(finding)
    rows = (
        _row(rule, answers, rule == decided, evidence(rule), reader)
        for rule, answers in by_rule.items()
    )
    return tuple(sorted(rows, key=lambda row: _TONES.index(row.tone)))


def _row(
    rule: str, answers: list[Finding], decided: bool, evidence: tuple[str, ...], reader: Reader
) -> CheckRow:
    outcomes = {finding.outcome for finding in answers}
    worst = next(outcome for outcome in _WORST if outcome in outcomes)
    reasons = list(dict.fromkeys((f.reason, f.params) for f in answers if f.reason))
    shown = reasons[: words.SHOWN_OF_ONE_RULE]
    grave = next((f for f in answers if f.outcome is worst), answers[0])
    code = words.advice_code(grave) if worst is not Outcome.PASSED else ""
    return CheckRow(
        title=reader.text(f"rule.{rule}"),
        clause=safe_text(grave.clause),
        tone=tone_of(worst)
        if grave.level is not Level.INFORM or worst is Outcome.PASSED
        else "plain",
        outcome=reader.text(f"outcome.{worst.value}"),
        level=reader.text(f"level.{grave.level.value}"),
        decided=decided,
        sentences=tuple(reader.explain(reason, params) for reason, params in shown),
        more=len(reasons) - len(shown),
        evidence=evidence,
        criterion=reader.text(f"criterion.{rule}"),
        advice=reader.text(f"advice.{code}") if code else "",
    )
