"""One signature of 2024 with a good time-stamp, judged in 2026: the base that a test changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from esign_verify.evidence import (
    Check,
    Evidence,
    RevocationEvidence,
    RevocationOrigin,
    RevocationStatus,
    SignatureEvidence,
)
from esign_verify.policy import conclude, load_policy, proven_times
from esign_verify.result import (
    Conclusion,
    Indication,
    SubIndication,
)
from tests.factories import (
    NOW,
    STAMPED_AT,
    anchor,
    certificate,
    cms,
    document,
    path,
    signature_evidence,
    signature_field,
    timestamp,
)

LIFE = timedelta(days=730)
SIGNER = certificate(not_before=STAMPED_AT - LIFE / 2, not_after=STAMPED_AT + LIFE / 2)
TSA = certificate(
    common_name="TSA",
    not_before=STAMPED_AT - LIFE,
    not_after=STAMPED_AT + LIFE,
    extended_key_usage=("1.3.6.1.5.5.7.3.8",),
)
ROOT = anchor(not_before=STAMPED_AT - 5 * LIFE, not_after=STAMPED_AT + 10 * LIFE)
PASSED = (Indication.TOTAL_PASSED, None, "")


def failed(sub: SubIndication, rule: str) -> tuple[Indication, SubIndication, str]:
    return Indication.TOTAL_FAILED, sub, rule


def indeterminate(sub: SubIndication, rule: str) -> tuple[Indication, SubIndication, str]:
    return Indication.INDETERMINATE, sub, rule


def stamp(**changes: Any) -> Any:
    default = timestamp(
        gen_time=STAMPED_AT,
        cms=cms(
            signing_certificate=TSA,
            signing_certificate_reference=Check.passed(),
            signed_data_type="1.2.840.113549.1.9.16.1.4",
        ),
        path=path(certificates=(TSA,), trust_anchor=ROOT),
        imprint_algorithm="sha256",
    )
    return replace(default, **changes)


def signature(**changes: Any) -> SignatureEvidence:
    default = signature_evidence(
        field=signature_field(byte_range=(0, 100, 200, 100)),
        cms=cms(signing_certificate=SIGNER),
        timestamps=(stamp(),),
        path=path(certificates=(SIGNER,), trust_anchor=ROOT, revocation=(good(),)),
    )
    return replace(default, **changes)


def good(**changes: Any) -> RevocationEvidence:
    default = RevocationEvidence(
        certificate_sha256=SIGNER.sha256,
        kind="ocsp",
        origin=RevocationOrigin.DSS,
        sha256="00",
        status=RevocationStatus.GOOD,
        usable=Check.passed(),
        this_update=STAMPED_AT,
        next_update=STAMPED_AT + timedelta(days=1),
        produced_at=STAMPED_AT,
        revocation_time=None,
        revocation_reason="",
        invalidity_date=None,
        issuer_common_name="Responder",
    )
    return replace(default, **changes)


def revoked(days: int, **changes: Any) -> RevocationEvidence:
    moment = STAMPED_AT + timedelta(days=days)
    return good(status=RevocationStatus.REVOKED, revocation_time=moment, **changes)


def judge(
    *entries: SignatureEvidence, policy: str = "standard", **document_changes: Any
) -> Conclusion:
    evidence = Evidence(
        document=document(**document_changes), signatures=entries, validation_time=NOW
    )
    conclusion = conclude(evidence, load_policy(policy)).signatures[0]
    assert conclusion is not None
    assert proven_times(evidence, load_policy(policy))[0] == conclusion.best_signature_time
    return conclusion


def verdict(conclusion: Conclusion) -> tuple[Indication, SubIndication | None, str]:
    return conclusion.indication, conclusion.sub_indication, conclusion.rule


def with_field(**changes: Any) -> SignatureEvidence:
    base = signature()
    return replace(base, field=replace(base.field, **changes))


def with_cms(**changes: Any) -> SignatureEvidence:
    base = signature()
    assert base.cms is not None
    return replace(base, cms=replace(base.cms, **changes))


def with_path(**changes: Any) -> SignatureEvidence:
    base = signature()
    assert base.path is not None
    return replace(base, path=replace(base.path, **changes))


BAD = Check.failed("anything")
OPEN = Check.not_checked("anything")
