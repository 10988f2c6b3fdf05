"""One RFC 3161 token: decode the TSTInfo, check imprint and TSA certificate."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from esign_verify._frozen import frozen
from esign_verify.cms import CmsForm, read_cms
from esign_verify.cms.decode import (
    BytesContent,
    SignedContent,
    der,
    digest_name,
    is_der,
    is_known_digest,
    to_der,
)
from esign_verify.errors import DecodeError
from esign_verify.evidence import (
    CertificateEvidence,
    Check,
    CmsEvidence,
    Outcome,
    TimestampEvidence,
    TimestampKind,
)

ID_KP_TIME_STAMPING = "1.3.6.1.5.5.7.3.8"


@frozen(kw_only=True)
class _TstInfo:
    """RFC 3161, 2.4.2."""

    policy: str
    imprint_algorithm: str
    imprint: bytes
    serial_number: int
    gen_time: datetime
    accuracy_microseconds: int | None
    unknown_critical_extension: str


def read_timestamp(
    token: bytes,
    *,
    kind: TimestampKind,
    imprinted: SignedContent,
    pool: Sequence[CertificateEvidence] = (),
) -> TimestampEvidence:
    """Read one token. `imprinted` is what its message imprint should be over.

    For a signature time-stamp that is the value of SignerInfo.signature, for a
    document time-stamp the bytes of its /ByteRange. Never raises on bad tokens.
    """
    cms = read_cms(token, form=CmsForm.TIMESTAMP, content=BytesContent(b""), pool=pool)
    sliced = token[: cms.length] if cms.length else token
    try:
        info = _read_tst_info(cms)
    except DecodeError as error:
        return _without_info(kind, sliced, cms, Check.failed(error.code, **error.params))
    except (ValueError, StopIteration, OverflowError):
        return _without_info(kind, sliced, cms, Check.failed("tst_info_malformed"))
    return TimestampEvidence(
        kind=kind,
        token=sliced,
        token_sha256_dss=_token_digest(sliced),
        cms=cms,
        tst_info=_check_tst_info(info),
        message_imprint=_check_imprint(info, imprinted),
        tsa_certificate=_check_tsa_certificate(cms),
        gen_time=info.gen_time,
        serial_number=info.serial_number,
        policy=info.policy,
        imprint_algorithm=info.imprint_algorithm,
        imprint=info.imprint,
        accuracy_microseconds=info.accuracy_microseconds,
    )


def _without_info(
    kind: TimestampKind, token: bytes, cms: CmsEvidence, tst_info: Check
) -> TimestampEvidence:
    return TimestampEvidence(
        kind=kind,
        token=token,
        token_sha256_dss=_token_digest(token),
        cms=cms,
        tst_info=tst_info,
        message_imprint=Check.not_checked("tst_info_unreadable"),
        tsa_certificate=_check_tsa_certificate(cms),
    )


def _read_tst_info(cms: CmsEvidence) -> _TstInfo:
    if cms.structure.outcome is not Outcome.PASSED:
        raise DecodeError(cms.structure.reason, **dict(cms.structure.params))
    fields = list(der.read_element(cms.econtent).expect(der.SEQUENCE).children())
    if len(fields) < 5 or der.integer(fields[0]) != 1:
        raise DecodeError("tst_info_malformed")
    _, policy, imprint, serial, gen_time, *optional = fields
    algorithm, hashed = list(imprint.expect(der.SEQUENCE).children())
    if gen_time.tag != der.GENERALIZED_TIME:
        raise DecodeError("tst_info_malformed")
    accuracy = next((f for f in optional if f.tag == der.SEQUENCE), None)
    extensions = next((f for f in optional if f.tag == 0xA1), None)
    return _TstInfo(
        policy=der.oid(policy),
        imprint_algorithm=digest_name(algorithm),
        imprint=hashed.expect(der.OCTET_STRING).contents,
        serial_number=der.integer(serial),
        gen_time=der.time(gen_time),
        accuracy_microseconds=None if accuracy is None else _accuracy(accuracy),
        unknown_critical_extension="" if extensions is None else _unknown_critical(extensions),
    )


def _accuracy(element: der.Element) -> int:
    """Accuracy (RFC 3161, 2.4.2) in microseconds."""
    units = {der.INTEGER: 1_000_000, 0x80: 1_000, 0x81: 1}
    total = 0
    for field in element.children():
        if field.tag not in units or not 1 <= len(field.contents) <= 8:
            raise DecodeError("tst_info_malformed")
        total += int.from_bytes(field.contents, "big", signed=True) * units[field.tag]
    return total


def _unknown_critical(extensions: der.Element) -> str:
    """OID of a critical TSTInfo extension; this library knows none."""
    for extension in extensions.children():
        fields = list(extension.expect(der.SEQUENCE).children())
        if len(fields) == 3 and fields[1].contents not in (b"", b"\0"):
            return der.oid(fields[0])
    return ""


def _check_tst_info(info: _TstInfo) -> Check:
    if info.unknown_critical_extension:
        return Check.failed(
            "tst_info_unknown_critical_extension", oid=info.unknown_critical_extension
        )
    return Check.passed()


def _check_imprint(info: _TstInfo, imprinted: SignedContent) -> Check:
    """RFC 3161, 2.4.2: hashedMessage is the digest, of the algorithm's length."""
    if not is_known_digest(info.imprint_algorithm):
        return Check.not_checked("digest_algorithm_unsupported", algorithm=info.imprint_algorithm)
    try:
        computed = imprinted.digest(info.imprint_algorithm)
    except DecodeError as error:
        return Check.not_checked(error.code, **error.params)
    if computed != info.imprint:
        return Check.failed("imprint_mismatch", algorithm=info.imprint_algorithm)
    return Check.passed(algorithm=info.imprint_algorithm)


def _check_tsa_certificate(cms: CmsEvidence) -> Check:
    """RFC 3161, 2.3: exactly one extended key usage, critical, timeStamping; a signing key,
    reserved for that purpose, as one that issues certificates is not."""
    certificate = cms.signing_certificate
    if certificate is None:
        return Check.not_checked("no_signing_certificate")
    usages = certificate.extended_key_usage
    if usages is None or ID_KP_TIME_STAMPING not in usages:
        return Check.failed("tsa_extended_key_usage_missing")
    if len(usages) != 1:
        return Check.failed("tsa_extended_key_usage_not_alone")
    if not certificate.extended_key_usage_critical:
        return Check.failed("tsa_extended_key_usage_not_critical")
    if certificate.is_ca:
        return Check.failed("tsa_certificate_is_ca")
    allowed = {"digitalSignature", "nonRepudiation"}
    if certificate.key_usage is not None and not allowed & set(certificate.key_usage):
        return Check.failed("tsa_key_usage_unfit", key_usage=" ".join(certificate.key_usage))
    return Check.passed()


def _token_digest(token: bytes) -> str:
    """SHA-256 of the token in DER, as EU DSS takes it for the `T-` identifier."""
    with suppress(DecodeError):
        element = der.read_element(token)
        if element.stop != len(token) or not is_der(element):
            token = to_der(element)
    return hashlib.sha256(token).hexdigest().upper()
