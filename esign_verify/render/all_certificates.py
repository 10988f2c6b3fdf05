"""The certificates of a result."""

from __future__ import annotations

from collections.abc import Iterable

from esign_verify.evidence import CertificateEvidence, SignatureEvidence
from esign_verify.result import VerificationResult


def all_certificates(result: VerificationResult) -> list[CertificateEvidence]:
    """Every certificate of the result once, in the order of its first appearance."""
    found: dict[str, CertificateEvidence] = {}

    def add(certificates: Iterable[CertificateEvidence]) -> None:
        for certificate in certificates:
            found.setdefault(certificate.sha256, certificate)

    def add_signature(evidence: SignatureEvidence) -> None:
        if evidence.path is not None:
            add(evidence.path.certificates)
        if evidence.cms is not None:
            add(evidence.cms.certificates)
        stamps = evidence.timestamps
        if evidence.document_timestamp is not None:
            stamps += (evidence.document_timestamp,)
        for stamp in stamps:
            if stamp.path is not None:
                add(stamp.path.certificates)
            add(stamp.cms.certificates)

    for signature in result.signatures:
        add_signature(signature.evidence)
    for stamp in result.document_timestamps:
        add_signature(stamp.evidence)
    if result.document.dss is not None:
        add(result.document.dss.certificates)
    return list(found.values())
