"""Documents whose size is in one stream that no page uses: written in blocks, never held."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.pki import SandboxPki

_BLOCK = 1 << 20
_RESERVED = 16_384
_BYTE_RANGE_WIDTH = 48
_CATALOG, _PAGES, _PAGE, _PADDING = 1, 2, 3, 4


def write_large(path: Path, padding: int, pki: SandboxPki, *, signatures: int) -> None:
    """A stream of `padding` bytes and `signatures` signatures, a revision each.

    The first signature stands in the first revision.
    """
    with path.open("w+b") as file:
        file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = {
            _PAGES: _write(file, _PAGES, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
            _PADDING: _write_padding(file, padding),
        }
        previous = None
        for number in range(1, signatures + 1):
            previous = _write_signature(file, number, places, previous, pki)
            places = {}


def _write(file: BinaryIO, number: int, body: bytes) -> int:
    offset = file.tell()
    file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    return offset


def _write_padding(file: BinaryIO, size: int) -> int:
    block = random.Random(1).randbytes(_BLOCK)
    offset = file.tell()
    file.write(b"%d 0 obj\n<< /Length %d >>\nstream\n" % (_PADDING, size))
    for start in range(0, size, _BLOCK):
        file.write(block[: size - start])
    file.write(b"\nendstream\nendobj\n")
    return offset


def _write_signature(
    file: BinaryIO, number: int, places: Mapping[int, int], previous: int | None, pki: SandboxPki
) -> int:
    """One revision with the signature of that number; returns where its table stands."""
    field = 2 * number + 3
    fields = b" ".join(b"%d 0 R" % (2 * n + 3) for n in range(1, number + 1))
    catalog = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] /SigFlags 3 >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [%s] >>"
    widget = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature%d) /F 132 /Rect [0 0 0 0]"
    written = dict(places)
    written[_CATALOG] = _write(file, _CATALOG, catalog % fields)
    written[_PAGE] = _write(file, _PAGE, page % fields)
    written[field] = _write(file, field, widget % number + b" /P 3 0 R /V %d 0 R >>" % (field + 1))
    written[field + 1] = file.tell()
    moment = pki.day(number - 20).strftime("D:%Y%m%d%H%M%SZ").encode("ascii")
    file.write(b"%d 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite" % (field + 1))
    file.write(b" /SubFilter /ETSI.CAdES.detached /M (%s) /ByteRange " % moment)
    byte_range = file.tell()
    file.write(b"[".ljust(_BYTE_RANGE_WIDTH - 1) + b"] /Contents ")
    gap = file.tell()
    file.write(b"<" + b"00" * _RESERVED + b">")
    gap_end = file.tell()
    file.write(b" >>\nendobj\n")
    table = _write_table(file, written, previous, size=field + 2)
    _fill_in(file, byte_range, gap, gap_end, pki)
    return table


def _write_table(
    file: BinaryIO, places: Mapping[int, int], previous: int | None, *, size: int
) -> int:
    table = file.tell()
    file.write(b"xref\n")
    if previous is None:
        file.write(b"0 1\n0000000000 65535 f \n")
    for number, offset in sorted(places.items()):
        file.write(b"%d 1\n%010d 00000 n \n" % (number, offset))
    before = b"" if previous is None else b" /Prev %d" % previous
    file.write(b"trailer\n<< /Size %d /Root 1 0 R%s >>\n" % (size, before))
    file.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return table


def _fill_in(file: BinaryIO, byte_range: int, gap: int, gap_end: int, pki: SandboxPki) -> None:
    """/ByteRange and /Contents of a file that ends here."""
    numbers = b"[0 %d %d %d" % (gap, gap_end, file.tell() - gap_end)
    file.seek(byte_range)
    file.write(numbers.ljust(_BYTE_RANGE_WIDTH - 1) + b"]")
    digest = _digest_around(file, gap, gap_end)
    spec = CmsSpec(signer=pki.signer, ess_version=2, message_digest=digest)
    file.seek(gap + 1)
    file.write(build_cms(spec, b"").hex().encode("ascii"))
    file.seek(0, 2)


def _digest_around(file: BinaryIO, gap: int, gap_end: int) -> bytes:
    """SHA-256 of the file but for the gap."""
    hasher = hashlib.sha256()
    file.seek(0)
    while file.tell() < gap:
        hasher.update(file.read(min(_BLOCK, gap - file.tell())))
    file.seek(gap_end)
    while block := file.read(_BLOCK):
        hasher.update(block)
    return hasher.digest()
