"""What one OCSP response says of one certificate (RFC 6960, 3.2 and 4.2.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from esign_verify.chain.issuer import Issuer, digest, key_hash
from esign_verify.chain.memo import Memo
from esign_verify.chain.pool import Pool
from esign_verify.chain.validate import check_critical_extensions, check_key_usage
from esign_verify.cms import der
from esign_verify.cms.x509 import Certificate
from esign_verify.cms.x509_extensions import (
    EXTENDED_KEY_USAGE,
    INVALIDITY_DATE,
    Extensions,
    read_oid_sequence,
    whole,
)
from esign_verify.cms.x509_names import COMMON_NAME, last_value, read_name
from esign_verify.cms.x509_ocsp import OcspResponse, SingleResponse
from esign_verify.errors import DecodeError
from esign_verify.evidence import (
    Check,
    Outcome,
    RevocationData,
    RevocationEvidence,
    RevocationStatus,
)
from esign_verify.limits import MAX_SIGNER_CANDIDATES

_ID_KP_OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"
_SHA1 = "1.3.14.3.2.26"
_STATUS_NAMES = {
    1: "malformedRequest",
    2: "internalError",
    3: "tryLater",
    5: "sigRequired",
    6: "unauthorized",
}


def unsuccessful(
    certificate: Certificate, response: OcspResponse, data: RevocationData
) -> RevocationEvidence:
    """A response that only says that there is none; it names no certificate."""
    status = _STATUS_NAMES.get(response.response_status, str(response.response_status))
    usable = Check.failed("ocsp_not_successful", status=status)
    return _evidence(certificate, response, data, single=None, usable=usable, issuer_common_name="")


def answer(
    certificate: Certificate,
    issuer: Issuer,
    response: OcspResponse,
    data: RevocationData,
    *,
    pool: Pool,
    is_revoked: Callable[[Certificate, Issuer, datetime], bool],
    memo: Memo,
) -> RevocationEvidence | None:
    """The response's answer; None where it is about other certificates.

    `is_revoked` says whether a responder's certificate is known to be revoked.
    """
    matching = [r for r in response.responses if _concerns(r, certificate, issuer)]
    if not matching:
        return None
    # Of several answers in one response the worst counts.
    single = min(matching, key=lambda r: ("revoked", "unknown", "good").index(r.status))
    name, check = "", Check.failed("ocsp_responder_unknown")
    for responder in _responders(response, issuer, pool, memo):
        outcome = _check_responder(
            responder, certificate, issuer, response, is_revoked=is_revoked, memo=memo
        )
        if name == "" or outcome.outcome is Outcome.PASSED:
            name, check = _common_name(_subject(responder)), outcome
        if check.outcome is Outcome.PASSED:
            break
    if check.outcome is Outcome.PASSED:
        check = _check_extensions(response, single)
    return _evidence(
        certificate, response, data, single=single, usable=check, issuer_common_name=name
    )


def _concerns(single: SingleResponse, certificate: Certificate, issuer: Issuer) -> bool:
    """4.1.1: the CertID is the certificate's, by its issuer's name and key."""
    if single.serial_number != certificate.serial_number:
        return False
    names = {digest(name, single.hash_algorithm) for name in (certificate.issuer, issuer.name)}
    expected_key = key_hash(issuer.public_key, single.hash_algorithm)
    return (
        bool(expected_key)
        and single.issuer_name_hash in names
        and single.issuer_key_hash == expected_key
    )


def _responders(
    response: OcspResponse, issuer: Issuer, pool: Pool, memo: Memo
) -> Iterator[Issuer | Certificate]:
    """Who may be the responder that the response names, the issuer first."""
    if _is_responder(response, issuer.name, issuer.public_key, memo):
        yield issuer
    tried: set[str] = set()
    for candidate in (*_embedded(response, memo), *_at_hand(response, pool)):
        if candidate.sha256 in tried:
            continue
        if len(tried) >= MAX_SIGNER_CANDIDATES:
            return
        tried.add(candidate.sha256)
        yield candidate


def _embedded(response: OcspResponse, memo: Memo) -> Iterator[Certificate]:
    for data in response.certificates:
        certificate = memo.certificate(data)
        if certificate is not None and _is_responder(
            response, certificate.subject, certificate.public_key, memo
        ):
            yield certificate


def _at_hand(response: OcspResponse, pool: Pool) -> list[Certificate]:
    if response.responder_name:
        return pool.named(response.responder_name)
    wanted = response.responder_key_hash
    return pool.keyed({key for key in pool.public_keys if key_hash(key, _SHA1) == wanted})


def _is_responder(response: OcspResponse, name: bytes, public_key: bytes, memo: Memo) -> bool:
    if response.responder_name:
        return memo.names_match(response.responder_name, name)
    return key_hash(public_key, _SHA1) == response.responder_key_hash


def _check_responder(
    responder: Issuer | Certificate,
    certificate: Certificate,
    issuer: Issuer,
    response: OcspResponse,
    *,
    is_revoked: Callable[[Certificate, Issuer, datetime], bool],
    memo: Memo,
) -> Check:
    """4.2.2.2: the issuer itself, or a certificate it issued directly for this purpose."""
    if isinstance(responder, Certificate) and responder.public_key != issuer.public_key:
        authorised = _check_authorised(responder, certificate, issuer, response, memo)
        if authorised.outcome is not Outcome.PASSED:
            return authorised
    signature = memo.check_signature(
        response.algorithm, responder.public_key, response.signature, response.tbs
    )
    if signature.outcome is not Outcome.PASSED:
        return signature
    if (
        isinstance(responder, Certificate)
        and responder.public_key != issuer.public_key
        and response.produced_at is not None
        and is_revoked(responder, issuer, response.produced_at)
    ):
        return Check.failed("ocsp_responder_revoked")
    return Check.passed()


def _check_authorised(
    responder: Certificate,
    certificate: Certificate,
    issuer: Issuer,
    response: OcspResponse,
    memo: Memo,
) -> Check:
    if responder.sha256 == certificate.sha256 or responder.public_key == certificate.public_key:
        return Check.failed("ocsp_responder_is_subject")
    if not memo.names_match(responder.issuer, issuer.name):
        return Check.failed("ocsp_responder_of_other_issuer")
    usage = responder.extensions.get(EXTENDED_KEY_USAGE)
    try:
        purposes = read_oid_sequence(usage.value) if usage is not None else ()
    except DecodeError:
        purposes = ()
    if _ID_KP_OCSP_SIGNING not in purposes:
        return Check.failed("ocsp_responder_not_authorised")
    for check in (
        check_key_usage(responder, "digitalSignature"),
        check_critical_extensions(responder),
    ):
        if check.outcome is not Outcome.PASSED:
            return check
    moment = response.produced_at
    if moment is None or not responder.not_before <= moment <= responder.not_after:
        return Check.failed("ocsp_responder_not_valid")
    if responder.inner_algorithm != responder.outer_algorithm:
        return Check.failed("signature_algorithms_differ")
    signature = memo.check_signature(
        responder.outer_algorithm, issuer.public_key, responder.signature, responder.tbs
    )
    if signature.outcome is Outcome.FAILED:
        return Check.failed("ocsp_responder_of_other_issuer")
    return signature


def _check_extensions(response: OcspResponse, single: SingleResponse) -> Check:
    """4.4: this library processes none that could be critical."""
    for extensions in (response.extensions or {}, single.extensions):
        for oid, extension in extensions.items():
            if extension.critical:
                return Check.failed("ocsp_critical_extension_unknown", oid=oid)
    return Check.passed()


def _subject(responder: Issuer | Certificate) -> bytes:
    return responder.subject if isinstance(responder, Certificate) else responder.name


def _common_name(name: bytes) -> str:
    try:
        return last_value(read_name(name), COMMON_NAME)
    except DecodeError:
        return ""


def _invalidity_date(extensions: Extensions) -> datetime | None:
    extension = extensions.get(INVALIDITY_DATE)
    if extension is None:
        return None
    try:
        return der.time(whole(extension.value, der.GENERALIZED_TIME))
    except DecodeError:
        return None


def _evidence(
    certificate: Certificate,
    response: OcspResponse,
    data: RevocationData,
    *,
    single: SingleResponse | None,
    usable: Check,
    issuer_common_name: str,
) -> RevocationEvidence:
    return RevocationEvidence(
        certificate_sha256=certificate.sha256,
        kind="ocsp",
        origin=data.origin,
        sha256=response.sha256,
        status=RevocationStatus(single.status) if single else RevocationStatus.UNKNOWN,
        usable=usable,
        this_update=single.this_update if single else None,
        next_update=single.next_update if single else None,
        produced_at=response.produced_at,
        revocation_time=single.revocation_time if single else None,
        revocation_reason=single.revocation_reason if single else "",
        invalidity_date=_invalidity_date(single.extensions) if single else None,
        issuer_common_name=issuer_common_name,
    )
