"""The answer of `POST /api/sign/verify`, as the manual of the Esign Client has it.

Profile `legacy` gives the texts and values of the 1.x servers; `2023` and `2025`
are alike and those of the 2.x servers. Times are WIB, without saying so.
"""

from __future__ import annotations

from typing import Any

from esign_verify.evidence import CertificateEvidence, Outcome
from esign_verify.render.dates import wib_milliseconds
from esign_verify.render.json_text import dump
from esign_verify.render.names import legacy_dn, or_null, rfc2253
from esign_verify.render.wire import (
    DESCRIPTIONS,
    require_profile,
    signature_timestamp,
    signing_certificate,
)
from esign_verify.result import (
    DocumentConclusion,
    Indication,
    SignatureResult,
    VerificationResult,
)

_LEGACY_VALID = (
    "Tanda tangan elektronik valid dan dokumen merupakan dokumen asli sejak ditandatangani"
)
_LEGACY_NO_TSA = "Dokumen asli dan valid, tetapi dokumen tidak menggunakan waktu TSA"
_LEGACY_UNTRUSTED = (
    "Dokumen asli dan valid, tetapi sertifikat penandatangan tidak dapat diverifikasi"
)
_LEGACY_ALTERED = "Konten Dokumen mengalami perubahan oleh pihak yang tidak berhak"


def render_v1(result: VerificationResult, *, profile: str = "2023") -> str:
    """JSON on one line."""
    require_profile(profile)
    legacy = profile == "legacy"
    notes: str | None = DESCRIPTIONS[result.conclusion]
    summary: str | None = result.conclusion.value
    if legacy:
        notes, summary = _legacy_verdict(result)
    return dump(
        {
            "nama_dokumen": result.file_name,
            "jumlah_signature": len(result.signatures),
            "notes": notes,
            "details": [_detail(signature, legacy=legacy) for signature in result.signatures],
            "summary": summary,
        }
    )


def _legacy_verdict(result: VerificationResult) -> tuple[str | None, str | None]:
    """`notes` and `summary` of a 1.x server, which knew no verdict but these."""
    match result.conclusion:
        case DocumentConclusion.NO_SIGNATURE:
            return None, None
        case DocumentConclusion.VALID:
            stamped = all(_proven_by_tsa(signature) for signature in result.signatures)
            return _LEGACY_VALID if stamped else _LEGACY_NO_TSA, "DOCUMENT VALID !!!"
    intact = bool(result.signatures) and all(
        signature.conclusion.integrity.outcome is Outcome.PASSED for signature in result.signatures
    )
    return _LEGACY_UNTRUSTED if intact else _LEGACY_ALTERED, "DOCUMENT NOT VALID !!!"


def _detail(signature: SignatureResult, *, legacy: bool) -> dict[str, Any]:
    field = signature.evidence.field
    conclusion = signature.conclusion
    certificate = signing_certificate(signature.evidence)
    cms = signature.evidence.cms if legacy else None
    return {
        "info_tsa": _tsa(signature, legacy=legacy),
        "signature_field": field.names[0] if field.names else None,
        "info_signer": _signer(
            certificate,
            trusted=conclusion.certificate_trusted.outcome is Outcome.PASSED,
            legacy=legacy,
        ),
        "signature_document": {
            "signed_using_tsa": _proven_by_tsa(signature),
            "reason": field.reason,
            "document_integrity": conclusion.integrity.outcome is Outcome.PASSED,
            "signature_value": or_null(cms.signed_attributes.hex()) if cms else None,
            "signed_in": (
                wib_milliseconds(field.claimed_signing_time) if field.claimed_signing_time else None
            ),
            "location": field.location,
            "hash_value": or_null(cms.message_digest_value.hex()) if cms else None,
        },
    }


def _tsa(signature: SignatureResult, *, legacy: bool) -> dict[str, Any]:
    shown = signature_timestamp(signature)
    certificate = shown[0].cms.signing_certificate if shown else None
    return {
        "name": or_null(certificate.common_name) if certificate else None,
        "tsa_cert_validity": _validity(certificate) if legacy else None,
    }


def _signer(
    certificate: CertificateEvidence | None, *, trusted: bool, legacy: bool
) -> dict[str, Any]:
    dn = legacy_dn if legacy else rfc2253
    name = or_null(certificate.common_name) if certificate else None
    return {
        "issuer_dn": dn(certificate.issuer) if certificate else None,
        "signer_name": name,
        "signer_cert_validity": _validity(certificate) if certificate else None,
        "signer_dn": legacy_dn(certificate.subject) if certificate and legacy else name,
        "cert_user_certified": trusted,
    }


def _validity(certificate: CertificateEvidence | None) -> str:
    """`notBefore to notAfter`; a 1.x server wrote the words `null` without one."""
    if certificate is None:
        return "null to null"
    not_before = wib_milliseconds(certificate.not_before)
    return f"{not_before} to {wib_milliseconds(certificate.not_after)}"


def _proven_by_tsa(signature: SignatureResult) -> bool:
    """A token that proves nothing is no use of a TSA: anyone can attach one."""
    shown = signature_timestamp(signature)
    if shown is None or shown[1] is None:
        return False
    return shown[1].indication is Indication.TOTAL_PASSED
