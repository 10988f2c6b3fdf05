"""Identification of the signing certificate (EN 319 102-1, 5.2.3; RFC 5035)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from esign_verify.cms import der
from esign_verify.cms.algorithms import new_digest
from esign_verify.cms.signed_data import SignerInfo
from esign_verify.errors import DecodeError
from esign_verify.evidence import CertificateEvidence, CertificateReference, Check


def find_signing_certificate(
    signer: SignerInfo,
    certificates: Sequence[CertificateEvidence],
    references: Sequence[CertificateReference],
) -> tuple[CertificateEvidence | None, Check, Check]:
    """The certificate, the check that it was found, and the check of the ESS reference.

    Of several certificates that fit the SignerIdentifier (the same key certified
    twice), the one that the signed reference names is the signing certificate.
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
        return fitting[0], found, Check.not_checked("signing_certificate_reference_absent")
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
