"""The checks of one SignedData that need no trust, each with three answers.

RFC 5652 5.4, 5.6, 11; EN 319 102-1 5.2.2 (format) and 5.2.7 (cryptographic verification).
"""

from __future__ import annotations

from esign_verify.cms import attributes as attrs
from esign_verify.cms import der
from esign_verify.cms import signed_data as sd
from esign_verify.cms.algorithms import digest_name, read_signature_algorithm
from esign_verify.cms.canonical import to_der
from esign_verify.cms.decoded import ID_CT_TST_INFO, CmsForm, Decoded
from esign_verify.cms.signature_value import check_signature_value
from esign_verify.errors import DecodeError
from esign_verify.evidence import CertificateEvidence, Check, Outcome
from esign_verify.limits import MAX_EDDSA_CONTENT_BYTES


def check_structure(decoded: Decoded) -> Check:
    """RFC 5652 5.1 and ISO 32000-2 12.8.3.3: what this form of signature must look like."""
    if decoded.form is CmsForm.DETACHED and decoded.data.content_type == ID_CT_TST_INFO:
        return Check.failed("timestamp_token_as_signature")
    if decoded.form is CmsForm.TIMESTAMP and decoded.data.content_type != ID_CT_TST_INFO:
        return Check.failed("not_a_timestamp_token", found=decoded.data.content_type)
    if decoded.form is CmsForm.SHA1 and len(decoded.econtent or b"") != 20:
        return Check.failed("sha1_content_length", size=len(decoded.econtent or b""))
    return Check.passed()


def check_content_type(decoded: Decoded) -> Check:
    """RFC 5652 11.1: equals eContentType; required with signed attributes."""
    if decoded.signer.signed_attributes is None:
        if decoded.data.content_type != sd.ID_DATA:
            return Check.failed("signed_attributes_required")
        return Check.passed()
    try:
        value = der.oid(attrs.single_value(decoded.signed, attrs.CONTENT_TYPE))
    except DecodeError as error:
        return Check.failed(error.code, **error.params)
    if value != decoded.data.content_type:
        return Check.failed("content_type_differs", stated=value, found=decoded.data.content_type)
    return Check.passed()


def message_digest_value(decoded: Decoded) -> bytes:
    try:
        value = attrs.single_value(decoded.signed, attrs.MESSAGE_DIGEST)
        return value.contents if value.tag == der.OCTET_STRING else b""
    except DecodeError:
        return b""


def check_message_digest(decoded: Decoded) -> Check:
    """RFC 5652 11.2; for adbe.pkcs7.sha1 also eContent against the document."""
    if decoded.form is CmsForm.SHA1 and decoded.econtent != decoded.document.digest("sha1"):
        return Check.failed("digest_mismatch", algorithm="sha1")
    if decoded.signer.signed_attributes is None:
        return _without_signed_attributes(decoded)
    try:
        value = attrs.single_value(decoded.signed, attrs.MESSAGE_DIGEST).expect(der.OCTET_STRING)
    except DecodeError as error:
        return Check.failed(error.code, **error.params)
    try:
        computed = decoded.content.digest(decoded.digest_algorithm)
    except DecodeError as error:
        return Check.not_checked(error.code, **error.params)
    if value.contents != computed:
        return Check.failed("digest_mismatch", algorithm=decoded.digest_algorithm)
    return Check.passed(algorithm=decoded.digest_algorithm)


def _without_signed_attributes(decoded: Decoded) -> Check:
    """The signature itself covers the content, which must not pose as signed attributes.

    draft-ietf-lamps-cms-euf-cma-signeddata: a signature over attributes can be
    shown as one over content that happens to be the DER of those attributes.
    """
    # the digest that adbe.pkcs7.sha1 signs is too short for any signed attributes
    if decoded.form is not CmsForm.SHA1 and decoded.content.head(1) == b"\x31":
        return Check.failed("signed_attributes_confusion")
    return Check.passed(algorithm=decoded.digest_algorithm)


def check_signature(
    decoded: Decoded, certificate: CertificateEvidence | None
) -> tuple[Check, bytes]:
    """The check of RFC 5652 5.4 / 5.6, and the DER of the attributes that were signed."""
    signer = decoded.signer
    element = signer.signed_attributes
    signed_bytes = b"" if element is None else b"\x31" + element.raw[1:]
    if certificate is None:
        return Check.not_checked("no_signing_certificate"), signed_bytes
    protection = _algorithm_protection(decoded)
    if protection.outcome is not Outcome.PASSED:
        return protection, signed_bytes
    if element is None:
        return _over_content(decoded, certificate), b""
    check = _over(decoded, certificate, signed_bytes)
    if check.outcome is Outcome.FAILED:
        # RFC 5652 5.4: what is signed is the DER of the attributes, whatever was sent
        canonical = to_der(der.read_element(signed_bytes))
        if canonical != signed_bytes:
            again = _over(decoded, certificate, canonical)
            if again.outcome is Outcome.PASSED:
                return again, canonical
    return check, signed_bytes


def _over(decoded: Decoded, certificate: CertificateEvidence, message: bytes) -> Check:
    algorithm = read_signature_algorithm(decoded.signer.signature_algorithm.raw)
    if algorithm.pss and algorithm.pss.digest != decoded.digest_algorithm:
        return Check.failed(
            "digest_algorithm_mismatch", stated=decoded.digest_algorithm, used=algorithm.pss.digest
        )
    return check_signature_value(
        algorithm=decoded.signer.signature_algorithm.raw,
        public_key=certificate.public_key,
        signature=decoded.signer.signature,
        message=message,
        digest_algorithm=decoded.digest_algorithm,
    )


def _over_content(decoded: Decoded, certificate: CertificateEvidence) -> Check:
    confusion = _without_signed_attributes(decoded)
    if confusion.outcome is not Outcome.PASSED:
        return confusion
    try:
        digest = decoded.content.digest(decoded.digest_algorithm)
    except DecodeError as error:
        return Check.not_checked(error.code, **error.params)
    family = read_signature_algorithm(decoded.signer.signature_algorithm.raw).family
    message = None
    if family in ("ed25519", "ed448"):
        message = decoded.content.read(MAX_EDDSA_CONTENT_BYTES)
    return check_signature_value(
        algorithm=decoded.signer.signature_algorithm.raw,
        public_key=certificate.public_key,
        signature=decoded.signer.signature,
        message=message,
        digest=digest,
        digest_algorithm=decoded.digest_algorithm,
    )


def _algorithm_protection(decoded: Decoded) -> Check:
    """RFC 6211: the protected identifiers are those in use."""
    try:
        protected = attrs.protected_algorithms(decoded.signed)
    except DecodeError:
        return Check.failed("algorithm_protection_malformed")
    if protected is None:
        return Check.passed()
    digest, signature = protected
    used = decoded.signer
    same_digest = digest_name(der.read_element(digest)) == decoded.digest_algorithm
    if not same_digest or signature != used.signature_algorithm.contents:
        return Check.failed("algorithm_protection_mismatch")
    return Check.passed()
