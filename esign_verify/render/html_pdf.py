"""The HTML report as PDF/A (ISO 19005-2, level B), tagged, for those who archive.

WeasyPrint, of the extra `pdf`, sets the page by its rules for print; it is imported
here only, when a PDF is asked for. Fonts are the machine's, embedded.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from esign_verify.errors import UsageError

VARIANT = "pdf/a-2b"

STYLE = "img { image-rendering: pixelated !important }"
"""An image is not to be interpolated (6.2.8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    data: bytes
    archival: bool
    """it says that it is PDF/A; not so where no font of the machine has some character"""


def render_pdf(page: str) -> PdfPage:
    """A page of `render/` as PDF: what the page holds, all of it open.

    The file's identifier is made from the page, and no date but the page's own is in
    it: the same page gives the same bytes, where WeasyPrint and the fonts are the
    same. Whatever the page asks for from outside itself is an error of ours, and
    nothing is fetched. Raises UsageError where WeasyPrint or its libraries are missing.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except ImportError as error:
        raise UsageError("pdf_not_installed") from error
    except OSError as error:  # WeasyPrint is there, Pango is not
        raise UsageError("pdf_library_missing") from error

    options = {
        "pdf_tags": True,
        "pdf_identifier": hashlib.sha256(page.encode("utf-8")).hexdigest()[:32].encode("ascii"),
        "optimize_images": True,
    }
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
    source = HTML(string=page, base_url="about:blank", url_fetcher=fetcher)
    document = source.render(stylesheets=[CSS(string=STYLE)], **options)
    data = document.write_pdf(pdf_variant=VARIANT, **options)
    # A reference to a glyph that the font does not have is no PDF/A (6.2.11.8).
    archival = not any(font.missing for font in document.fonts.values())
    if not archival:
        data = document.copy().write_pdf(**options)
    return PdfPage(data=data, archival=archival)
