"""CRLs that only together say something (RFC 5280, 5.2.4 and 6.3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from esign_verify.chain.crl import CrlAnswer, number
from esign_verify.chain.crl_scope import ALL_REASONS
from esign_verify.chain.memo import Memo
from esign_verify.cms.x509_extensions import (
    AUTHORITY_KEY_IDENTIFIER,
    CRL_NUMBER,
    DELTA_CRL_INDICATOR,
    ISSUING_DISTRIBUTION_POINT,
)
from esign_verify.evidence import Check, RevocationEvidence, RevocationStatus


def combine(answers: Sequence[CrlAnswer], memo: Memo) -> list[RevocationEvidence]:
    """One certificate's answers, each made as usable as the others make it."""
    found = [answer.evidence for answer in answers]
    _combine_deltas(answers, found, memo)
    _combine_reasons(answers, found)
    return found


def _combine_deltas(
    answers: Sequence[CrlAnswer], found: list[RevocationEvidence], memo: Memo
) -> None:
    """A delta CRL speaks where its base is at hand, and undoes what it removes from it."""
    for index, delta in enumerate(answers):
        if not delta.sound or not delta.is_delta:
            continue
        bases = [i for i, base in enumerate(answers) if _is_base(base, delta, memo)]
        if not bases or found[index].status is RevocationStatus.REVOKED:
            continue
        if delta.removed:
            for base in bases:
                found[base] = _as_good(found[base])
            found[index] = replace(found[index], usable=Check.passed())
            continue
        newest = max(bases, key=lambda i: number(answers[i].crl, CRL_NUMBER) or 0)
        base_answer = found[newest]
        found[index] = replace(
            found[index],
            usable=base_answer.usable,
            status=base_answer.status,
            revocation_time=base_answer.revocation_time,
            revocation_reason=base_answer.revocation_reason,
            invalidity_date=base_answer.invalidity_date,
        )


def _as_good(evidence: RevocationEvidence) -> RevocationEvidence:
    return replace(
        evidence,
        status=RevocationStatus.GOOD,
        revocation_time=None,
        revocation_reason="",
        invalidity_date=None,
    )


def _is_base(base: CrlAnswer, delta: CrlAnswer, memo: Memo) -> bool:
    """5.2.4: same issuer, scope and key, and numbers that follow on each other."""
    if not base.sound or base.is_delta:
        return False
    if not memo.names_match(base.crl.issuer, delta.crl.issuer):
        return False
    for oid in (ISSUING_DISTRIBUTION_POINT, AUTHORITY_KEY_IDENTIFIER):
        if base.crl.extensions.get(oid) != delta.crl.extensions.get(oid):
            return False
    base_number = number(base.crl, CRL_NUMBER)
    delta_number = number(delta.crl, CRL_NUMBER)
    least = number(delta.crl, DELTA_CRL_INDICATOR)
    if base_number is None or delta_number is None or least is None:
        return False
    return least <= base_number < delta_number


def _combine_reasons(answers: Sequence[CrlAnswer], found: list[RevocationEvidence]) -> None:
    """CRLs for some reasons each, which together speak of all, call a certificate good.

    The oldest of them then bounds the freshness of all.
    """
    partial = [
        index
        for index, answer in enumerate(answers)
        if answer.sound
        and not answer.is_delta
        and answer.reasons != ALL_REASONS
        and found[index].status is RevocationStatus.GOOD
    ]
    if frozenset[str]().union(*(answers[index].reasons for index in partial)) != ALL_REASONS:
        return
    this_update = min((t for i in partial if (t := found[i].this_update)), default=None)
    next_update = min((t for i in partial if (t := found[i].next_update)), default=None)
    for index in partial:
        found[index] = replace(
            found[index], usable=Check.passed(), this_update=this_update, next_update=next_update
        )
