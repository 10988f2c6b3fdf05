"""Results in which every text of the document or a certificate is hostile."""

from __future__ import annotations

from datetime import UTC, datetime

from esign_verify.evidence import (
    CertificateEvidence,
    Change,
    ChangeKind,
    ChangeReason,
    Check,
    Outcome,
    Overlay,
    PathCheck,
    PathEvidence,
    Revision,
    RevocationEvidence,
    RevocationOrigin,
    RevocationStatus,
)
from esign_verify.policy import rule_ids
from esign_verify.result import (
    Indication,
    JudgedChange,
    Level,
    SignatureResult,
    SubIndication,
    VerificationResult,
)
from tests import factories as make
from tests.names import name

BREAKOUTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></svg><script>alert(1)</script>",
    "<!--",
    "]]><![CDATA[",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;script&gt;",
)


def certificate(text: str, number: int = 0) -> CertificateEvidence:
    return make.certificate(
        common_name=f"{text}{number}",
        organization=text,
        subject=name(*[("CN", text)] * 30),
        issuer=name(("O", text), ("description", text)),
        key_usage=(text,),
        extended_key_usage=(text, text),
        policies=(text,) * 50,
        key_algorithm=text,
        signature_algorithm=text,
        serial_number=1 << 13_000,
        sha256=f"{number:064X}",
    )


def _path(text: str, number: int, own: CertificateEvidence) -> PathEvidence:
    revocation = RevocationEvidence(
        certificate_sha256=own.sha256,
        kind=text,
        origin=RevocationOrigin.DSS,
        sha256=text,
        status=RevocationStatus.REVOKED,
        usable=Check.failed("ocsp_not_successful", status=text),
        this_update=None,
        next_update=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
        produced_at=None,
        revocation_time=None,
        revocation_reason=text,
        invalidity_date=None,
        issuer_common_name=text,
    )
    return make.path(
        certificates=(own, *(certificate(text, number * 20 + n) for n in range(1, 12))),
        trust_anchor=make.anchor(
            common_name=text, provenance=text, store=text, confidence=text, subject=name()
        ),
        found=Check.failed("certificate_expired", certificate=text, end=text, moment=text),
        revocation=(revocation,) * 50,
        checks=tuple(
            PathCheck(
                rule="x",
                certificate_sha256=own.sha256,
                check=Check.failed("extension_repeated", oid=f"{text}{n}"),
            )
            for n in range(20)
        ),
    )


def signature(text: str, number: int, changes: tuple[JudgedChange, ...] = ()) -> SignatureResult:
    """One in which every text of the document or a certificate is hostile, and nothing passed."""
    own = make.certificate() if not text else certificate(text, number)
    path = _path(text, number, own)
    findings = tuple(
        make.finding(
            rule=rule,
            outcome=Outcome.FAILED,
            level=list(Level)[index % 3],
            reason="certificate_expired",
            params=(("certificate", text), ("end", text), ("moment", text)),
            sub_indication=SubIndication.EXPIRED,
        )
        for index, rule in enumerate(rule_ids())
    )
    stamps = (make.timestamp(cms=make.cms(signing_certificate=own), path=path),) * 10
    return make.signature_result(
        evidence=make.signature_evidence(
            field=make.signature_field(
                names=(f"{text}{number}",) * 20,
                reason=text,
                location=text,
                contact_info=text,
                sub_filter=text,
                byte_range=(10**20,) * 8,
                revision=number,
            ),
            cms=make.cms(
                signing_certificate=own, digest_algorithm=text, signed_data_type=text, encoding=text
            ),
            timestamps=stamps,
            path=path,
        ),
        conclusion=make.conclusion(
            indication=Indication.TOTAL_FAILED,
            sub_indication=SubIndication.EXPIRED,
            rule=rule_ids()[0],
            findings=findings,
            timestamps=(make.timestamp_conclusion(findings=findings),) * 10,
            integrity=Check.failed("digest_mismatch", algorithm=text),
            certificate_trusted=Check.failed("certificate_expired", certificate=text),
            changes=changes,
        ),
    )


def document(text: str, count: int) -> VerificationResult:
    changes = tuple(
        Change(
            revision=2 + index % 900,
            object_number=index,
            kind=ChangeKind.FORM_FILL,
            reason=ChangeReason.FIELD_FILLED,
            introduced=1,
            page=index % 2000,
            field=f"{text}{index}",
            overlay=list(Overlay)[index % 4],
        )
        for index in range(5_000)
    )
    refused = Check.failed("field_locked", field=text, change=text)
    judged = tuple(
        JudgedChange(index=index, allowed=refused, clause="ISO 32000-2 12.8.2.4")
        for index in range(len(changes))
    )
    signatures = [signature(text, number, judged) for number in range(1, count + 1)]
    return make.result(
        *signatures,
        document=make.document(
            fields=tuple(item.evidence.field for item in signatures),
            changes=changes,
            revisions=tuple(Revision(number=n, end=n, objects=n) for n in range(1, 1_001)),
            empty_fields=tuple(f"{text}{n}" for n in range(10_000)),
            pdf_version=text,
        ),
        document_timestamps=(make.document_timestamp_result(),) * 20,
        document_findings=signatures[0].conclusion.findings,
        file_name=text,
        policy=text,
        trust_stores=(text, text),
        tool_version=text,
    )
