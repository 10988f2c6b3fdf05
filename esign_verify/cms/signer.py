"""Identification of the signing certificate (EN 319 102-1, 5.2.3; RFC 5035)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from esign_verify.cms import der
from esign_verify.cms.algorithms import new_digest
from esign_verify.cms.signature_value import check_signature_value
from esign_verify.cms.signed_data import SignerInfo
from esign_verify.cms.x509 import decode_certificate
from esign_verify.errors import DecodeError
from esign_verify.evidence import CertificateEvidence, CertificateReference, Check, Outcome
from esign_verify.limits import MAX_PATH_CANDIDATES, MAX_SIGNER_CANDIDATES


def find_signing_certificate(
    signer: SignerInfo,
    certificates: Sequence[CertificateEvidence],
    references: Sequence[CertificateReference],
    signed_with: Callable[[CertificateEvidence], bool],
) -> tuple[CertificateEvidence | None, Check, Check]:
    """The certificate, the check that it was found, and the check of the ESS reference.

    Of several certificates that fit the SignerIdentifier (the same key certified
    twice), the one that the signed reference names is the signing certificate. Without
    a reference each is tried: `signed_with` says whether its key made the signature.
    """
    fitting = [c for c in certificates if _fits(signer, c)]
    if not fitting:
        return (
            None,
            Check.failed("signing_certificate_missing"),
            Check.not_checked("no_signing_certificate"),
        )
    found = Check.passed()
    if not references:
        absent = Check.not_checked("signing_certificate_reference_absent")
        return _most_fitting(fitting, certificates, signed_with), found, absent
    unsupported = ""
    for certificate in fitting:
        try:
            if _named(references, certificate):
                return certificate, found, Check.passed()
        except DecodeError as error:
            unsupported = error.params.get("algorithm", "?")
    if unsupported:
        reference = Check.not_checked("digest_algorithm_unsupported", algorithm=unsupported)
    else:
        reference = Check.failed("signing_certificate_reference_mismatch")
    return fitting[0], found, reference


def _most_fitting(
    fitting: Sequence[CertificateEvidence],
    certificates: Sequence[CertificateEvidence],
    signed_with: Callable[[CertificateEvidence], bool],
) -> CertificateEvidence:
    """The first whose key made the signature, and which its issuer at hand has signed.

    The bag is in the hole of the byte range: anyone can put a look-alike before the
    signer's certificate. Nothing is believed here; the path is built for what is chosen.
    """
    if len(fitting) == 1:
        return fitting[0]
    keys = list(dict.fromkeys(c.public_key for c in fitting))[:MAX_SIGNER_CANDIDATES]
    first = {key: next(c for c in fitting if c.public_key == key) for key in keys}
    made = {key for key in keys if signed_with(first[key])}
    candidates = [c for c in fitting if c.public_key in made] or list(fitting)
    pairs = (
        (candidate, issuer)
        for candidate in candidates
        for issuer in certificates
        if issuer.subject_der == candidate.issuer_der
    )
    for (candidate, issuer), _ in zip(pairs, range(MAX_PATH_CANDIDATES), strict=False):
        if _is_issued_by(candidate, issuer):
            return candidate
    return candidates[0]


def _is_issued_by(certificate: CertificateEvidence, issuer: CertificateEvidence) -> bool:
    decoded = decode_certificate(certificate.der)
    check = check_signature_value(
        algorithm=decoded.outer_algorithm,
        public_key=issuer.public_key,
        signature=decoded.signature,
        message=decoded.tbs,
    )
    return check.outcome is Outcome.PASSED


def _fits(signer: SignerInfo, certificate: CertificateEvidence) -> bool:
    if signer.issuer_and_serial is not None:
        issuer, serial = signer.issuer_and_serial
        return certificate.serial_number == serial and certificate.issuer_der == issuer
    if certificate.subject_key_identifier:
        return certificate.subject_key_identifier == signer.subject_key_identifier.hex()
    # RFC 5280 4.2.1.2 (1): without the extension, SHA-1 of the key bits
    parts = list(der.read_element(certificate.public_key).children())
    if len(parts) != 2:
        return False
    digest = hashlib.sha1(parts[1].contents[1:], usedforsecurity=False).digest()
    return digest == signer.subject_key_identifier


def _named(references: Sequence[CertificateReference], certificate: CertificateEvidence) -> bool:
    """RFC 5035 5.4: the first reference of each attribute is the signing certificate's."""
    first: dict[int, CertificateReference] = {}
    for reference in references:
        first.setdefault(reference.version, reference)
    for reference in first.values():
        hasher = new_digest(reference.digest_algorithm)
        hasher.update(certificate.der)
        if hasher.digest() != reference.digest:
            return False
    return True
