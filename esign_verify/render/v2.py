"""The answer of `POST /api/v2/verify/pdf`, as the manual of the Esign Client has it.

Key order, nulls and misspellings (`timestampInfomation`, `signatureAlgoritm`) are
the wire format. Profile `2025` adds `ltv` after `certificateTrusted`: servers of
that year put it between `timestampInfomation` and `lastSignature`, in an order of
their own. Document time-stamps are no signatures and are not listed.
"""

from __future__ import annotations

from typing import Any

from esign_verify.evidence import CertificateEvidence, Outcome, TrustAnchor
from esign_verify.render.dates import utc_milliseconds
from esign_verify.render.json_text import dump
from esign_verify.render.names import (
    certificate_id,
    certification_path,
    decimal,
    dss_algorithm,
    dss_hex,
    dss_key_usages,
    issuer,
    or_null,
    rfc2253,
)
from esign_verify.render.wire import (
    DESCRIPTIONS,
    require_profile,
    signature_timestamp,
    signing_certificate,
)
from esign_verify.result import SignatureResult, VerificationResult


def render_v2(result: VerificationResult, *, profile: str = "2023") -> str:
    """JSON on one line. `legacy` is `2023` here: there was no older v2."""
    require_profile(profile)
    with_ltv = profile == "2025"
    return dump(
        {
            "conclusion": result.conclusion.value,
            "description": DESCRIPTIONS[result.conclusion],
            "signatureInformations": [
                _signature(signature, with_ltv=with_ltv) for signature in result.signatures
            ],
            "signatureCount": len(result.signatures),
        }
    )


def _signature(signature: SignatureResult, *, with_ltv: bool) -> dict[str, Any]:
    field = signature.evidence.field
    certificate = signing_certificate(signature.evidence)
    signed_at = field.claimed_signing_time
    answer: dict[str, Any] = {
        "id": signature.id,
        "signatureFormat": signature.signature_format,
        "signerName": or_null(certificate.common_name) if certificate else None,
        "signatureDate": utc_milliseconds(signed_at) if signed_at else None,
        "fieldName": field.names[0] if field.names else None,
        "reason": field.reason,
        "location": field.location,
        # The level of a certification signature; an approval signature has none.
        "certLevelCode": (field.doc_mdp or 0) if field.certification else 0,
        # Null in every answer of a real server known.
        "signatureAlgorithm": None,
        "digestAlgorithm": None,
        "timestampInfomation": _timestamp(signature),
        "certificateDetails": [_certificate(item) for item in _certificates(signature)],
        "integrityValid": signature.conclusion.integrity.outcome is Outcome.PASSED,
        "certificateTrusted": signature.conclusion.certificate_trusted.outcome is Outcome.PASSED,
    }
    if with_ltv:
        answer["ltv"] = signature.signature_format.endswith(("-LT", "-LTA"))
    # False in every answer of a real server known, also for the last signature.
    answer["lastSignature"] = False
    return answer


def _timestamp(signature: SignatureResult) -> dict[str, Any] | None:
    shown = signature_timestamp(signature)
    if shown is None:
        return None
    token, _ = shown
    tsa = token.cms.signing_certificate
    return {
        "id": f"T-{dss_hex(token.token_sha256_dss)}",
        "signerName": or_null(tsa.common_name) if tsa else None,
        "timestampDate": utc_milliseconds(token.gen_time) if token.gen_time else None,
    }


def _certificates(signature: SignatureResult) -> list[CertificateEvidence | TrustAnchor]:
    """Signer, intermediates, anchor; the signer alone where no path was built."""
    path = signature.evidence.path
    if path is not None and path.certificates:
        return certification_path(path.certificates, path.trust_anchor)
    certificate = signing_certificate(signature.evidence)
    return [] if certificate is None else [certificate]


def _certificate(item: CertificateEvidence | TrustAnchor) -> dict[str, Any]:
    return {
        "id": certificate_id(item.sha256),
        "commonName": or_null(item.common_name),
        "issuerName": rfc2253(issuer(item)),
        "serialNumber": decimal(item.serial_number),
        "notAfterDate": utc_milliseconds(item.not_after),
        "notBeforeDate": utc_milliseconds(item.not_before),
        "signatureAlgoritm": dss_algorithm(item.signature_algorithm),
        "keyUsages": dss_key_usages(item.key_usage),
    }
