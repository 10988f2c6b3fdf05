"""What PDF/A-2 (ISO 19005-2) asks, as far as a report can break it; read with pyHanko's reader.

Not a validator: colour of images, glyph widths, and the syntax below objects are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

FORBIDDEN_ACTIONS = {
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState",
    "/Rendition", "/Trans", "/GoTo3DView", "/JavaScript",
}  # fmt: skip
ANNOTATION_FLAGS = 0b100
"""Print, and neither Invisible, Hidden, ToggleNoView nor NoView (6.3.2)"""


def objects(reader: PdfFileReader) -> Iterator[Any]:
    """Every dictionary and stream that the trailer leads to, once."""
    waiting: list[Any] = [reader.trailer_view]
    seen: set[tuple[int, int]] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if (key := (value.idnum, value.generation)) in seen:
                continue
            seen.add(key)
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            yield value
            waiting.extend(value.raw_get(key) for key in value)
        elif isinstance(value, ArrayObject):
            waiting.extend(value.raw_get(index) for index in range(len(value)))
        elif hasattr(value, "root_ref"):  # the trailer
            waiting.extend(value.raw_get(key) for key in ("/Root", "/Info") if key in value)


def deviations(data: bytes) -> list[str]:
    """Clauses that the file breaks, with what breaks them; none for a sound file."""
    reader = PdfFileReader(BytesIO(data))
    found = [*_file(data, reader), *_catalog(reader.root), *_metadata(reader)]
    for value in objects(reader):
        found.extend(_object(value))
    return found


def _file(data: bytes, reader: PdfFileReader) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", data):
        yield "6.1.2: header"
    if not data.rstrip().endswith(b"%%EOF"):
        yield "6.1.3: data after the end"
    if "/ID" not in reader.trailer_view:
        yield "6.1.3: no /ID"
    if reader.encrypted:
        yield "6.1.3: encrypted"


def _catalog(root: Any) -> Iterator[str]:
    intents = [one for one in root.get("/OutputIntents", ()) if one["/S"] == "/GTS_PDFA1"]
    if len(intents) != 1 or not isinstance(intents[0]["/DestOutputProfile"], StreamObject):
        yield "6.2.3: no output intent"
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        yield "6.7.3: not tagged"
    if not root.get("/Lang"):
        yield "6.7.4: no language"
    if "/AA" in root or "/OpenAction" in root:
        yield "6.5.2: an action on opening"
    if set(root.get("/Names", {})) - {"/Dests"}:
        yield f"6.8: names {sorted(root['/Names'])}"


def _metadata(reader: PdfFileReader) -> Iterator[str]:
    packet = reader.root["/Metadata"].data.decode("utf-8") if "/Metadata" in reader.root else ""
    if 'pdfaid:part="2" pdfaid:conformance="B"' not in packet:
        yield "6.6.4: no claim"
    info = reader.trailer_view["/Info"]
    for key, tag in (("/Title", "dc:title"), ("/CreationDate", "xmp:CreateDate")):
        if (key in info) != (tag in packet):
            yield f"6.6.3: {key} differs from the metadata"


def _object(value: Any) -> Iterator[str]:
    if isinstance(value, StreamObject):
        filters = value.get("/Filter", ())
        if "/LZWDecode" in (filters if isinstance(filters, ArrayObject) else (filters,)):
            yield "6.1.7: LZW"
        if "/F" in value and "/Length" in value:
            yield "6.1.7: a stream in another file"
        if value.get("/Interpolate"):
            yield "6.2.8: interpolated image"
    if "/FontName" in value and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(value):
        yield f"6.2.11.4: font {value['/FontName']} is not embedded"
    if value.get("/Type") == "/Font" and "/DescendantFonts" in value and "/ToUnicode" not in value:
        yield f"6.2.11.7: font {value['/BaseFont']} has no map to Unicode"
    if value.get("/Subtype") == "/Link" and value.get("/F") != ANNOTATION_FLAGS:
        yield "6.3.2: an annotation that is not printed"
    if value.get("/S") in FORBIDDEN_ACTIONS or "/JS" in value or "/AA" in value:
        yield f"6.5: action {value.get('/S')}"
    if "/EF" in value:
        yield "6.8: an embedded file"
