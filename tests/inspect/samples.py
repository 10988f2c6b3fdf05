"""Sandbox documents by name, goldens, and files written byte by byte."""

from __future__ import annotations

import os
import re
from pathlib import Path

from esign_verify.inspect import ExtractionRequest
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.expected import SandboxDocument

GOLDENS = Path(__file__).parent / "goldens"

ALL_EMBEDDED = ExtractionRequest(certificates=True, timestamps=True, revocation=True)

_KEYED = re.compile(r"(?<![0-9A-Za-z])(?:0x)?(?:[0-9A-F]{16,}|[0-9a-f]{40,})…?(?![0-9A-Za-z])")
"""Digests, keys and serial numbers: new in every sandbox, of the same length."""
_REST = re.compile(r"(?m)^ +[0-9A-F]{2,}…?$")
"""The end of one that is broken over two lines."""
_NUMBERED = re.compile(r"SANDBOX\d+")
_DECIMAL = re.compile(r"(?<=INTEGER: )-?\d{12,}")


def document(sandbox: Sandbox, name: str) -> SandboxDocument:
    return next(item for item in sandbox.documents if item.name == name)


def normalised(text: str) -> str:
    """Without what the keys of one sandbox make different."""
    text = _REST.sub("<rest>", _KEYED.sub("<hex>", text))
    return _NUMBERED.sub("SANDBOX<number>", _DECIMAL.sub("<number>", text)) + "\n"


def assert_golden(text: str, name: str) -> None:
    """Equal to the golden file; `UPDATE_GOLDENS=1` writes it, for a reader to look at."""
    path = GOLDENS / name
    if os.environ.get("UPDATE_GOLDENS"):
        path.write_text(normalised(text), encoding="utf-8")
    assert normalised(text) == path.read_text("utf-8")


def pdf_of(objects: dict[int, bytes], *, root: int = 1) -> bytes:
    """A file of one revision with these objects."""
    data = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, body in objects.items():
        offsets[number] = len(data)
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(data)
    size = max(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        known = number in offsets
        data += b"%010d %05d %s \n" % (offsets.get(number, 0), not known, b"n" if known else b"f")
    data += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n" % (size, root)
    return bytes(data + b"%d\n%%%%EOF\n" % table)


BASE = {
    1: b"<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>",
    2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
}


def pdf_with_contents(
    contents: bytes, *, name: bytes = b"(F)", byte_range: bytes = b"[0 10 20 30]"
) -> bytes:
    """One signature field whose signature has these octets as /Contents."""
    signature = (
        b"<</Type/Sig/Filter/X/SubFilter/adbe.pkcs7.detached/ByteRange "
        + byte_range
        + b"/Contents<"
        + contents.hex().encode()
        + b">>>"
    )
    field = b"<</Type/Annot/Subtype/Widget/FT/Sig/P 3 0 R/Rect[0 0 9 9]/V 6 0 R/T" + name + b">>"
    return pdf_of({**BASE, 4: b"<</Fields[5 0 R]>>", 5: field, 6: signature})
