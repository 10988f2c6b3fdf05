"""From the bytes of /Contents to `CmsEvidence`: decode, then check each part once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from esign_verify.cms import attributes as attrs
from esign_verify.cms import der
from esign_verify.cms.algorithms import read_signature_algorithm
from esign_verify.cms.canonical import is_der
from esign_verify.cms.checks import (
    check_content_type,
    check_message_digest,
    check_signature,
    check_structure,
    message_digest_value,
)
from esign_verify.cms.content import SignedContent
from esign_verify.cms.decoded import CmsForm, Decoded, decode
from esign_verify.cms.signer import find_signing_certificate
from esign_verify.cms.x509 import read_certificate
from esign_verify.errors import DecodeError
from esign_verify.evidence import (
    Algorithm,
    CertificateEvidence,
    Check,
    CmsEvidence,
    Outcome,
    RevocationData,
    RevocationOrigin,
)
from esign_verify.limits import MAX_CERTIFICATES, MAX_CMS_BYTES


def read(
    contents: bytes,
    *,
    form: CmsForm,
    content: SignedContent,
    pool: Sequence[CertificateEvidence] = (),
) -> CmsEvidence:
    """Decode and check one SignedData. Never raises on malformed input.

    `content` is the document's signed bytes (for a time-stamp token it is not
    used). `pool` are further certificates among which the signer's may be.
    """
    if not contents.rstrip(b"\0"):
        return _unreadable("cms_empty")
    if len(contents) > MAX_CMS_BYTES:
        return _unreadable("cms_too_large", limit=MAX_CMS_BYTES)
    try:
        decoded = decode(contents, form, content)
        return _check(decoded, contents, pool)
    except DecodeError as error:
        return _unreadable(error.code, **error.params)
    except (StopIteration, ValueError, OverflowError):
        return _unreadable("cms_malformed")


def _unreadable(reason: str, **params: object) -> CmsEvidence:
    return CmsEvidence(
        structure=Check.failed(reason, **params), encoding="", length=0, trailing_bytes=0
    )


def _check(decoded: Decoded, contents: bytes, pool: Sequence[CertificateEvidence]) -> CmsEvidence:
    data, signer = decoded.data, decoded.signer
    certificates = _certificates(decoded)
    references = attrs.certificate_references(decoded.signed)
    chosen, found, reference = find_signing_certificate(
        signer,
        (*certificates, *pool),
        references,
        lambda candidate: check_signature(decoded, candidate)[0].outcome is Outcome.PASSED,
    )
    signature_value, signed_bytes = check_signature(decoded, chosen)
    tail = contents[data.content_info.stop :].rstrip(b"\0")
    tst = decoded.form is CmsForm.TIMESTAMP
    return CmsEvidence(
        structure=check_structure(decoded),
        encoding="DER" if _is_der(decoded) else "BER",
        length=data.content_info.stop,
        trailing_bytes=len(tail),
        signed_data_type=data.content_type,
        encapsulated=decoded.econtent is not None,
        digest_algorithm=decoded.digest_algorithm,
        signature_algorithm=_algorithm(decoded, chosen),
        signature=signer.signature,
        signed_attributes=signed_bytes,
        signed_attribute_types=tuple(decoded.signed),
        unsigned_attribute_types=tuple(decoded.unsigned),
        signing_certificate=chosen,
        certificates=certificates,
        certificate_references=references,
        revocation=_revocation(decoded),
        timestamp_tokens=attrs.tokens(decoded.unsigned, attrs.SIGNATURE_TIMESTAMP),
        content_timestamp_tokens=attrs.tokens(decoded.signed, attrs.CONTENT_TIMESTAMP),
        claimed_signing_time=_claimed_signing_time(decoded),
        message_digest_value=message_digest_value(decoded),
        signature_policy=attrs.signature_policy(decoded.signed),
        econtent=(decoded.econtent or b"") if tst else b"",
        signing_certificate_found=found,
        signing_certificate_reference=reference,
        content_type=check_content_type(decoded),
        message_digest=check_message_digest(decoded),
        signature_value=signature_value,
    )


def _is_der(decoded: Decoded) -> bool:
    """The SignerInfo and the frame around it; what the SignedData carries is not measured.

    DecodeError where the SignerInfo is not elements throughout.
    """
    info, signer_info = decoded.data.content_info, decoded.data.signer_infos[0]
    outer = not info.indefinite and not any(child.indefinite for child in info.children())
    attributes = decoded.signer.signed_attributes
    raw = [] if attributes is None else [child.raw for child in attributes.children()]
    if not outer or raw != sorted(raw):
        return False
    if is_der(signer_info, any_order=True):
        return True
    der.check_depth(signer_info)  # BER is another encoding; what is neither is malformed
    return False


def _certificates(decoded: Decoded) -> tuple[CertificateEvidence, ...]:
    """Embedded certificates that decode, each once, in order; those of attributes that
    anyone can add come last, and only as far as the limit goes."""
    found: dict[bytes, CertificateEvidence] = {}
    for raw in (*decoded.data.certificates, *attrs.extra_certificates(decoded.unsigned)):
        if len(found) >= MAX_CERTIFICATES:
            break
        try:
            found.setdefault(raw, read_certificate(raw))
        except DecodeError:
            continue
    return tuple(found.values())


def _revocation(decoded: Decoded) -> tuple[RevocationData, ...]:
    origin = RevocationOrigin.CMS
    return (
        *(RevocationData(kind="crl", der=raw, origin=origin) for raw in decoded.data.crls),
        *(
            RevocationData(kind="ocsp", der=raw, origin=origin)
            for raw in decoded.data.ocsp_responses
        ),
        *attrs.revocation(decoded.signed, decoded.unsigned),
    )


def _claimed_signing_time(decoded: Decoded) -> datetime | None:
    try:
        return attrs.claimed_signing_time(decoded.signed)
    except DecodeError:
        return None


def _algorithm(decoded: Decoded, certificate: CertificateEvidence | None) -> Algorithm:
    parsed = read_signature_algorithm(decoded.signer.signature_algorithm.raw)
    eddsa = parsed.family in ("ed25519", "ed448")
    digest = parsed.digest or ("" if eddsa else decoded.digest_algorithm)
    name = f"{parsed.family}-{digest}" if parsed.family and digest else parsed.name
    return Algorithm(
        name=name,
        family=parsed.family,
        digest=digest,
        key_bits=certificate.key_bits if certificate else 0,
    )
