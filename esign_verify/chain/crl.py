"""What one CRL says of one certificate (RFC 5280, 5 and 6.3)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from esign_verify._frozen import frozen
from esign_verify.chain.crl_scope import (
    ALL_REASONS,
    check_scope,
    general_name,
    read_issuing_distribution_point,
)
from esign_verify.chain.memo import Memo
from esign_verify.cms import der
from esign_verify.cms.x509 import Certificate
from esign_verify.cms.x509_crl import (
    CertificateList,
    RevokedCertificate,
    enumerated,
    find_entries,
    may_have_critical_entries,
    read_entries,
    reason_name,
)
from esign_verify.cms.x509_extensions import (
    AUTHORITY_KEY_IDENTIFIER,
    CERTIFICATE_ISSUER,
    CRL_NUMBER,
    CRL_REASON,
    DELTA_CRL_INDICATOR,
    FRESHEST_CRL,
    INVALIDITY_DATE,
    ISSUING_DISTRIBUTION_POINT,
    Extensions,
    whole,
)
from esign_verify.cms.x509_names import COMMON_NAME, comparable_name, last_value, read_name
from esign_verify.errors import DecodeError
from esign_verify.evidence import (
    Check,
    Outcome,
    RevocationData,
    RevocationEvidence,
    RevocationStatus,
)

_ISSUER_ALT_NAME = "2.5.29.18"
_HOLD_INSTRUCTION = "2.5.29.23"

_KNOWN = frozenset(
    {
        AUTHORITY_KEY_IDENTIFIER,
        CRL_NUMBER,
        DELTA_CRL_INDICATOR,
        FRESHEST_CRL,
        ISSUING_DISTRIBUTION_POINT,
        _ISSUER_ALT_NAME,
    }
)

_KNOWN_IN_ENTRIES = frozenset({CRL_REASON, INVALIDITY_DATE, _HOLD_INSTRUCTION})


@frozen(kw_only=True)
class CrlAnswer:
    """One CRL's answer for one certificate, with what combining CRLs needs."""

    evidence: RevocationEvidence
    crl: CertificateList
    sound: bool
    """signed by the right key, in scope, understood: usable, were it complete"""
    is_delta: bool = False
    removed: bool = False
    """listed as removeFromCRL"""
    reasons: frozenset[str] = ALL_REASONS
    """the revocation reasons it speaks of"""


@frozen(kw_only=True)
class _Listing:
    status: RevocationStatus = RevocationStatus.GOOD
    revocation_time: datetime | None = None
    reason: str = ""
    invalidity_date: datetime | None = None


def answer(
    certificate: Certificate,
    crl: CertificateList,
    data: RevocationData,
    signature: Check,
    memo: Memo,
) -> CrlAnswer:
    """The CRL's answer. `signature`: whether a key entitled to it signed it."""
    unread = _Listing(status=RevocationStatus.UNKNOWN)
    if signature.outcome is not Outcome.PASSED:
        # Nothing is read, at any cost, that nobody entitled has signed.
        return _answer(certificate, crl, data, unread, signature, sound=False)
    is_delta = DELTA_CRL_INDICATOR in crl.extensions
    try:
        understood = _check_understood(crl)
        if understood.outcome is not Outcome.PASSED:
            return _answer(certificate, crl, data, unread, understood, sound=False)
        listing = _listing(certificate, crl)
        scope, reasons = check_scope(certificate, crl, memo)
    except DecodeError:
        malformed = Check.failed("crl_malformed")
        return _answer(certificate, crl, data, unread, malformed, sound=False)
    revoked = listing.status is RevocationStatus.REVOKED
    return _answer(
        certificate,
        crl,
        data,
        listing,
        Check.passed() if revoked else _check_complete(scope, is_delta, reasons),
        sound=revoked or scope.outcome is Outcome.PASSED,
        is_delta=is_delta,
        removed=listing.reason == "removeFromCRL",
        reasons=reasons,
    )


def _check_complete(scope: Check, is_delta: bool, reasons: frozenset[str]) -> Check:
    """Whether a CRL that does not list a certificate calls it good.

    Only for that: serial numbers are unique to an issuer, so what it lists as
    revoked is revoked, even in a CRL too narrow to call anything good.
    """
    if scope.outcome is not Outcome.PASSED:
        return scope
    if is_delta:
        return Check.failed("crl_delta_without_base")
    if reasons != ALL_REASONS:
        return Check.failed("crl_reasons_partial")
    return Check.passed()


def _answer(
    certificate: Certificate,
    crl: CertificateList,
    data: RevocationData,
    listing: _Listing,
    usable: Check,
    *,
    sound: bool,
    is_delta: bool = False,
    removed: bool = False,
    reasons: frozenset[str] = ALL_REASONS,
) -> CrlAnswer:
    evidence = RevocationEvidence(
        certificate_sha256=certificate.sha256,
        kind="crl",
        origin=data.origin,
        sha256=crl.sha256,
        status=listing.status,
        usable=usable,
        this_update=crl.this_update,
        next_update=crl.next_update,
        produced_at=None,
        revocation_time=listing.revocation_time,
        revocation_reason=listing.reason if listing.revocation_time is not None else "",
        invalidity_date=listing.invalidity_date,
        issuer_common_name=_common_name(crl.issuer),
    )
    return CrlAnswer(
        evidence=evidence,
        crl=crl,
        sound=sound,
        is_delta=is_delta,
        removed=removed,
        reasons=reasons,
    )


def _common_name(name: bytes) -> str:
    try:
        return last_value(read_name(name), COMMON_NAME)
    except DecodeError:
        return ""


def _check_understood(crl: CertificateList) -> Check:
    """5.2 and 5.3: nothing critical is unknown, in the CRL or in any of its entries."""
    if crl.inner_algorithm != crl.outer_algorithm:
        return Check.failed("signature_algorithms_differ")
    if crl.repeated_extensions:
        return Check.failed("extension_repeated", oid=crl.repeated_extensions[0])
    if oid := _unknown_critical(crl.extensions, _KNOWN):
        return Check.failed("crl_critical_extension_unknown", oid=oid)
    known = _KNOWN_IN_ENTRIES
    if read_issuing_distribution_point(crl).indirect:
        known |= {CERTIFICATE_ISSUER}
    if may_have_critical_entries(crl):
        for entry in read_entries(crl):
            if oid := _unknown_critical(entry.extensions, known):
                return Check.failed("crl_critical_extension_unknown", oid=oid)
    return Check.passed()


def _unknown_critical(extensions: Extensions, known: frozenset[str]) -> str:
    return next((o for o, e in extensions.items() if e.critical and o not in known), "")


def _listing(certificate: Certificate, crl: CertificateList) -> _Listing:
    """The certificate's own entry (6.3.3 (i), (j)); of several, the earliest that revokes."""
    if read_issuing_distribution_point(crl).indirect:
        entries = _indirect_entries(certificate, crl)
    elif comparable_name(crl.issuer) == comparable_name(certificate.issuer):
        entries = find_entries(crl, certificate.serial_number)
    else:
        entries = []
    listings = [_read_entry(entry) for entry in entries]
    revoked = [one for one in listings if one.status is RevocationStatus.REVOKED]
    if revoked:
        return min(revoked, key=lambda one: str(one.revocation_time))
    return listings[0] if listings else _Listing()


def _indirect_entries(certificate: Certificate, crl: CertificateList) -> list[RevokedCertificate]:
    """Entries whose certificateIssuer, stated or carried on, is this issuer (5.3.3)."""
    wanted = comparable_name(certificate.issuer)
    matches = comparable_name(crl.issuer) == wanted
    found: list[RevokedCertificate] = []
    for entry in read_entries(crl):
        extension = entry.extensions.get(CERTIFICATE_ISSUER)
        if extension is not None:
            names = whole(extension.value, der.SEQUENCE).children()
            matches = any(general_name(name) == wanted for name in names)
        if matches and entry.serial_number == certificate.serial_number:
            found.append(entry)
    return found


def _read_entry(entry: RevokedCertificate) -> _Listing:
    """One entry. A reason or date that does not decode makes nobody less revoked."""
    reason, invalidity_date = "", None
    if extension := entry.extensions.get(CRL_REASON):
        with suppress(DecodeError):
            reason = reason_name(enumerated(whole(extension.value, 0x0A)))
    if extension := entry.extensions.get(INVALIDITY_DATE):
        with suppress(DecodeError):
            invalidity_date = der.time(whole(extension.value, der.GENERALIZED_TIME))
    if reason == "removeFromCRL":
        return _Listing(reason=reason)
    return _Listing(
        status=RevocationStatus.REVOKED,
        revocation_time=entry.revocation_date,
        reason=reason,
        invalidity_date=invalidity_date,
    )


def number(crl: CertificateList, oid: str) -> int | None:
    """CRLNumber or BaseCRLNumber; None without the extension or where it does not decode."""
    extension = crl.extensions.get(oid)
    if extension is None:
        return None
    try:
        return der.integer(whole(extension.value, der.INTEGER))
    except DecodeError:
        return None
