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
"""Reasons after which what a TSA signed before stays good. They must be stated: after a
revocation without a reason everything the key has signed is invalid (RFC 3161, 4 (1))."""

ON_HOLD = "certificateHold"


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


def standing(
    path: PathEvidence, certificate: CertificateEvidence, until: datetime | None = None
) -> list[RevocationEvidence]:
    """The usable answers that say revoked, of several the one that is final first.

    What is revoked stays revoked, whatever a later answer says. Only a hold can be lifted
    (RFC 5280 5.3.1): one that a later answer no longer reports does not stand, where that
    answer is of before `until`. An old list that anyone can embed brings it back for nobody.
    """
    items = usable(path, certificate)
    revoked = [item for item in items if item.status is RevocationStatus.REVOKED]
    final = [item for item in revoked if not is_hold(item)]
    holds = [item for item in revoked if is_hold(item) and not _lifted(item, items, until)]
    return final + holds


def is_hold(item: RevocationEvidence) -> bool:
    return item.revocation_reason == ON_HOLD


def _lifted(
    hold: RevocationEvidence, items: list[RevocationEvidence], until: datetime | None
) -> bool:
    return any(
        item.status is RevocationStatus.GOOD
        and item.this_update is not None
        and hold.this_update is not None
        and hold.this_update < item.this_update
        and (until is None or item.this_update <= until)
        for item in items
    )


def check_not_revoked(
    path: PathEvidence, certificate: CertificateEvidence, moment: datetime
) -> tuple[Check, RevocationEvidence | None]:
    """FAILED where any usable source says revoked at `moment`: the worse answer wins."""
    for item in standing(path, certificate, moment):
        since = revoked_from(item)
        if since is None or since <= moment:
            return _revoked(certificate, item), item
    return Check.passed(), None


def revocation_after(
    path: PathEvidence, certificate: CertificateEvidence, moment: datetime
) -> Check:
    """FAILED (as a fact worth showing) where the certificate was revoked after `moment`."""
    for item in standing(path, certificate):
        since = revoked_from(item)
        if since is not None and since > moment:
            return Check.failed("certificate_revoked_since", **_params(certificate, item))
    return Check.passed()


def _revoked(certificate: CertificateEvidence, item: RevocationEvidence) -> Check:
    params = _params(certificate, item)
    if is_hold(item):
        return Check.failed("certificate_on_hold", **params)
    return Check.failed("certificate_revoked", **params)


def _params(certificate: CertificateEvidence, item: RevocationEvidence) -> dict[str, object]:
    since = revoked_from(item)
    return {
        "certificate": certificate.common_name,
        "since": since.isoformat() if since else "",
        "revocation_reason": item.revocation_reason,
    }


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
