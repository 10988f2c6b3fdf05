"""What a report shows beside the result: pages as pictures, and notes on certificates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from esign_verify.errors import EsignVerifyError

if TYPE_CHECKING:
    from esign_verify.evidence.pictures import Pictures
    from esign_verify.evidence.profile import ProfileNote
    from esign_verify.result import VerificationResult


def drawn(
    source: BinaryIO | Path, result: VerificationResult, password: str | None
) -> Pictures | None:
    """None where the file can no longer be read: the report says what it can."""
    from esign_verify.inspect import draw_pictures

    try:
        return draw_pictures(source, result.document, password=password)
    except EsignVerifyError:
        return None


def noted(result: VerificationResult) -> tuple[ProfileNote, ...]:
    """What is unusual about the document's certificates, for who wants to know."""
    from esign_verify.inspect import profile
    from esign_verify.render.html import all_certificates

    stamps = [stamp for item in result.signatures for stamp in item.evidence.timestamps]
    stamps += [
        item.evidence.document_timestamp
        for item in result.document_timestamps
        if item.evidence.document_timestamp is not None
    ]
    makers = (stamp.cms.signing_certificate for stamp in stamps)
    tsa = {certificate.sha256 for certificate in makers if certificate is not None}
    return profile.notes(all_certificates(result), tsa=tsa)
