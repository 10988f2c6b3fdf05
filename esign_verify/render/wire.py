"""What formats have in common: v1 and v2 sentences and profiles."""

from __future__ import annotations

from esign_verify.errors import UsageError
from esign_verify.evidence import (
    CertificateEvidence,
    SignatureEvidence,
    TimestampEvidence,
    TimestampKind,
)
from esign_verify.messages import LANGUAGES
from esign_verify.result import (
    DocumentConclusion,
    Indication,
    SignatureResult,
    TimestampConclusion,
)

PROFILES = ("2023", "2025", "legacy")

DESCRIPTIONS = {
    # These two as the real servers write them ("tandatangan" in one word).
    DocumentConclusion.VALID: "Dokumen valid, Sertifikat yang digunakan terpercaya",
    DocumentConclusion.NO_SIGNATURE: "Dokumen tidak memiliki tandatangan elektronik",
    # These two are ours: no answer of a real server with them is known.
    DocumentConclusion.WARNING: (
        "Keabsahan dokumen belum dapat dipastikan: sertifikat, waktu, atau tanda tangan "
        "elektroniknya belum dapat diverifikasi sepenuhnya"
    ),
    DocumentConclusion.INVALID: (
        "Dokumen tidak valid: dokumen berubah sejak ditandatangani, atau tanda tangan "
        "elektroniknya tidak sah"
    ),
}
"""`description` of v2 and `notes` of v1, whatever the language of the other formats."""

"""Control, format, surrogate and private-use characters: harmless as data, not on a screen."""


def require_profile(profile: str) -> None:
    """`UsageError` unless `profile` is one of `PROFILES`."""
    if profile not in PROFILES:
        raise UsageError("unknown_profile", profile=profile)


def require_language(lang: str) -> None:
    """`UsageError` unless there are texts in `lang`."""
    if lang not in LANGUAGES:
        raise UsageError("unknown_language", language=lang)


def signing_certificate(evidence: SignatureEvidence) -> CertificateEvidence | None:
    """The certificate that the signature names, believed or not."""
    return None if evidence.cms is None else evidence.cms.signing_certificate


def signature_timestamp(
    signature: SignatureResult,
) -> tuple[TimestampEvidence, TimestampConclusion | None] | None:
    """The signature time-stamp to show: the first that proves its time, else the first.

    Anyone can put a token of their own before the genuine one, for the tokens are
    not signed; the first alone would let them choose the date a reader sees.
    """
    conclusions = signature.conclusion.timestamps
    tokens = [
        (token, conclusions[index] if index < len(conclusions) else None)
        for index, token in enumerate(signature.evidence.timestamps)
        if token.kind is TimestampKind.SIGNATURE
    ]
    proven = [
        (token, conclusion)
        for token, conclusion in tokens
        if conclusion is not None and conclusion.indication is Indication.TOTAL_PASSED
    ]
    return next(iter(proven + tokens), None)
