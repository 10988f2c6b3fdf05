"""What readers show of a file: PDFium in the process, MuPDF and Poppler where installed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable

SECONDS = 20
Shown = tuple[str, ...]
"""one digest a page, or the reason why there is none"""


def describe(pixels: bytes) -> str:
    """A digest, and how dark it is: the forged pages are black all over."""
    dark = 1 - sum(pixels) / (255 * max(1, len(pixels)))
    kind = "forged" if dark > 0.8 else "blank" if dark < 0.01 else "page"
    return f"{kind} {hashlib.sha256(pixels).hexdigest()[:16]}"


def pdfium(data: bytes) -> Shown:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return (f"error: {error}",)
    try:
        return tuple(_page(document, index) for index in range(min(len(document), 5)))
    finally:
        document.close()


def _page(document, index: int) -> str:  # type: ignore[no-untyped-def]
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        return f"error: {error}"
    bitmap = page.render(scale=0.3, may_draw_forms=False, draw_annots=False, grayscale=True)
    shown = describe(bytes(bitmap.buffer))
    bitmap.close()
    page.close()
    return shown


def _command(*arguments: str) -> Callable[[bytes], Shown]:
    def show(data: bytes) -> Shown:
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(data)
            file.flush()
            command = [file.name if part == "FILE" else part for part in arguments]
            try:
                done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
            except subprocess.TimeoutExpired:
                return ("error: timeout",)
        # a portable graymap: its head, then one byte a pixel
        return (describe(done.stdout[16:]) if done.stdout else "error",)

    return show


def installed() -> dict[str, Callable[[bytes], Shown]]:
    """Name → reader, of those that are commands of this machine."""
    found: dict[str, Callable[[bytes], Shown]] = {}
    if mutool := shutil.which("mutool"):
        found["mupdf"] = _command(mutool, "draw", "-q", "-r", "22", "-F", "pgm", "-o", "-", "FILE")
    if pdftoppm := shutil.which("pdftoppm"):
        found["poppler"] = _command(pdftoppm, "-hide-annotations", "-r", "22", "-gray", "FILE")
    return found
