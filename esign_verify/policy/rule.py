"""What a rule is: a small named function from facts to answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from esign_verify._frozen import frozen
from esign_verify.evidence import Check, DocumentEvidence, Outcome, SignatureEvidence
from esign_verify.policy.poe import ProofOfExistence
from esign_verify.policy.policy import Policy
from esign_verify.result import (
    Finding,
    Indication,
    JudgedChange,
    Level,
    SubIndication,
    TimestampConclusion,
)

F = TypeVar("F")

TOTAL_FAILED = frozenset(
    {
        SubIndication.FORMAT_FAILURE,
        SubIndication.HASH_FAILURE,
        SubIndication.SIG_CRYPTO_FAILURE,
        SubIndication.REVOKED,
        SubIndication.EXPIRED,
        SubIndication.NOT_YET_VALID,
    }
)
"""Sub-indications of TOTAL-FAILED (EN 319 102-1, table 5); the others are INDETERMINATE."""


@frozen
class Answer:
    """A check, and the sub-indication if it failed (or, where given, was not made)."""

    check: Check
    sub_indication: SubIndication
    if_not_checked: SubIndication | None = None

    @property
    def meaning(self) -> SubIndication:
        """Not checked is never TOTAL-FAILED: without a word of its own it is a constraint
        that could not be shown to hold (SIG_CONSTRAINTS_FAILURE)."""
        if self.check.outcome is Outcome.FAILED:
            return self.sub_indication
        if self.if_not_checked is not None:
            return self.if_not_checked
        if self.sub_indication in TOTAL_FAILED:
            return SubIndication.SIG_CONSTRAINTS_FAILURE
        return self.sub_indication


@frozen(kw_only=True)
class Facts:
    """All a rule on one signature may look at."""

    signature: SignatureEvidence
    document: DocumentEvidence
    poe: ProofOfExistence
    timestamps: tuple[TimestampConclusion, ...]
    policy: Policy
    changes: tuple[JudgedChange, ...] = ()
    """of the revisions after the signed one"""


@frozen
class Rule(Generic[F]):
    """`id` is a message code and the name a policy knows the rule by."""

    id: str
    clause: str
    answer: Callable[[F], Iterable[Answer]]


def apply(rules: Iterable[Rule[F]], facts: F, policy: Policy) -> Iterator[Finding]:
    """Every rule's findings, in order; one PASSED finding for a rule with nothing against it."""
    levels = dict(policy.levels)  # as `policy.level`, for many rules
    for rule in rules:
        level = levels.get(rule.id, Level.FAIL)
        if level is Level.IGNORE:
            continue
        answers = list(rule.answer(facts))
        bad = [answer for answer in answers if answer.check.outcome is not Outcome.PASSED]
        if answers and not bad:
            yield _finding(rule.id, rule.clause, level, answers[0])
        for answer in bad:
            yield _finding(rule.id, rule.clause, level, answer)


def _finding(rule: str, clause: str, level: Level, answer: Answer) -> Finding:
    check = answer.check
    if check.outcome is Outcome.PASSED:
        return Finding(
            rule=rule, clause=clause, level=level, outcome=check.outcome, params=check.params
        )
    failed = answer.meaning in TOTAL_FAILED
    return Finding(
        rule=rule,
        clause=clause,
        level=level,
        outcome=check.outcome,
        reason=check.reason,
        params=check.params,
        indication=Indication.TOTAL_FAILED if failed else Indication.INDETERMINATE,
        sub_indication=answer.meaning,
    )


def decide(
    findings: Iterable[Finding],
) -> tuple[Indication, SubIndication | None, str]:
    """The verdict by fixed precedence, with the rule that decided it.

    TOTAL-FAILED over INDETERMINATE over TOTAL-PASSED; the first failing rule names
    the sub-indication.
    """
    deciding = [f for f in findings if f.level is Level.FAIL and f.outcome is not Outcome.PASSED]
    for indication in (Indication.TOTAL_FAILED, Indication.INDETERMINATE):
        for finding in deciding:
            if finding.indication is indication:
                return indication, finding.sub_indication, finding.rule
    return Indication.TOTAL_PASSED, None, ""
