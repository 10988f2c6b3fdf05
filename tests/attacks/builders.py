"""What every attack is: a name, where it comes from, how to build it, and the whole verdict.

Expected verdicts are readings of the standards (RFC 5652, 3161, 5280, 6960; EN 319 102-1),
judged by the policy `standard` on 2026-03-01 with the lab's root as the one anchor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from esign_verify import TrustStore, VerificationResult, verify
from esign_verify.evidence import Outcome
from esign_verify.result import (
    Conclusion,
    DocumentConclusion,
    Finding,
    Indication,
    SubIndication,
    TimestampConclusion,
)
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_dss, add_signature
from esign_verify.sandbox.timestamp_builder import TokenSpec, build_token
from tests.attacks.builders_pki import JUDGED_AT, SIGNED_AT, Lab

PLAIN = "adbe.pkcs7.detached"
CADES = "ETSI.CAdES.detached"

MISSING = "revocation_data_missing"
"""the warning of every document here that embeds no revocation data"""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A whole conclusion: of the document, of its signature, and why."""

    document: DocumentConclusion
    indication: Indication
    sub_indication: SubIndication | None
    rule: str
    reason: str
    integrity: Outcome
    warnings: frozenset[str]
    """reasons of the findings of level WARN, but for `MISSING`"""


def passed(*warnings: str) -> Verdict:
    return Verdict(
        document=DocumentConclusion.VALID,
        indication=Indication.TOTAL_PASSED,
        sub_indication=None,
        rule="",
        reason="",
        integrity=Outcome.PASSED,
        warnings=frozenset(warnings),
    )


def failed(
    sub: str, rule: str, reason: str, *warnings: str, integrity: Outcome = Outcome.FAILED
) -> Verdict:
    return Verdict(
        document=DocumentConclusion.INVALID,
        indication=Indication.TOTAL_FAILED,
        sub_indication=SubIndication(sub),
        rule=rule,
        reason=reason,
        integrity=integrity,
        warnings=frozenset(warnings),
    )


def open_(
    sub: str, rule: str, reason: str, *warnings: str, integrity: Outcome = Outcome.PASSED
) -> Verdict:
    """INDETERMINATE."""
    return Verdict(
        document=DocumentConclusion.WARNING,
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication(sub),
        rule=rule,
        reason=reason,
        integrity=integrity,
        warnings=frozenset(warnings),
    )


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """The conclusion on one time-stamp token."""

    indication: Indication = Indication.TOTAL_PASSED
    sub_indication: SubIndication | None = None
    rule: str = ""
    reason: str = ""


GOOD_STAMP = Stamp()


def bad_stamp(indication: str, sub: str, rule: str, reason: str) -> Stamp:
    return Stamp(
        indication=Indication(indication),
        sub_indication=SubIndication(sub),
        rule=rule,
        reason=reason,
    )


@dataclass(frozen=True, kw_only=True)
class Case:
    """One document. `id`: attack, clause or CVE; `provenance`: one line."""

    id: str
    provenance: str
    build: Callable[[Lab], bytes]
    expected: Verdict
    stamps: tuple[Stamp, ...] = ()
    """of the signature's own time-stamps"""
    time_source: str = ""
    """empty: `validation-time`"""
    strict: Verdict | None = None
    """under the policy `strict`, where revocation data is required"""


def case(name: str, provenance: str, expected: Verdict, build: Callable[[Lab], bytes]) -> Case:
    """A case without time-stamps."""
    return Case(id=name, provenance=provenance, expected=expected, build=build)


def judge(pdf: bytes, lab: Lab, policy: str = "standard") -> VerificationResult:
    trust = TrustStore.from_certificates([lab.root.der], name="lab")
    return verify(pdf, trust=trust, at=JUDGED_AT, policy=policy)


def seen(result: VerificationResult) -> Verdict:
    """The conclusion on the one signature of a document."""
    (signature,) = result.signatures
    found = signature.conclusion
    warnings = {f.reason for f in found.findings if f.level == "WARN" and f.reason}
    return Verdict(
        document=result.conclusion,
        indication=found.indication,
        sub_indication=found.sub_indication,
        rule=found.rule,
        reason=deciding(found).reason if found.rule else "",
        integrity=found.integrity.outcome,
        warnings=frozenset(warnings - {MISSING}),
    )


def deciding(conclusion: Conclusion | TimestampConclusion) -> Finding:
    """The finding that named the sub-indication."""
    return next(
        f
        for f in conclusion.findings
        if (f.rule, f.indication, f.sub_indication)
        == (conclusion.rule, conclusion.indication, conclusion.sub_indication)
    )


def stamps_seen(result: VerificationResult) -> tuple[Stamp, ...]:
    (signature,) = result.signatures
    return tuple(stamp_seen(conclusion) for conclusion in signature.conclusion.timestamps)


def stamp_seen(conclusion: TimestampConclusion) -> Stamp:
    return Stamp(
        indication=conclusion.indication,
        sub_indication=conclusion.sub_indication,
        rule=conclusion.rule,
        reason=deciding(conclusion).reason if conclusion.rule else "",
    )


def assert_case(case: Case, lab: Lab) -> None:
    """The whole conclusion, under both policies where `strict` is given."""
    pdf = case.build(lab)
    result = judge(pdf, lab)
    assert seen(result) == case.expected
    assert stamps_seen(result) == case.stamps
    time_source = result.signatures[0].conclusion.time_source
    assert time_source == (case.time_source or "validation-time")
    if case.strict is not None:
        assert seen(judge(pdf, lab, "strict")) == case.strict


# --- documents ---------------------------------------------------------------


def signed(
    lab: Lab,
    *,
    sub_filter: str = CADES,
    alter: Callable[[bytes], bytes] = lambda contents: contents,
    stamps: Sequence[TokenSpec] = (),
    tokens: Sequence[bytes] = (),
    dss: dict[str, Sequence[bytes]] | None = None,
    reserved: int = 16384,
    **knobs: Any,
) -> bytes:
    """One page, signed. `knobs` are fields of `CmsSpec`, `alter` changes the finished CMS.

    `stamps`: one signature-time-stamp each; `tokens`: ready ones; `dss`: a later revision.
    """
    pdf = new_document(["Attack Lab"])
    signer: Entity = knobs.pop("signer", lab.signer)
    ess = 2 if sub_filter == CADES else 0
    spec = CmsSpec(**{"signer": signer, "ess_version": ess, **knobs})
    spec = with_stamps(spec, stamps, tokens)
    field_ = SignatureSpec(sub_filter=sub_filter, signing_time=SIGNED_AT, reserved=reserved)
    add_signature(pdf, field_, lambda content: alter(build_cms(spec, content)))
    if dss is not None:
        add_dss(pdf, **dss)
    return bytes(pdf.data)


def with_stamps(spec: CmsSpec, stamps: Sequence[TokenSpec], tokens: Sequence[bytes]) -> CmsSpec:
    """The spec with signature-time-stamps as one attribute of several values."""
    if not stamps and not tokens:
        return spec

    def make(value: bytes) -> bytes:
        return b"".join((*(build_token(stamp, value) for stamp in stamps), *tokens))

    return replace(spec, make_timestamp=make)


def token(tsa: Entity, **knobs: Any) -> TokenSpec:
    """A token of the lab's shape made at the time of signing."""
    return TokenSpec(**{"tsa": tsa, "gen_time": SIGNED_AT, **knobs})
