"""The HTML report as PDF/A (ISO 19005-2, level B), tagged, for those who archive.

WeasyPrint, of the extra `pdf`, sets the page by its rules for print; it is imported
here only, when a PDF is asked for. Fonts are the machine's, embedded.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from esign_verify.errors import UsageError
from esign_verify.render.html_environment import template_text

VARIANT = "pdf/a-2b"

STYLE = "pdf.css"

_IN_DRAWINGS = re.compile(r"(\.drawing |\.on-page|\.(good|doubt|bad|plain)$|image\b)[^>:]*")
"""selectors of rules that drawings need"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    data: bytes
    archival: bool
    """it says that it is PDF/A; not so where no font of the machine has some character"""


def require_weasyprint() -> ModuleType:
    """UsageError where it, or a library that it needs, is missing."""
    try:
        import weasyprint
    except ImportError as error:
        raise UsageError("pdf_not_installed") from error
    except OSError as error:  # WeasyPrint is there, Pango is not
        raise UsageError("pdf_library_missing") from error
    module: ModuleType = weasyprint
    return module


def render_pdf(page: str) -> PdfPage:
    """A page of `render/` as PDF: what the page holds, all of it open.

    The file's identifier is made from the page, and no date but the page's own is in
    it: the same page gives the same bytes, where WeasyPrint and the fonts are the
    same. Whatever the page asks for from outside itself is an error of ours, and
    nothing is fetched. Raises UsageError where WeasyPrint is missing.
    """
    library = require_weasyprint()
    from weasyprint.urls import URLFetcher

    options = {
        "pdf_tags": True,
        "pdf_identifier": hashlib.sha256(page.encode("utf-8")).hexdigest()[:32].encode("ascii"),
        "optimize_images": True,
    }
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
    source = library.HTML(
        string=_with_styled_drawings(page), base_url="about:blank", url_fetcher=fetcher
    )
    style = library.CSS(string=template_text(STYLE), url_fetcher=fetcher)
    document = source.render(stylesheets=[style], **options)
    data = document.write_pdf(pdf_variant=VARIANT, **options)
    # A reference to a glyph that the font does not have is no PDF/A (6.2.11.8).
    archival = not any(font.missing for font in document.fonts.values())
    if not archival:
        data = document.copy().write_pdf(**options)
    return PdfPage(data=data, archival=archival)


def _with_styled_drawings(page: str) -> str:
    """WeasyPrint gives a drawing no styles but its own: each gets those of the page."""
    style = f"<style>{_drawing_style()}</style>"
    return re.sub(r"<svg\b[^>]*>", lambda start: start[0] + style, page)


@cache
def _drawing_style() -> str:
    """The rules for drawings of the page's style, on paper: variables by their first values."""
    whole = re.sub(r"/\*.*?\*/", "", template_text("report.css") + template_text(STYLE))
    colours = dict(reversed(re.findall(r"(--[\w-]+):\s*([^;]+);", whole)))
    plain = re.sub(r"@[^{;]+\{(?:[^{}]|\{[^{}]*\})*\}", "", whole)
    rules = "".join(
        f"{selector.strip()}{{{body}}}"
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", plain)
        if _IN_DRAWINGS.fullmatch(selector.strip())
    )
    return re.sub(r"var\((--[\w-]+)\)", lambda name: colours[name[1]], rules)
