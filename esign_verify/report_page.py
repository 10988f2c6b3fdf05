"""The report on one document, whole: the result, its pages as pictures, notes on certificates.

`render` shows what it is given and `inspect` looks without judging; neither knows the other.
The command line and the service make a report here, so that it is the same of both.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from esign_verify.errors import EsignVerifyError

if TYPE_CHECKING:
    from esign_verify.evidence.pictures import Pictures
    from esign_verify.evidence.profile import ProfileNote
    from esign_verify.evidence.remote import Comparison
    from esign_verify.result import VerificationResult


def report_page(
    source: BinaryIO | Path,
    result: VerificationResult,
    *,
    password: str | None,
    pictures: bool = True,
    lang: str = "id",
    zone: str = "WIB",
    comparison: Comparison | None = None,
    for_pdf: bool = False,
) -> str:
    """HTML, as `render_html` of `render.html` makes it. `source`: what `result` was found in.

    `pictures`: drawn in a process of their own (`inspect.draw_pictures`).
    """
    from esign_verify.render.html import render_html

    return render_html(
        result,
        lang=lang,
        zone=zone,
        pictures=_drawn(source, result, password) if pictures else None,
        notes=_noted(result),
        comparison=comparison,
        for_pdf=for_pdf,
    )


def _drawn(
    source: BinaryIO | Path, result: VerificationResult, password: str | None
) -> Pictures | None:
    """None where the file can no longer be read: the report says what it can."""
    from esign_verify.inspect import draw_pictures

    try:
        return draw_pictures(source, result.document, password=password)
    except EsignVerifyError:
        return None


def _noted(result: VerificationResult) -> tuple[ProfileNote, ...]:
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
