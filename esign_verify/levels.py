"""The level of a signature, by what data is there, not by whether it is valid.

`PKCS7-B/T/LT/LTA`, `PAdES-BASELINE-B/T/LT/LTA` or `PDF-NOT-ETSI`, by the rules of EU DSS
5.10-5.12 (EN 319 142-1, 6.3, for the PAdES ones).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from esign_verify.evidence import (
    CmsEvidence,
    Evidence,
    Outcome,
    PathEvidence,
    SignatureEvidence,
)

NOT_ETSI = "PDF-NOT-ETSI"
_SIGNING_TIME = "1.2.840.113549.1.9.5"
_COMMITMENT_TYPE = "1.2.840.113549.1.9.16.2.16"


def signature_format(entry: SignatureEvidence, evidence: Evidence) -> str:
    """The level of one signature of a document."""
    base = _base(entry)
    if base is None:
        return NOT_ETSI
    covering = _document_timestamps(entry, evidence)
    if not entry.cms or not (entry.timestamps or covering):
        return f"{base}-B"
    return f"{base}-{_upper_level(entry, covering, evidence)}"


def _base(entry: SignatureEvidence) -> str | None:
    cms = entry.cms
    if cms is None or cms.signing_certificate is None:
        return None
    if cms.structure.outcome is Outcome.FAILED and not cms.encapsulated:
        return None
    embedded = cms.signing_certificate in cms.certificates
    sub_filter = entry.field.sub_filter
    if sub_filter == "adbe.pkcs7.detached":
        fits = embedded and bool(cms.message_digest_value) and not cms.encapsulated
        return "PKCS7" if fits else None
    if sub_filter == "adbe.pkcs7.sha1":
        return "PKCS7" if embedded and cms.structure.outcome is Outcome.PASSED else None
    if sub_filter == "ETSI.CAdES.detached":
        return "PAdES-BASELINE" if embedded and _is_baseline(entry, cms) else None
    return None


def _is_baseline(entry: SignatureEvidence, cms: CmsEvidence) -> bool:
    """EN 319 142-1, 6.3, level B."""
    field = entry.field
    references = cms.certificate_references
    versions_fit = all((r.version == 1) == (r.digest_algorithm == "sha1") for r in references)
    return (
        cms.content_type.outcome is Outcome.PASSED
        and bool(cms.message_digest_value)
        and len({r.version for r in references}) == 1
        and versions_fit
        and _SIGNING_TIME not in cms.signed_attribute_types
        and not (field.reason and _COMMITMENT_TYPE in cms.signed_attribute_types)
        and field.claimed_signing_time is not None
        and bool(field.filter)
        and bool(field.byte_range)
    )


def _document_timestamps(entry: SignatureEvidence, evidence: Evidence) -> list[SignatureEvidence]:
    """Those that reach over the signature; EU DSS counts only /Type /DocTimeStamp."""
    end = sum(entry.field.byte_range[2:4])
    return [
        other
        for other in evidence.signatures
        if other.document_timestamp is not None
        and other.field.type == "DocTimeStamp"
        and sum(other.field.byte_range[2:4]) > end
    ]


def _upper_level(
    entry: SignatureEvidence, covering: Sequence[SignatureEvidence], evidence: Evidence
) -> str:
    """-LT: revocation data for the signer's and every time-stamp's chain; -LTA: a document
    time-stamp protects that data. The last such one needs none yet: nothing follows it."""
    # without a signature time-stamp the first document time-stamp is the one of level T
    later = covering if entry.timestamps else covering[1:]
    archiving = [c for c in later if _protects_revocation_data(c, evidence)]
    last = max(archiving, key=lambda c: c.field.revision, default=None)
    stamps = [*entry.timestamps, *(c.document_timestamp for c in covering if c is not last)]
    paths = [entry.path, *(stamp.path for stamp in stamps if stamp is not None)]
    if not _has_revocation_data(paths):
        return "T"
    return "LTA" if archiving else "LT"


def _protects_revocation_data(stamp: SignatureEvidence, evidence: Evidence) -> bool:
    """Whether /DSS held a CRL or an OCSP response when the document time-stamp was made."""
    dss = evidence.document.dss
    return dss is not None and any(item.revision <= stamp.field.revision for item in dss.revocation)


def _has_revocation_data(paths: Iterable[PathEvidence | None]) -> bool:
    """Every certificate up to the first self-signed or trusted one has data or needs none."""
    some = False
    for path in paths:
        if path is None:
            return False
        known = {item.certificate_sha256 for item in path.revocation}
        anchor = path.trust_anchor.sha256 if path.trust_anchor else ""
        for certificate in path.certificates:
            if certificate.sha256 == anchor or certificate.self_issued:
                break
            some = True
            if certificate.sha256 not in known and not certificate.ocsp_no_check:
                return False
    return some
