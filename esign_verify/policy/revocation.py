"""What the embedded revocation data says of one certificate at one moment (EN 319 102-1, 5.2.6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from esign_verify.evidence import (
    CertificateEvidence,
    Check,
    Outcome,
    PathEvidence,
    RevocationEvidence,
    RevocationStatus,
)

HARMLESS_REASONS = frozenset(
    {"unspecified", "affiliationChanged", "superseded", "cessationOfOperation", "removeFromCRL"}
)
"""Reasons after which what a TSA signed before stays good (RFC 3161, 4 (1))."""


def usable(path: PathEvidence, certificate: CertificateEvidence) -> list[RevocationEvidence]:
    return [
        item
        for item in path.revocation
        if item.certificate_sha256 == certificate.sha256 and item.usable.outcome is Outcome.PASSED
    ]


def revoked_from(item: RevocationEvidence) -> datetime | None:
    """The moment from which a revoked certificate is not to be relied on.

    RFC 5280 5.3.2: an invalidity date may lie before the revocation.
    """
    if item.status is not RevocationStatus.REVOKED:
        return None
    moments = [m for m in (item.revocation_time, item.invalidity_date) if m is not None]
    return min(moments) if moments else None


def check_not_revoked(
    path: PathEvidence, certificate: CertificateEvidence, moment: datetime
) -> tuple[Check, RevocationEvidence | None]:
    """FAILED where any usable source says revoked at `moment`: the worse answer wins."""
    for item in usable(path, certificate):
        if item.status is RevocationStatus.REVOKED:
            since = revoked_from(item)
            if since is None or since <= moment:
                return _revoked("certificate_revoked", certificate, item), item
    return Check.passed(), None


def revocation_after(
    path: PathEvidence, certificate: CertificateEvidence, moment: datetime
) -> Check:
    """FAILED (as a fact worth showing) where the certificate was revoked after `moment`."""
    for item in usable(path, certificate):
        since = revoked_from(item)
        if since is not None and since > moment:
            return _revoked("certificate_revoked_since", certificate, item)
    return Check.passed()


def _revoked(reason: str, certificate: CertificateEvidence, item: RevocationEvidence) -> Check:
    since = revoked_from(item)
    params = {
        "certificate": certificate.common_name,
        "since": since.isoformat() if since else "",
        "revocation_reason": item.revocation_reason,
    }
    if reason == "certificate_revoked":
        return Check.failed("certificate_revoked", **params)
    return Check.failed("certificate_revoked_since", **params)


def check_revocation_data(
    path: PathEvidence, certificate: CertificateEvidence, moment: datetime, max_age_hours: int
) -> Check:
    """Whether fresh data says something of the certificate at `moment` (5.2.5, freshness)."""
    if certificate.ocsp_no_check:
        return Check.passed()
    items = usable(path, certificate)
    name = certificate.common_name
    if not items:
        return Check.not_checked("revocation_data_missing", certificate=name)
    known = [item for item in items if item.status is not RevocationStatus.UNKNOWN]
    if not known:
        return Check.failed("revocation_status_unknown", certificate=name)
    if any(_fresh(item, moment, max_age_hours) for item in known):
        return Check.passed()
    return Check.failed("revocation_data_stale", certificate=name)


def _fresh(item: RevocationEvidence, moment: datetime, max_age_hours: int) -> bool:
    if item.status is RevocationStatus.REVOKED:
        return True
    if item.this_update is None:
        return False
    if item.this_update >= moment:
        return True
    if item.next_update is not None:
        return item.next_update >= moment
    return item.this_update >= moment - timedelta(hours=max_age_hours)
