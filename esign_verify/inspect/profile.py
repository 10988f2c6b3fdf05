"""Notes on certificates: what deviates from RFC 5280, RFC 3161 and the observed profile.

Information, never a verdict: `policy` does not know these notes. What they look at stands in
`profile_fields`, `profile_names`, `profile_extensions` and `profile_usage`; where a file's
certificates come from, in `profile_sources`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from esign_verify.cms.x509_profile import read_certificate_profile
from esign_verify.errors import DecodeError
from esign_verify.evidence import CertificateEvidence
from esign_verify.evidence.profile import (
    CertificatePlace,
    CertificateRole,
    NotedCertificate,
    NotedFile,
    ProfileNote,
)
from esign_verify.inspect.profile_extensions import EXTENSION_RULES
from esign_verify.inspect.profile_fields import FIELD_RULES
from esign_verify.inspect.profile_names import NAME_RULES
from esign_verify.inspect.profile_rule import ProfileFacts, apply_rules, masked
from esign_verify.inspect.profile_sources import read_certificates
from esign_verify.inspect.profile_usage import OCSP_SIGNING, TIME_STAMPING, USAGE_RULES

__all__ = ["RULES", "certificate_role", "note_file", "notes"]

RULES = (*FIELD_RULES, *NAME_RULES, *EXTENSION_RULES, *USAGE_RULES)
"""In the order in which notes are given."""


def notes(
    certificates: Iterable[CertificateEvidence], *, tsa: Collection[str] = ()
) -> tuple[ProfileNote, ...]:
    """The notes on each certificate, in the order given, each certificate once.

    `tsa`: SHA-256 (upper-case hex) of those that signed a time-stamp token, whatever they say
    of themselves. Nothing is raised for a certificate that was read before.
    """
    distinct = {certificate.sha256: certificate for certificate in certificates}
    return tuple(
        note
        for certificate in distinct.values()
        for note in _notes(certificate, certificate_role(certificate, tsa))
    )


def note_file(path: Path, *, password: str | None = None) -> NotedFile:
    """Every certificate that a PDF embeds, or that a PEM or DER file holds, with its notes.

    DocumentError where the file can be read as neither.
    """
    found = read_certificates(path, password)
    return NotedFile(
        name=path.name,
        sha256=found.sha256,
        certificates=tuple(
            _noted(certificate, places, certificate_role(certificate, found.token_signers))
            for certificate, places in found.certificates
        ),
        unreadable=found.unreadable,
    )


def _noted(
    certificate: CertificateEvidence, places: tuple[CertificatePlace, ...], role: CertificateRole
) -> NotedCertificate:
    return NotedCertificate(
        sha256=certificate.sha256,
        common_name=masked(certificate.common_name),
        organization=masked(certificate.organization),
        not_before=certificate.not_before,
        not_after=certificate.not_after,
        role=role,
        places=places,
        notes=tuple(_notes(certificate, role)),
    )


def certificate_role(
    certificate: CertificateEvidence, tsa: Collection[str] = ()
) -> CertificateRole:
    """What it is for: `tsa` by what it signed, the rest by what the certificate says."""
    usages = certificate.extended_key_usage or ()
    if certificate.sha256 in tsa:
        return CertificateRole.TSA
    if certificate.is_ca:
        return CertificateRole.CA
    if TIME_STAMPING in usages:
        return CertificateRole.TSA
    return CertificateRole.OCSP if OCSP_SIGNING in usages else CertificateRole.SIGNER


def _notes(certificate: CertificateEvidence, role: CertificateRole) -> Iterator[ProfileNote]:
    try:
        profile = read_certificate_profile(certificate)
    except DecodeError:
        # evidence of another origin than a certificate's DER has no profile to look at
        return
    yield from apply_rules(RULES, ProfileFacts(profile=profile, role=role))
