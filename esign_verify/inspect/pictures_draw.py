"""Pages drawn by PDFium, and where rectangles of the page stand on the drawing."""

from __future__ import annotations

import ctypes
import io
import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import pypdfium2
import pypdfium2.raw as pdfium

from esign_verify.evidence.pictures import PARTS, NotDrawnReason
from esign_verify.inspect.pictures_wire import Box, Rectangle, Setup, Version
from esign_verify.limits import MAX_PICTURE_HEIGHT, MAX_PICTURE_WIDTH

if TYPE_CHECKING:
    from PIL.Image import Image

_GRID = 1_000_000
"""Device units of the page's width and height while places are computed: finer than pixels."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page as pixels, red, green and blue."""

    image: Image
    boxes: tuple[Box | None, ...]
    """of the rectangles, in `PARTS`; None for one that lies outside or has no area"""


class Renderer:
    """One file, as of any of its revisions; opened when first asked for."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._documents: dict[int, pypdfium2.PdfDocument | NotDrawnReason] = {}
        self._last = 0
        _without_system_fonts()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for document in self._documents.values():
            if not isinstance(document, NotDrawnReason):
                document.close()

    def pages(self) -> int:
        """Of the newest revision that was asked for; 0 where it cannot be opened."""
        document = self._documents.get(self._last)
        return 0 if document is None or isinstance(document, NotDrawnReason) else len(document)

    def draw(self, version: Version) -> Drawing | NotDrawnReason:
        document = self._document(version.end)
        if isinstance(document, NotDrawnReason):
            return document
        try:
            page = document[version.page - 1]
        except (pypdfium2.PdfiumError, IndexError):
            return NotDrawnReason.UNREADABLE
        try:
            return _draw(page, version.rectangles)
        finally:
            page.close()

    def _document(self, end: int) -> pypdfium2.PdfDocument | NotDrawnReason:
        self._last = max(self._last, end)
        if end not in self._documents:
            self._documents[end] = self._open(end)
        return self._documents[end]

    def _open(self, end: int) -> pypdfium2.PdfDocument | NotDrawnReason:
        setup = self._setup
        try:
            window = io.BufferedReader(_Window(os.fsdecode(setup.path), setup.header_offset, end))
            document = pypdfium2.PdfDocument(window, password=setup.password, autoclose=True)
        except pypdfium2.PdfiumError as error:
            if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
                return NotDrawnReason.ENCRYPTED
            return NotDrawnReason.UNREADABLE
        except OSError:
            return NotDrawnReason.UNREADABLE
        # widgets are drawn by the form environment only; without a script platform, and as no
        # event is ever passed to it, nothing in the document runs
        document.init_forms()
        return document


class _Window(io.RawIOBase):
    """The bytes of a file from its header to the end of a revision: later ones do not exist."""

    def __init__(self, path: str, start: int, length: int) -> None:
        self._file = open(path, "rb", buffering=0)  # noqa: SIM115, PTH123 - closed with it
        self._start = start
        self._length = min(length, max(0, self._file.seek(0, os.SEEK_END) - start))
        self._position = 0

    def close(self) -> None:
        self._file.close()
        super().close()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._length}
        self._position = max(0, base[whence] + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._file.seek(self._start + self._position)
        data = self._file.read(max(0, min(len(buffer), self._length - self._position)))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


def _draw(page: pypdfium2.PdfPage, rectangles: tuple[Rectangle, ...]) -> Drawing | NotDrawnReason:
    width, height = page.get_size()
    if not (width > 0 and height > 0 and math.isfinite(width) and math.isfinite(height)):
        return NotDrawnReason.UNREADABLE
    scale = min(MAX_PICTURE_WIDTH / width, MAX_PICTURE_HEIGHT / height)
    size = max(1, math.floor(width * scale)), max(1, math.floor(height * scale))
    bitmap = pypdfium2.PdfBitmap.new_native(*size, pdfium.FPDFBitmap_BGRA)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
        where = (bitmap, page, 0, 0, *size, 0, pdfium.FPDF_ANNOT)
        pdfium.FPDF_RenderPageBitmap(*where)
        if page.formenv:
            pdfium.FPDF_FFLDraw(page.formenv, *where)
        image = bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()
    return Drawing(image, tuple(_box(page, rectangle) for rectangle in rectangles))


def _box(page: pypdfium2.PdfPage, rectangle: Rectangle) -> Box | None:
    """A rectangle of the page as it is turned and cropped."""
    left, bottom, right, top = rectangle
    if not (left < right and bottom < top):
        return None
    corners = [_place(page, x, y) for x in (left, right) for y in (bottom, top)]
    across = sorted({min(max(x, 0), _GRID) for x, _ in corners})
    down = sorted({min(max(y, 0), _GRID) for _, y in corners})
    if len(across) < 2 or len(down) < 2:
        return None
    parts = _GRID // PARTS
    edges = across[0] // parts, down[0] // parts, -(-across[-1] // parts), -(-down[-1] // parts)
    return edges if edges[0] < edges[2] and edges[1] < edges[3] else None


def _place(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
    return across.value, down.value


def _without_system_fonts() -> None:
    """The same picture on every machine: fonts come from the file, or from PDFium itself."""
    no_folder = (ctypes.POINTER(ctypes.c_char) * 1)()
    pdfium.FPDF_DestroyLibrary()
    pdfium.FPDF_InitLibraryWithConfig(
        pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=no_folder)
    )
